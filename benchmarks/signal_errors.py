"""Measures how often signal or script is wrong, and how often it answers; writes the tables of the docs.

``python -m benchmarks.signal_errors measure [runs]`` simulates every cell with a seed of its own and
writes docs/explanation/signal-or-script-errors.json; ``... couples FOLDER`` adds the answers given to real
couples; ``... page`` makes the page beside it from that file, as the other two do at their end.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from benchmarks.signal_couples import distribution
from benchmarks.signal_page import page
from benchmarks.signal_scenarios import Cell, error_cells, looks_of, open_cells, power_cells
from benchmarks.signal_simulation import ANY_TIME, Couples, Scenario, answers_along, draw, follow

from pairbond.checkins.diary import Diary, PersonDays
from pairbond.checkins.signal import signal_or_script
from pairbond.checkins.signal_result import VERDICTS, Signal
from pairbond.checkins.signal_verdict import CANNOT_TELL, DIFFER, LARGER, NO_CHANGE, SHARED
from pairbond.library.signal import load_thresholds

FOLDER = Path(__file__).resolve().parents[1] / "docs/explanation"
JSON, PAGE = FOLDER / "signal-or-script-errors.json", FOLDER / "signal-or-script-errors.md"
SEED = 77_003
RUNS = 1000
CODES = dict(zip(VERDICTS, (SHARED, LARGER, DIFFER, NO_CHANGE, CANNOT_TELL), strict=True))


def measured(cell: Cell, looks: list[int], runs: int, seed: list[int]) -> dict[str, object]:
    """Return the shares of answers in one cell: at each look, and at any look up to the last."""
    s = cell.scenario
    codes, _ = answers_along(follow(draw(s, runs, np.random.default_rng(seed)), looks), load_thresholds())
    shared, differ = (codes == SHARED) | (codes == LARGER), codes == DIFFER
    return {
        "group": cell.group,
        "name": s.name,
        "slope": s.slope,
        "days": s.days,
        "runs": runs,
        "bounds": {"shared": cell.shared, "differ": cell.differ},
        "looks": looks,
        "at": {name: np.mean(codes == code, axis=1).round(4).tolist() for name, code in CODES.items()},
        "ever": {
            "shared": share(shared.any(0)),
            "larger": share((codes == LARGER).any(0)),
            "differ": share(differ.any(0)),
        },
    }


def share(said: np.ndarray) -> float:
    return round(float(said.mean()), 4)


MIDDLE = {"level": (5.0, 5.0), "sd": 1.1, "random": True, "onset": ANY_TIME}
COVERAGE = (
    Scenario(name="under the model, 42 days", days=42, **MIDDLE),
    Scenario(name="under the model, 84 days", **MIDDLE),
    Scenario(name="20 % of days missing", skipped=0.2, **MIDDLE),
    Scenario(name="near the top of the scale, B falls 1.5 SD", fall=1.5, slope=0.65, level=(8.0, 8.0)),
    Scenario(name="near the top of the scale, any change", random=True, onset=ANY_TIME, level=(8.0, 8.0)),
    Scenario(name="near the bottom of the scale, any change", random=True, onset=ANY_TIME, level=(2.6, 2.6)),
    Scenario(name="A's own side drifts for the whole diary", drift=True, **MIDDLE),
    Scenario(
        name="B falls 1.5 SD at once, A's own side drifts by 1 SD", fall=1.5, own=1.0, drift=True, slope=0.65
    ),
    Scenario(name="weekly cycle", cycle=0.5, **MIDDLE),
)


def diary_of(couples: Couples, k: int) -> Diary:
    """Return one simulated couple's diary; A's own ``present`` is missing."""
    n = len(couples.reported)
    none = np.full(n, np.nan)
    empty = dict.fromkeys(("unsettled", "wanted_space", "said_so", "reached", "met", "contact_minutes"), none)
    people = {
        "a": PersonDays(present=none, partner_present=couples.perceived[:, k], context=(None,) * n, **empty),
        "b": PersonDays(present=couples.reported[:, k], partner_present=none, context=(None,) * n, **empty),
    }
    return Diary(days=np.arange(n) + 739_000, **people)


def truths(s: Scenario, couples: Couples) -> dict[str, np.ndarray]:
    """Return what the intervals should hold, in points; NaN where there was no such change."""
    n = len(couples.reported)
    sd = couples.scale[0]
    both = np.isfinite(couples.reported) & np.isfinite(couples.perceived)
    since = (np.arange(n)[:, None] >= couples.onset).astype(float)
    own = np.linspace(0, 1, n)[:, None] * np.ones_like(since) if s.drift else since
    after, own_after = ((part * both).sum(0) / both.sum(0) for part in (since, own))
    bias = s.level[1] - s.level[0]
    bias = bias + sd * (couples.fall * (1 - couples.slope) * after - couples.own * own_after)
    whole = couples.fall * couples.slope + couples.own
    return {
        "bias": bias,
        "tracking": couples.slope,
        "step_partner": np.where(couples.fall != 0, -couples.fall * sd, np.nan),
        "step_perceived": np.where(whole != 0, -whole * sd, np.nan),
    }


def coverage(s: Scenario, runs: int, seed: list[int]) -> dict[str, object]:
    """Return how often 90 % intervals hold the truth in one cell."""
    couples = draw(s, runs, np.random.default_rng(seed))
    found = [signal_or_script(diary_of(couples, k), "a", load_thresholds()) for k in range(runs)]
    held = {name: covered(found, name, values) for name, values in truths(s, couples).items()}
    return {"name": s.name, "runs": runs, "days": s.days, "coverage": held}


def covered(found: list[Signal], name: str, truth: np.ndarray) -> float:
    inside = [
        estimate.lower <= value <= estimate.upper
        for signal, value in zip(found, truth, strict=True)
        if (estimate := getattr(signal, name)) is not None and np.isfinite(value)
    ]
    return round(float(np.mean(inside)), 4)


def cells(runs: int) -> Iterator[tuple[str, dict[str, object]]]:
    kinds = (("errors", error_cells()), ("open", open_cells()), ("power", power_cells()))
    for number, (kind, listed) in enumerate(kinds):
        for place, cell in enumerate(listed):
            yield kind, measured(cell, looks_of(cell), runs, [SEED, number, place])
    for place, scenario in enumerate(COVERAGE):
        yield "coverage", coverage(scenario, runs, [SEED, 9, place])


def measure(runs: int) -> None:
    thresholds = load_thresholds()
    found: dict[str, list[dict[str, object]]] = {"errors": [], "open": [], "power": [], "coverage": []}
    for kind, row in cells(runs):
        found[kind].append(row)
        print(kind, row["name"], row.get("ever") or row.get("coverage"), flush=True)
    head = {"thresholds": thresholds.id, "fingerprint": thresholds.fingerprint, "seed": SEED, "runs": runs}
    JSON.write_text(json.dumps({**head, **found}, indent=1) + "\n", encoding="utf-8")


def add_couples(folder: Path) -> None:
    found = json.loads(JSON.read_text(encoding="utf-8"))
    found["couples"] = distribution(folder)
    JSON.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def write_page() -> None:
    PAGE.write_text(page(json.loads(JSON.read_text(encoding="utf-8"))), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(int(sys.argv[2]) if len(sys.argv) > 2 else RUNS)
    if sys.argv[1:2] == ["couples"]:
        add_couples(Path(sys.argv[2]))
    write_page()
