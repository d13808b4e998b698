"""The page on which a person chooses what their partner may see, with a preview of exactly that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pairbond.api import profile
from pairbond.safety import ADVICE, PARTS
from pairbond.web.couples.sharing import Shares

if TYPE_CHECKING:
    from pairbond.library.answers import AnswersFile
    from pairbond.scoring.classical import ScaleScore

NAMES: dict[str, tuple[Any, Any]] = {
    "attachment": (
        gettext_lazy("Closeness and distance"),
        gettext_lazy("How much you fear for the bond, and how much distance you keep."),
    ),
    "bond": (
        gettext_lazy("How you two are together"),
        gettext_lazy("How content you are, and how cared for you feel."),
    ),
    "conflict": (gettext_lazy("When you disagree"), gettext_lazy("What each of you does, as you see it.")),
    "values": (gettext_lazy("What matters to you"), gettext_lazy("Ten broad aims in life.")),
    "dealbreakers": (
        gettext_lazy("Things to settle"),
        gettext_lazy("Children, money, faith and seven other topics. Here it is each answer itself."),
    ),
    "personality": (gettext_lazy("Personality"), gettext_lazy("Five broad traits.")),
    "needs": (
        gettext_lazy("What you want and get in a week"),
        gettext_lazy("Counts of twelve wishes. Here it is each answer itself, save for those about sex."),
    ),
    "loop": (
        gettext_lazy("The loop between you"),
        gettext_lazy("What each of you does when it gets tense, and what comes next, by single answers."),
    ),
    "signal": (gettext_lazy("Your days"), gettext_lazy("How close your days felt, in broad bands.")),
    ADVICE: (
        gettext_lazy("Steps to try"),
        gettext_lazy("Up to three steps for each of you, and a guided talk. No scores are shown for it."),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRow:
    """One part on the page: its name, whether it is on, and what the partner would see."""

    id: str
    title: str
    about: str
    on: bool
    answered: bool
    preview: tuple[tuple[str, str], ...]


def part_rows(answers: AnswersFile, chosen: Shares, parts: tuple[str, ...]) -> list[PartRow]:
    """Return every part that can be switched on, with the preview of the answers so far."""
    own = profile(answers) if answers.responses else None
    rows = []
    for part in parts:
        title, about = NAMES.get(part, (part.replace("-", " ").capitalize(), ""))
        prefix = PARTS.get(part)
        scales = [] if own is None or prefix is None else scored(own.only([prefix]).scores)
        rows.append(
            PartRow(
                id=part,
                title=str(title),
                about=str(about),
                on=chosen.choice(part) == "open",
                answered=bool(scales) or prefix is None,
                preview=tuple((score.scale.title, as_seen(score)) for score in scales),
            )
        )
    return rows


def scored(scores: Any) -> list[ScaleScore]:
    return [score for each in scores for score in each.scales if score.scored]


def as_seen(score: ScaleScore) -> str:
    """Return a score in the words of the report: the number, how sure it is, and its range."""
    if score.estimate is None:
        return ""
    low, high = score.bounds
    shown = score.estimate.shown().replace("-", "−")
    text: str = _("%(score)s on a scale from %(low)s to %(high)s") % {
        "score": shown,
        "low": low,
        "high": high,
    }
    return text
