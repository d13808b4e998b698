"""Who wrote when and how much: the arrays every figure of a chat is computed from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pairbond.errors import EvidenceError

DAY = 86_400
HOUR = 3_600

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """One row per message a person sent, oldest first.

    ``seconds : (n,) int`` on the wall clock of the exporting phone, since 1970-01-01, never falling;
    ``who : (n,) int`` 0 for A and 1 for B; ``words : (n,) int``; ``call : (n,) bool``.
    ``resolution`` is the step of the clock in seconds (60 where an export has minutes only);
    ``gaps`` are stretches (from, to) known to be missing; ``end`` is the last second covered.
    """

    seconds: Ints
    who: NDArray[np.int8]
    words: Ints
    call: Flags
    resolution: int = 1
    gaps: tuple[tuple[int, int], ...] = ()
    end: int = 0

    def __post_init__(self) -> None:
        if np.any(np.diff(self.seconds) < 0):
            raise EvidenceError("messages must be in order of time, oldest first")

    def __len__(self) -> int:
        return len(self.seconds)

    def days(self) -> Ints:
        """Return the day number (since 1970-01-01) of each message."""
        return np.asarray(self.seconds // DAY, dtype=np.int64)

    def span(self) -> tuple[int, int]:
        """Return the first and the last day number."""
        return int(self.seconds[0] // DAY), int(max(self.end, int(self.seconds[-1])) // DAY)

    def between(self, start: int, stop: int) -> Timing:
        """Return the messages of ``start <= seconds < stop``."""
        low, high = np.searchsorted(self.seconds, [start, stop])
        return replace(
            self,
            seconds=self.seconds[low:high],
            who=self.who[low:high],
            words=self.words[low:high],
            call=self.call[low:high],
            end=min(self.end, stop),
        )


def make_timing(
    seconds: Ints,
    who: NDArray[np.int8],
    *,
    words: Ints | None = None,
    call: Flags | None = None,
    resolution: int = 1,
    gaps: tuple[tuple[int, int], ...] = (),
    end: int | None = None,
) -> Timing:
    """Return the arrays sorted by time; messages of one second keep their order."""
    if not len(seconds):
        raise EvidenceError("this chat holds no message of a person, so there is no rhythm to describe")
    order = np.argsort(seconds, kind="stable")
    n = len(seconds)
    return Timing(
        seconds=np.asarray(seconds, dtype=np.int64)[order],
        who=np.asarray(who, dtype=np.int8)[order],
        words=np.zeros(n, np.int64) if words is None else np.asarray(words, dtype=np.int64)[order],
        call=np.zeros(n, bool) if call is None else np.asarray(call, dtype=bool)[order],
        resolution=resolution,
        gaps=tuple(sorted(gaps)),
        end=int(np.max(seconds)) if end is None else end,
    )
