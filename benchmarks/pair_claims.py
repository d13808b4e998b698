"""What the pair claims, measured: the loop's hit and error rates, true nulls, mirroring, time.

Run from the root: ``PYTHONPATH=src:. python -m benchmarks.pair_claims [couples]`` (10,000 for the mirror;
about four minutes). The same numbers are held by ``tests/recovery/pair`` and ``tests/property``.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

import numpy as np
from tests.property.test_pair_swap import assert_mirrored, planted_people, random_people
from tests.recovery.pair import test_loop_recovery as loops
from tests.recovery.pair import test_nulls as nulls

from pairbond.dyad import Pair

NAMES = (
    "both name, asked for the planted",
    "as asked, three moves",
    "nothing planted",
    "random picks, three moves",
    "random picks, all sixteen",
    "random picks, nothing planted",
    "all sixteen asked",
    "other true cycles allowed",
    "5 % of ratings missing",
)


def loop_table() -> None:
    print(f"{'loop: 1,000 couples each':36s} named  printed|named  right|printed  true|printed  printed")
    for number, name in enumerate(NAMES):
        found = loops.simulated(number, 1)
        named = [couple for couple in found if loops.named_by_both(*couple)]
        printed = loops.printed(found)
        shares = (
            len(named) / len(found),
            loops.share(named, loops.is_planted) if named else float("nan"),
            loops.share(printed, loops.is_planted) if printed else float("nan"),
            loops.share(printed, lambda made, loop: loops.lead(loop) in loops.true_cycles(made))
            if printed
            else float("nan"),
            len(printed) / len(found),
        )
        print(f"{name:36s} " + "  ".join(f"{share:11.3f}" for share in shares))


def null_table() -> None:
    met = nulls.needs_of("met", 100, 1)
    shares = Counter(need.pattern for need in met)
    print("needs met in truth:", {name: round(n / len(met), 3) for name, n in shares.items()})
    for planted in ("short", "accounts-differ"):
        found = nulls.needs_of(planted, 50, 2)
        print(
            f"needs {planted}:",
            {k: round(n / len(found), 3) for k, n in Counter(x.pattern for x in found).items()},
        )
    even = nulls.directions(1_000, 3, 0.0)
    print("demand-withdraw, no direction in truth:", dict(even))
    print("demand-withdraw, 2 SDs:", dict(nulls.directions(300, 4, 2.0)))
    for similarity in (0.0, 0.5):
        seen = nulls.pictures(500, 5, similarity=similarity)
        print(
            f"picture, accuracy 0, similarity {similarity}: accurate {np.mean([p.accuracy_tells for p in seen]):.3f}"
            f" biased {np.mean([p.bias_difference is not None and p.bias_difference.speaks for p in seen]):.3f}"
        )
    for change in (0.0, 1.0, 2.0):
        print(f"change {change}: told in {np.mean(nulls.occasions(1_000, 7, change)):.3f}")


def mirror(couples: int) -> None:
    rng = np.random.default_rng(11)
    printed = 0
    for k in range(couples):
        people = planted_people(rng) if k % 2 else random_people(rng)
        printed += assert_mirrored(*people).loop().leading is not None
    print(f"mirrored to the last bit: {couples} couples, {printed} with a printed loop")


def times() -> None:
    people = [planted_people(np.random.default_rng(k)) for k in range(50)]
    for name in ("loop", "needs", "conflict", "perception", "values"):
        start = time.perf_counter()
        for a, b in people:
            getattr(Pair(a=a, b=b), name)()
        print(f"{name:12s} {(time.perf_counter() - start) / len(people) * 1e3:6.2f} ms")


def main() -> None:
    loop_table()
    null_table()
    times()
    mirror(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)


if __name__ == "__main__":
    main()
