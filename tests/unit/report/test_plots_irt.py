"""Plots of item parameters: they draw, and hold what they should."""

from __future__ import annotations

import numpy as np

from pairbond.report.plots_irt import adaptive_path, information_curve, item_curves, path_rows, plot_svg
from pairbond.scoring.adaptive import AdaptiveTest
from pairbond.scoring.irt import GradedModel

MODEL = GradedModel(a=np.array([1.5, 2.0, 1.0]), b=np.array([[-1.0, 0.5], [0.0, np.nan], [-0.5, 1.0]]))


def answers_drawn(item: int) -> set[str]:
    (rows,) = item_curves(MODEL, item).to_dict()["datasets"].values()
    return {row["answer"] for row in rows}


def test_item_curves_have_one_line_an_answer() -> None:
    assert answers_drawn(0) == {"answer 0", "answer 1", "answer 2"}
    assert answers_drawn(1) == {"answer 0", "answer 1"}


def test_plots_become_svg() -> None:
    assert plot_svg(information_curve({"one": MODEL})).startswith("<svg")


def test_a_path_ends_at_the_tests_estimate() -> None:
    test = AdaptiveTest(None, MODEL, 0.1)
    while (item := test.next_item()) is not None:
        test.answer(item, 1)
    rows = path_rows(test, "0")
    assert len(rows) == 4
    assert abs(rows[-1]["value"] - test.estimate.value) < 1e-4
    assert plot_svg(adaptive_path(test)).startswith("<svg")
