"""Writes content/calibration/signal-thresholds.yaml: what makes an answer at each weekly look.

Couples in whom an answer would be an error are simulated from day 14 to day 84. The thresholds are the
lowest at which the share of couples who get a wrong answer at any of the eleven looks stays, in every
cell, below nine tenths of its bound, or eight. Another seed then measures what they do
(``benchmarks/signal_errors.py``). Run: python scripts/calibrate_signal.py [runs]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from benchmarks.signal_scenarios import Cell, error_cells, looks_of, power_cells
from benchmarks.signal_simulation import Path as Followed
from benchmarks.signal_simulation import draw, follow

from pairbond.checkins.signal_looks import LOOKS
from pairbond.checkins.signal_model import SETTINGS
from pairbond.checkins.signal_verdict import FEWEST_PAIRED, FEWEST_PAIRED_DIFFER, fingerprint_of

TARGET = Path(__file__).resolve().parents[1] / "src/pairbond/content/calibration/signal-thresholds.yaml"
SEED = 20_261
RUNS = 2000
SAFETY, SAFETY_DIFFER = 0.9, 0.8
"""Part of a bound that the worst cell may use up, which leaves room for Monte Carlo error; smaller where
the bound is."""

RAISED = (0.4, 0.2, 0.0, 0.4, -0.3, 0.4, 0.5, 0.4, 0.6, 0.6, 0.6)
"""Added to the threshold of a shared change at each look: the share of wrong answers that may be spent is
spent where an answer is wanted most, after four and after six weeks. An answer once given stands, so the
looks beside them lose little."""
FELT = (1.1, 1.0, 0.7, 0.9, 0.6, 1.0, 0.9, 1.2, 1.4, 1.5, 1.5)
CLOSER, CLOSER_FELT = 3.0, 1.5
LARGER = 1.5
QUIET, QUIET_FROM = -0.3, 28
DIFFER_AT = 56
EARLY_OWN = (0.5, 0.6, 0.7, 0.9, 1.1)
LATE_OWN = (0.6, 0.75, 0.9, 1.1)
EARLY_ABSENT = np.arange(1.0, 2.0, 0.05)
LATE_ABSENT = np.arange(1.6, 3.4, 0.1)
LIKELY = 0.8
WANTED_CELLS = frozenset({"both fall 2 SD", "only A, equal fall"})
WANTED = {56: 0.35, 84: 0.5}
"""Power of *the diaries differ* by so many days, for a fall in A's days as large as a shared one would be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The statistics of a cell, each (looks, couples)."""

    cell: Cell
    looks: np.ndarray
    partner: np.ndarray
    own: np.ndarray
    absent: np.ndarray
    falls: np.ndarray
    own_falls: np.ndarray
    felt: np.ndarray
    paired: np.ndarray
    open: np.ndarray


def table_of(cell: Cell, path: Followed) -> Table:
    def each(name: str) -> np.ndarray:
        return np.stack([getattr(found, name) for found in path.evidence])

    felt = each("felt")
    return Table(
        cell=cell,
        looks=np.array(path.looks),
        partner=each("partner"),
        own=each("own"),
        absent=each("absent"),
        falls=each("way_partner") < 0,
        own_falls=each("way_own") < 0,
        felt=felt[..., 0] / felt[..., 1],
        paired=path.paired,
        open=~path.held & (path.paired >= FEWEST_PAIRED),
    )


def simulated(cells: list[Cell], runs: int, kind: int = 0) -> Iterator[Table]:
    for place, cell in enumerate(cells):
        couples = draw(cell.scenario, runs, np.random.default_rng([SEED, kind, place]))
        yield table_of(cell, follow(couples, looks_of(cell)))
        print(f"{cell.group}: {cell.scenario.name}", flush=True)


def shared(table: Table, base: float) -> np.ndarray:
    """Return (looks, couples) whether a shared change is answered, or stands from an earlier look."""
    place = (table.looks - LOOKS[0]) // 7
    least = base + np.array(RAISED)[place][:, None]
    fall = (table.partner > least) & table.falls & (table.felt < -np.array(FELT)[place][:, None])
    rise = (table.partner > CLOSER) & ~table.falls & (table.felt > CLOSER_FELT)
    said = (fall | rise) & table.open
    for look in range(1, len(said)):
        said[look] |= said[look - 1] & (table.partner[look] > 0) & table.open[look]
    return said


def shared_base(tables: list[Table]) -> float:
    """Return the lowest base at which no cell's error passes its part of the bound."""
    bounded = [table for table in tables if table.cell.shared is not None]
    for base in np.arange(0.8, 3.0, 0.02):
        if all(shared(t, base).any(0).mean() <= SAFETY * (t.cell.shared or 0) for t in bounded):
            return float(base)
    raise SystemExit("no threshold of a shared change keeps the errors")


Four = tuple[float, float, float, float]


def differ(table: Table, at: Four, said: np.ndarray) -> np.ndarray:
    """Return (looks, couples) whether the diaries differ; *at* = own and absent, at 56 days and later."""
    early = (table.looks == DIFFER_AT)[:, None]
    late = (table.looks > DIFFER_AT)[:, None]
    own = np.where(early, at[0], np.where(late, at[1], np.inf))
    absent = np.where(early, at[2], at[3])
    found = (table.own > own) & table.own_falls & (table.absent > absent) & table.open
    return found & (table.paired >= FEWEST_PAIRED_DIFFER) & ~said


def differ_thresholds(bounded: list[Table], wanted: list[Table], base: float) -> Four:
    """Return the four numbers that come nearest to the wanted power, of those that keep the errors."""
    said = {id(t): shared(t, base) for t in [*bounded, *wanted]}
    best: tuple[float, Four] | None = None
    for at in product(EARLY_OWN, LATE_OWN, EARLY_ABSENT, LATE_ABSENT):
        if any(
            differ(t, at, said[id(t)]).any(0).mean() > SAFETY_DIFFER * (t.cell.differ or 0) for t in bounded
        ):
            continue
        power = sum(
            min(float(differ(t, at, said[id(t)]).any(0).mean()) / WANTED[t.cell.scenario.days], 1.0)
            for t in wanted
        )
        if best is None or power > best[0]:
            best = (power, (at[0], at[1], float(at[2]), float(at[3])))
    if best is None:
        raise SystemExit("no thresholds of differing diaries keep the errors")
    return best[1]


def likely_days(tables: list[Table], base: float) -> int:
    """Return the first look at which a fall of two SDs in both diaries is found in four of five couples."""
    by_days: dict[int, list[float]] = {}
    for table in tables:
        by_days.setdefault(table.cell.scenario.days, []).append(float(shared(table, base).any(0).mean()))
    return min(days for days, shares in by_days.items() if np.mean(shares) >= LIKELY)


def text(base: float, at: Four, days_likely: int, runs: int) -> str:
    head = {
        "schema": "pairbond.signal-thresholds/1",
        "id": "signal-thresholds-2",
        "fingerprint": f'"{fingerprint_of(SETTINGS)}"',
        "script": "scripts/calibrate_signal.py",
        "seed": SEED,
        "runs": runs,
        "method": (
            ">-\n  Lowest thresholds at which the share of simulated couples with a wrong answer at any weekly look"
            "\n  from day 14 to day 84 stays below nine tenths (where the diaries differ: eight tenths) of its bound"
            "\n  in every cell."
        ),
        "days_likely": days_likely,
    }
    lines = [f"{key}: {value}" for key, value in head.items()] + ["looks:"]
    lines += [f"  - {{{row(look, base, at)}}}" for look in LOOKS]
    return "\n".join(lines) + "\n"


def row(look: int, base: float, at: Four) -> str:
    place = LOOKS.index(look)
    values: Mapping[str, float] = {
        "shared": base + RAISED[place],
        "felt": FELT[place],
        "closer": CLOSER,
        "closer_felt": CLOSER_FELT,
        "larger": LARGER,
        **(
            {"own": at[look > DIFFER_AT], "absent": float(at[2 + (look > DIFFER_AT)])}
            if look >= DIFFER_AT
            else {}
        ),
        **({"quiet": QUIET} if look >= QUIET_FROM else {}),
    }
    return f"day: {look}, " + ", ".join(f"{name}: {value:.2f}" for name, value in values.items())


def main(runs: int) -> None:
    tables = list(simulated(error_cells(), runs))
    base = shared_base(tables)
    print(f"shared from {base:.2f}")
    power = [cell for cell in power_cells() if cell.group in WANTED_CELLS]
    found = list(simulated(power, max(100, runs // 2), 1))
    bounded = [table for table in tables if table.cell.differ is not None]
    at = differ_thresholds(bounded, [t for t in found if t.cell.group == "only A, equal fall"], base)
    days_likely = likely_days([t for t in found if t.cell.group == "both fall 2 SD"], base)
    TARGET.write_text(text(base, at, days_likely, runs), encoding="utf-8")
    print(f"{TARGET}: shared {base:.2f}, differ {at}, likely by day {days_likely}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
