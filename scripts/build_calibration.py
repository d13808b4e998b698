"""Writes content/calibration/ecr-web-2018.yaml from the table of ECR answers.

Run: python scripts/build_calibration.py ../shared/data/ecr/ecr36.csv.gz
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from pairbond.cohort.table import TableOptions
from pairbond.library.calibration_fit import keyed_answers
from pairbond.library.instruments import load_instrument
from pairbond.library.tables import open_table
from pairbond.scoring.calibrate import fit_grm

TARGET = Path(__file__).resolve().parents[1] / "src/pairbond/content/calibration/ecr-web-2018.yaml"
HEAD = """\
schema: pairbond.calibration/1
id: ecr-web-2018
instrument: ecr
title: the ECR, open web 2018
who: people who took an attachment questionnaire on the open web, single and partnered
year: 2018
source: Open Psychometrics, Experiences in Close Relationships data, March 2018 (a random part of 30,000 rows), answers 1-5
cleaning: complete answers, age 18-80, some variance over the raw answers
method: >-
  Graded response model, marginal maximum likelihood, logistic metric, trait N(0, 1) in this sample, 61 nodes on
  [-6, 6], tolerance 1e-6; each scale alone, the correlation of the traits from a joint fit of both.
response_range: [1, 5]
"""


def row(values: np.ndarray) -> str:
    return "[" + ", ".join(f"{value:.5f}" for value in values) + "]"


def main(path: str) -> None:
    instrument = load_instrument("ecr")
    options = TableOptions(
        columns="Q{n}", response_range=(1, 5), missing=frozenset({0}), age_column="age", clean=True
    )
    scales = list(instrument.scales)
    answers = keyed_answers(open_table(Path(path)), instrument, scales, options, None)
    joint = fit_grm(answers, factors=[k for k, scale in enumerate(scales) for _ in scale.items], tol=1e-6)
    lines = [HEAD + f"corr: {joint.corr[0, 1]:.5f}\nscales:"]
    start = 0
    for scale in scales:
        model = fit_grm(answers[:, start : start + len(scale.items)], tol=1e-6)
        start += len(scale.items)
        lines.append(f"  - scale: {scale.id}\n    n: {model.n}\n    loglik: {model.loglik:.3f}\n    items:")
        for item, a, b, se_a, se_b in zip(scale.items, model.a, model.b, model.se_a, model.se_b, strict=True):
            lines.append(
                f"      - {{id: {item}, a: {a:.5f}, b: {row(b)}, se_a: {se_a:.5f}, se_b: {row(se_b)}}}"
            )
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET}: {answers.shape[0]} people")


if __name__ == "__main__":
    main(sys.argv[1])
