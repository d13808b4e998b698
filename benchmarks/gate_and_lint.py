"""Many random couples: no flaw in any report, and the gate looks like consent that was never given.

    python benchmarks/gate_and_lint.py 10000 --rendered 200 --out result.json

For each couple a joint report, a banded one and one person's own are linted, and the joint report
after the private screen is compared, byte for byte, with the one in which the same consents were
never given; the first ``--rendered`` of them as page and as text too.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from tests.property.strategies import CREATED, random_couple
from tests.property.test_gate import held_and_withheld, whole

from pairbond.report.build import build_report
from pairbond.safety.linter import lint_report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("couples", type=int)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--rendered", type=int, default=200)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    started, flaws, differ = time.perf_counter(), Counter[str](), []
    for seed in range(options.first, options.first + options.couples):
        held, withheld = held_and_withheld(seed)
        same = whole(held[0]) == whole(held[1]) == whole(withheld)
        if same and seed - options.first < options.rendered:
            same = held[0].html() == withheld.html() and held[0].text() == withheld.text()
        if not same:
            differ.append(seed)
        a, b = random_couple(seed)
        reports = [
            withheld,
            build_report(a, b, created=CREATED),
            build_report(a, b, created=CREATED, banded=True),
            build_report(a, b, reader="a" if seed % 2 else "b", created=CREATED),
        ]
        flaws.update(f"{flaw.rule}: {flaw.where}" for report in reports for flaw in lint_report(report))
    result = {
        "couples": options.couples,
        "first_seed": options.first,
        "rendered": min(options.rendered, options.couples),
        "gate_differs": differ,
        "flaws": dict(flaws.most_common(50)),
        "seconds": round(time.perf_counter() - started, 1),
    }
    text = json.dumps(result, indent=1)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
