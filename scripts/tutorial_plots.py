"""Writes the plots of docs/tutorial/calibrate-and-adapt.md.

Run: python scripts/tutorial_plots.py. The answers are simulated, so nobody's rows are in a plot.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

import pairbond as pb
from pairbond.report.plots_irt import adaptive_path, information_curve, item_curves, plot_svg

TARGET = Path(__file__).resolve().parents[1] / "docs" / "tutorial"


def main() -> None:
    instrument = pb.load_instrument("ecr")
    calibration = pb.load_calibration(instrument)
    assert calibration is not None
    anxiety = calibration.models["ecr.anxiety"]
    labels = ["strongly disagree", "disagree", "neither", "agree", "strongly agree"]
    test = pb.AdaptiveTest(instrument, anxiety, scale="ecr.anxiety", response_range=(1, 5))
    rng = np.random.default_rng(4)
    place = {name: row for row, name in enumerate(anxiety.names)}
    reverse = instrument.scale("ecr.anxiety").reverse
    while (item := test.next_item()) is not None:
        share = anxiety.probabilities(0.8)[place[item], :, 0]
        answer = int(rng.choice(5, p=share / share.sum()))
        test.answer(item, 5 - answer if item in reverse else 1 + answer)
    plots = {
        "item-curves.svg": item_curves(anxiety, place["ecr.08"], labels=labels),
        "precision.svg": information_curve({name.split(".")[1]: m for name, m in calibration.models.items()}),
        "adaptive-path.svg": adaptive_path(test),
    }
    for name, chart in plots.items():
        (TARGET / name).write_text(plot_svg(chart), encoding="utf-8")
        print(TARGET / name)
    print(test.estimate.shown(), len(test.answers), test.answers)


if __name__ == "__main__":
    main()
