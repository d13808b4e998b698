"""How often a shift is told in couples whose rhythm did not change, and found where it did.

    python benchmarks/shift_errors.py [RUNS]

Six weekly series a couple, all with the same AR(1) coefficient; a week's noise has an SD of .34 log units (.25
between weeks and 1.8 / sqrt(60) from sixty waits). The change is a doubling of one series, its week uniform over the
middle third. Prints one row a cell; the Monte Carlo error of 1,000 runs is .007 near .05.
"""

import sys

import numpy as np
from tests.recovery.messages.test_shifts import couple

from pairbond.messages.shifts import find_shifts


def main(runs: int) -> None:
    print("weeks  ar   told, nothing changed  found  within 2 weeks")
    for weeks in (104, 52, 40, 30):
        for ar in (0.0, 0.3, 0.6):
            rng = np.random.default_rng(20_261_124)
            told = sum(bool(find_shifts(couple(rng, weeks, ar), rng).found) for _ in range(runs)) / runs
            found, near = doubled(weeks, ar, max(runs // 3, 1), rng)
            print(f"{weeks:5d}  {ar:.1f}  {told:21.3f}  {found:5.2f}  {near:14.2f}", flush=True)


def doubled(weeks: int, ar: float, runs: int, rng: np.random.Generator) -> tuple[float, float]:
    found = near = 0
    for _ in range(runs):
        at = int(rng.integers(weeks // 3, 2 * weeks // 3))
        own = [
            shift
            for shift in find_shifts(couple(rng, weeks, ar, np.log(2), at), rng).found
            if shift.series == "reply_a"
        ]
        found += bool(own)
        near += any(abs(shift.week / 7 - at) <= 2 for shift in own)
    return found / runs, near / runs


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
