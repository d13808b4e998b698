"""Reading a chat's export: which format it is, and the chat that is in it."""

from __future__ import annotations

from os import PathLike

from pairbond.errors import EvidenceError
from pairbond.messages.chat import Chat


def read_chat(
    path: str | PathLike[str],
    *,
    me: str | None = None,
    date_order: str | None = None,
    chat_name: str | None = None,
    format: str | None = None,
    zone: str | None = None,
) -> Chat:
    """Return the chat of two people in the export at *path* (a file, or a folder of one export).

    ``me`` is the name of the one who becomes A, as it stands in the file; without it, A is who wrote
    first. ``date_order`` (``"dmy"``, ``"mdy"``, ``"ymd"``) is needed only where the file cannot tell.
    ``chat_name`` picks one chat of an export that holds several; ``format`` skips the guess.
    ``zone`` (such as ``"Europe/Berlin"``) moves times that an app writes in UTC to that wall clock.
    Raises :class:`EvidenceError` for anything that is not the export of two people's chat.
    """
    raise EvidenceError("no format can be read yet")
