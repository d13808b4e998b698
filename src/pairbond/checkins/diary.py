"""Two diaries on one calendar: what every analysis of check-ins starts from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pairbond.types import Who

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LOWEST, HIGHEST = 0.0, 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDays:
    """One person's entries, each array (n,) along :attr:`Diary.days`; NaN is no answer.

    ``present``, ``partner_present`` and ``unsettled`` are 0 to 10; ``wanted_space``, ``said_so``,
    ``reached`` and ``met`` are 0 or 1; ``contact_minutes`` is 0 or more; ``context`` is a word or None.
    """

    present: Floats
    partner_present: Floats
    unsettled: Floats
    wanted_space: Floats
    said_so: Floats
    reached: Floats
    met: Floats
    contact_minutes: Floats
    context: tuple[str | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """The check-ins of two people on one calendar without holes.

    ``days`` (n,) are day numbers (``date.toordinal()``), each one more than the one before, from the
    first entry of either person to the last; a day without an entry is NaN.
    """

    days: Ints
    a: PersonDays
    b: PersonDays

    def of(self, who: Who) -> PersonDays:
        return self.a if who == "a" else self.b

    def other(self, who: Who) -> PersonDays:
        return self.b if who == "a" else self.a

    def swapped(self) -> Diary:
        """Return the same diary with the two people exchanged."""
        return replace(self, a=self.b, b=self.a)
