"""Why a chat was not read, one plain sentence each; nothing of the file is quoted."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pairbond.web.chats.upload import MOST_BYTES

OTHER = gettext_lazy("This file could not be read as the exported chat of two people.")
SENTENCES: dict[str, Any] = {
    "group": gettext_lazy("This is not a chat of two people; only those can be read."),
    "several": gettext_lazy("This export holds several chats. Please export only the one between you two."),
    "html": gettext_lazy("This export is made of web pages (HTML). Please ask the app for the same as JSON."),
    "privacy": gettext_lazy(
        "One of you has asked the app that this chat is not taken out of it (advanced chat privacy), so it was not read."
    ),
    "dates": gettext_lazy("The dates in this file contradict each other. Please export the chat again."),
    "unknown": gettext_lazy("This is not an exported chat in a form that can be read here."),
    "empty": gettext_lazy("There is no message of a person in this file."),
    "clocks": gettext_lazy(
        "One file is on the clock of a phone and another is not. Please say your time zone."
    ),
    "zone": gettext_lazy("This time zone is not known. Please write one such as Europe/Berlin."),
    "names": gettext_lazy("The names in these files do not say who is who. Please bring them one at a time."),
    "files": gettext_lazy("Please bring 20 files or fewer at once."),
    "slow": gettext_lazy("This file took too long to read and was given up. Please export a shorter part."),
    "memory": gettext_lazy("This file is damaged, or too large to read here."),
    "busy": gettext_lazy("The server is reading another chat. Please try again in a minute."),
}


def sentence(why: str) -> str:
    """Return the sentence for a reason."""
    return str(SENTENCES.get(why, OTHER))


def too_large() -> str:
    return str(
        _("This is more than %(most)d MB. Please export the chat without media.") % {"most": MOST_BYTES >> 20}
    )
