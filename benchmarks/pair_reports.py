"""Ten thousand random couples: swapping the two mirrors the report, and no report has more than eight pages.

``python benchmarks/pair_reports.py [--couples 10000] [--rendered 200] [--start 0] [--out results.json]``

Random couples have every style of answering (the common-factor model, uniform, extremes only, flat), with gaps,
and some or all questionnaires. The document model is compared as a whole, words included, after exchanging a
and b. Of the first couples the PDF is made and its pages are counted.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.property.strategies import CREATED, random_couple  # noqa: E402
from tests.property.test_swap import assert_mirrored  # noqa: E402

from pairbond.report.build import build_report  # noqa: E402


def mirrored(start: int, couples: int) -> dict[str, object]:
    """Return how many couples' reports are mirrored, and the seeds of those that are not."""
    broken, began = [], time.perf_counter()
    for seed in range(start, start + couples):
        try:
            assert_mirrored(random_couple(seed))
        except AssertionError:
            broken.append(seed)
    return {
        "couples": couples,
        "start": start,
        "broken": broken,
        "seconds": round(time.perf_counter() - began, 1),
    }


def pages(rendered: int) -> dict[str, object]:
    """Return how many reports have how many printed pages."""
    counts: Counter[int] = Counter()
    for seed in range(rendered):
        a, b = random_couple(seed)
        counts[pages_of(build_report(a, b, created=CREATED).pdf())] += 1
    return {"rendered": rendered, "pages": dict(sorted(counts.items()))}


def pages_of(pdf: bytes) -> int:
    import pikepdf

    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--couples", type=int, default=10_000)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--rendered", type=int, default=200)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    result = {"mirrored": mirrored(given.start, given.couples), "printed": pages(given.rendered)}
    text = json.dumps(result, indent=1)
    print(text)
    if given.out:
        given.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
