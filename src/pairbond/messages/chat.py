"""A chat as times and lengths: what an import keeps of two people's messages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from pairbond.errors import EvidenceError
from pairbond.messages.account import Account, long_gaps
from pairbond.messages.timing import Timing, make_timing

if TYPE_CHECKING:
    import polars as pl

    from pairbond.messages.latency import ReplyTime
    from pairbond.messages.rhythm import Rhythm
    from pairbond.messages.shifts import Shifts

SEED = 1
Clock = Literal["local", "utc"]

KINDS = ("text", "media", "view-once", "deleted", "call", "poll", "location", "contact")
"""What a message can be; ``n_chars`` and ``n_words`` are 0 for all but ``text``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """Who wrote when and how much, oldest first; the text itself was dropped while it was read.

    ``messages`` has one row per message a person sent: ``time`` (datetime without zone, in the
    clock that ``clock`` names), ``sender`` (``"A"`` or ``"B"``), ``kind`` (one of :data:`KINDS`),
    ``n_chars`` and ``n_words`` (of the text without the app's marks; words are what white space parts).
    A picture with words below it is text; rows of one moment keep the order of the file.
    ``clock`` is ``"local"`` for the wall clock of the exporting phone and ``"utc"`` where the app writes
    UTC; see :meth:`in_zone`. ``resolution`` is the step of that clock in seconds. ``source`` names the
    format. ``people`` maps A and B to the names in the file: in memory only, never written or shown.
    """

    messages: pl.DataFrame = field(repr=False)
    people: dict[str, str] = field(repr=False)
    account: Account
    source: str
    clock: Clock = "local"
    resolution: int = 1

    def __len__(self) -> int:
        return self.messages.height

    def in_zone(self, zone: str) -> Chat:
        """Return the chat on the wall clock of *zone* (such as ``"Europe/Berlin"``).

        Only a chat in UTC changes: a local clock has already been where it was.
        """
        if self.clock == "local":
            return self
        import polars as pl

        try:
            time = pl.col("time").dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
            moved = self.messages.with_columns(time.dt.replace_time_zone(None))
        except pl.exceptions.PolarsError:
            raise EvidenceError(
                f"{zone[:40]!r} is not a time zone; use a name such as Europe/Berlin", why="zone"
            ) from None
        seconds = moved["time"].dt.epoch("s").to_numpy().astype(np.int64)
        account = replace(self.account, gaps=long_gaps(seconds))
        return replace(self, messages=moved, account=account, clock="local")

    def timing(self) -> Timing:
        """Return the arrays that the figures are computed from; seconds are those of ``time``."""
        kind = self.messages["kind"]
        return make_timing(
            self.messages["time"].dt.epoch("s").to_numpy().astype(np.int64),
            (self.messages["sender"] == "B").to_numpy().astype(np.int8),
            words=self.messages["n_words"].to_numpy().astype(np.int64),
            call=(kind == "call").to_numpy(),
            resolution=self.resolution,
        )

    def rhythm(self, rng: np.random.Generator | None = None) -> Rhythm:
        """Return how the two are in touch; figures about both, so ask both before you show them.

        *rng* draws the days that intervals are made of; without it the same draw is made each time.
        """
        from pairbond.messages.rhythm import cut, rhythm

        return rhythm(cut(self.timing()), rng or np.random.default_rng(SEED))

    def latency(self, rng: np.random.Generator | None = None) -> tuple[ReplyTime, ReplyTime]:
        """Return how soon A and B answer, on the clock of the one who answers while awake."""
        return self.rhythm(rng).reply

    def shifts(self, rng: np.random.Generator | None = None) -> Shifts:
        """Return when the rhythm changed, if it did; at most three changes."""
        from pairbond.messages.rhythm import cut
        from pairbond.messages.shifts import shifts

        return shifts(cut(self.timing()), rng or np.random.default_rng(SEED))
