"""Do scores of adaptive tests cover the truth, agree with the full score, and keep the norms' metric?"""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest
from tests.property.adaptive_people import adaptive_path, known, simulated_reply

from pairbond.app.adaptive_session import USUAL
from pairbond.library.norms import choose_norms
from pairbond.scoring import read_responses, score
from pairbond.scoring.adaptive_score import full_score, model_answers, score_adaptive
from pairbond.scoring.keying import keying

pytestmark = pytest.mark.slow
INSTRUMENT, CALIBRATION = known()
NORMS = choose_norms(INSTRUMENT)
assert NORMS is not None
PEOPLE = 2_000


def simulated(rng: np.random.Generator, doubt: float) -> dict[str, np.ndarray]:
    """Truth, score, SE and covered, by scale; *doubt* shifts each person's truth, in SDs of the score.

    The true score is what all 18 items would give on average. Under *doubt* the questionnaire's own
    wording gives another value than the item parameters say; the interval must allow for that.
    """
    found: dict[str, list[tuple[float, ...]]] = {name: [] for name in CALIBRATION.models}
    for _ in range(PEOPLE):
        theta = {name: float(rng.normal()) for name in CALIBRATION.models}
        said = adaptive_path(simulated_reply(theta, rng))
        scores = score_adaptive(read_responses(said, INSTRUMENT, asked=[*said]), CALIBRATION, norms=NORMS)
        for name, value in theta.items():
            each, model = scores[name], CALIBRATION.models[name]
            assert each.estimate is not None
            truth = 1 + model.expected_score(value)[0] + doubt * each.sd * rng.normal()
            truth = min(max(truth, 1.0), 5.0)
            inside = each.estimate.lower <= truth <= each.estimate.upper
            z = (each.estimate.value - each.mean) / each.sd
            found[name].append((truth, each.estimate.value, float(inside), z, len(said)))
    return {name: np.array(rows) for name, rows in found.items()}


def test_90_percent_intervals_cover_as_they_say() -> None:
    rng = np.random.default_rng(20_260_402)
    for name, rows in simulated(rng, CALIBRATION.tau).items():
        truth, value, inside, z, items = rows.T
        assert 0.87 <= inside.mean() <= 0.93, (name, inside.mean())
        assert abs((value - truth).mean()) < 0.06
        # The metric is that of the norms' observed scores: mean 0, SD 1 in their people.
        assert abs(z.mean()) < 0.1 and 0.93 < z.std() < 1.08
        assert USUAL - 3 < items.mean() < USUAL + 3


def cleaned(folder: Path, first: int, last: int) -> np.ndarray:
    rows: list[list[int]] = []
    with gzip.open(folder / "ecr" / "ecr36.csv.gz", "rt", encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            answers = [int(row[f"Q{number}"]) for number in range(1, 37)]
            if min(answers) >= 1 and 18 <= float(row["age"]) <= 80 and len(set(answers)) > 1:
                rows.append(answers)
            if len(rows) == last:
                break
    return np.array(rows[first:])


@pytest.mark.real_data
def test_real_rows_score_like_the_full_questionnaire(real_data: Path) -> None:
    """Rows 5,001-5,500, those of the comparison with mirtCAT: r .980 with the EAP of all 18 anxiety items.

    The mean of all answers is itself not that EAP (r .982), so agreement with it is lower.
    """
    rows: dict[str, list[tuple[float, ...]]] = {name: [] for name in CALIBRATION.models}
    lengths = []
    for row in cleaned(real_data, 5_000, 5_500).tolist():
        answers = {str(item): int(value) for item, value in zip(INSTRUMENT.item_ids, row, strict=True)}
        said = adaptive_path(answers.__getitem__)
        lengths.append(len(said))
        short, full = (read_responses(part, INSTRUMENT, asked=[*part]) for part in (said, answers))
        whole = score(read_responses(answers, INSTRUMENT), norms=NORMS)
        for name, model in CALIBRATION.models.items():
            scale = INSTRUMENT.scale(name)
            key = keying(scale, INSTRUMENT, (1, 5))
            one, all_ = (full_score(model, model_answers(each, scale, model), key) for each in (short, full))
            rows[name].append((one.value, all_.value, one.theta, all_.theta, whole[name].value or 0.0))
    for name, least in (
        ("closeness.anxiety", (0.98, 0.975, 0.95)),
        ("closeness.avoidance", (0.965, 0.96, 0.94)),
    ):
        score_short, score_full, theta_short, theta_full, mean = np.array(rows[name]).T
        pairs = (theta_short, theta_full), (score_short, score_full), (score_short, mean)
        found = [float(np.corrcoef(pair)[0, 1]) for pair in pairs]
        assert all(r > bar for r, bar in zip(found, least, strict=True)), (name, found)
        assert abs((score_short - mean).mean()) < 0.05
        assert 0.95 < score_short.std() / mean.std() < 1.06
    assert np.mean(lengths) == pytest.approx(USUAL, abs=2)
