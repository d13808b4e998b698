"""The loss account of an import: what the file held, and what became of each part of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pairbond.types import Caution, JsonDict, json_dict

CAPS = (40_000, 10_000)
"""Messages at which a phone stops exporting: without and with media."""
CAP_MARGIN = 0.01
LONG_GAP_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What was read and what was left out, so that nothing is lost in silence.

    ``lines`` counts lines of a text, records of any other file. ``messages`` is the number of rows kept,
    ``notices`` the app's own lines, ``look_alikes`` lines that look like the head of a message and were
    taken as text, ``not_understood`` records that could not be read, ``duplicates`` rows that stood
    twice, ``reactions`` taps that are not messages, ``left_out`` drafts, failed messages and calls of
    other apps. ``date_order`` is ``"dmy"``, ``"mdy"`` or ``"ymd"`` with ``order_from`` saying how it
    was decided; None where dates need no order. ``backward`` counts steps back in time. ``gaps`` are
    stretches of 30 days or more without a message, in seconds of the chat's clock rounded to the hour:
    a hole in the export or a silence, nothing tells which. ``capped_at`` is the export limit that was probably hit. ``disappearing`` says that the chat
    had disappearing messages, ``parts_beside`` how many further parts lay beside the file that was read,
    ``newest_missing`` that the app kept its newest messages in another file, which was not read.
    """

    lines: int
    messages: int
    notices: int = 0
    look_alikes: int = 0
    not_understood: int = 0
    duplicates: int = 0
    reactions: int = 0
    left_out: int = 0
    date_order: str | None = None
    order_from: str | None = None
    backward: int = 0
    gaps: tuple[tuple[int, int], ...] = ()
    capped_at: int | None = None
    disappearing: bool = False
    parts_beside: int = 0
    newest_missing: bool = False

    @property
    def cautions(self) -> tuple[Caution, ...]:
        """What a reader of the figures should know about this export."""
        told = []
        if self.capped_at:
            told.append(
                Caution(
                    code="export-capped",
                    text=f"The export stops near {self.capped_at} messages, so the oldest part is probably missing.",
                )
            )
        if self.disappearing:
            told.append(
                Caution(
                    code="disappearing-messages",
                    text="This chat had disappearing messages, so part of it is missing.",
                )
            )
        if self.parts_beside:
            told.append(
                Caution(
                    code="parts-beside",
                    text=f"{self.parts_beside} further parts of this chat lie beside the file; give the folder to read them all.",
                )
            )
        if self.newest_missing:
            told.append(
                Caution(
                    code="newest-missing",
                    text="The newest messages lie in a second file of the app and are not read here.",
                )
            )
        if self.messages and self.not_understood > self.messages / 200:
            told.append(
                Caution(
                    code="not-understood",
                    text=f"{self.not_understood} parts of this export were not understood and are left out.",
                )
            )
        return tuple(told)

    def to_dict(self) -> JsonDict:
        return json_dict({name: getattr(self, name) for name in (*self.__slots__, "cautions")})


def long_gaps(seconds: NDArray[np.int64]) -> tuple[tuple[int, int], ...]:
    """Return the stretches of 30 days or more between rising *seconds*, their ends rounded to the hour."""
    rows = np.flatnonzero(np.diff(seconds) >= LONG_GAP_DAYS * 86_400)
    hours = np.round(seconds / 3600).astype(np.int64) * 3600
    return tuple((int(hours[row]), int(hours[row + 1])) for row in rows)


def cap_hit(messages: int) -> int | None:
    """Return the export limit that *messages* comes within 1 % of; None where there is none."""
    return next((cap for cap in CAPS if abs(messages - cap) <= CAP_MARGIN * cap), None)
