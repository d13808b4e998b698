"""Real couples' diaries, read as far as they can stand for check-ins.

They were kept with other questions, so they show that every real diary gets an answer and how the
answers are spread, not whether an answer is right. Campbell and others (2005): satisfaction stands for
what a person reports of being there, conflict (turned) for what was perceived that day. Bolger and
Laurenceau (2013): relationship distress (turned) of each person stands for both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

from pairbond.checkins.diary import Diary, PersonDays
from pairbond.checkins.signal import signal_or_script
from pairbond.checkins.signal_result import VERDICTS, Signal
from pairbond.library.signal import load_thresholds

CAMPBELL = "couples/campbell2005_diary_103couples_14days.csv"
BOLGER = "couples/bolger_ch8_dyads_long.csv"
FIRST = 739_000
Pair = tuple[np.ndarray, np.ndarray]


def campbell(folder: Path) -> dict[str, np.ndarray]:
    table = pl.read_csv(folder / CAMPBELL, null_values=["NA", ""], infer_schema_length=None)
    names = ("dyadid", "person", "Day", "conflict_A", "conflict_P", "satisf_A", "satisf_P", "Cavoid_A")
    table = table.sort("dyadid", "person", "Day")
    return {name: table[name].cast(pl.Float64).to_numpy() for name in names}


def diary(a: Pair, b: Pair) -> Diary:
    """Return a diary from (present, partner_present) of both."""
    n = len(a[0])
    none = np.full(n, np.nan)
    empty = dict.fromkeys(("unsettled", "wanted_space", "said_so", "reached", "met", "contact_minutes"), none)
    people = [
        PersonDays(present=present, partner_present=view, context=(None,) * n, **empty)
        for present, view in (a, b)
    ]
    return Diary(days=np.arange(n) + FIRST, a=people[0], b=people[1])


def campbell_diaries(folder: Path) -> Iterator[Diary]:
    data = campbell(folder)
    for couple in np.unique(data["dyadid"]):
        rows = [np.flatnonzero((data["dyadid"] == couple) & (data["person"] == who)) for who in (1, 2)]
        people = [((data["satisf_A"][r] - 1) * 10 / 6, (7 - data["conflict_A"][r]) * 10 / 6) for r in rows]
        if len(rows[0]) == len(rows[1]):
            yield diary(people[0], people[1])


def bolger_diaries(folder: Path) -> Iterator[Diary]:
    table = pl.read_csv(folder / BOLGER).sort("coupleid", "female", "time")
    for _, couple in table.group_by("coupleid", maintain_order=True):
        one, two = (
            10 - couple.filter(pl.col("female") == who)["reldis"].to_numpy().astype(float) for who in (0, 1)
        )
        n = min(len(one), len(two))
        yield diary((one[:n], two[:n]), (two[:n], one[:n]))


def answers(diaries: Iterator[Diary]) -> list[Signal]:
    """Return the answers to both people of every couple."""
    return [signal_or_script(each, who, load_thresholds()) for each in diaries for who in ("a", "b")]  # type: ignore[arg-type]


def counts(signals: list[Signal]) -> dict[str, int]:
    found = Counter(str(signal.verdict) for signal in signals)
    return {verdict: found[verdict] for verdict in VERDICTS}


def distribution(folder: Path) -> dict[str, dict[str, int]]:
    """Return how often each answer is given to the people of both data sets."""
    return {
        "Campbell and others (2005), 14 days": counts(answers(campbell_diaries(folder))),
        "Bolger and Laurenceau (2013), 21 days": counts(answers(bolger_diaries(folder))),
    }
