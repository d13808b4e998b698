"""Scores of one person: the mean, its error, its interval, its percentile, its cautions."""

from __future__ import annotations

import json
from math import isnan, nan, sqrt

import pytest

from pairbond.instruments import AgeBand, Instrument, NormGroup, ScaleNorm
from pairbond.library.instruments import load_instrument
from pairbond.library.norms import choose_norms
from pairbond.scoring import NormChoice, Scores, read_responses, score
from pairbond.scoring.classical import interval, rounded, standard_error

CLOSENESS, ECR, BOND = (load_instrument(name) for name in ("closeness", "ecr", "bond"))


def scores_of(instrument: Instrument, value: int, *, left_out: int = 0, **options: object) -> Scores:
    answers = dict.fromkeys(instrument.item_ids[left_out:], value)
    bounds = options.pop("response_range", None)
    responses = read_responses(answers, instrument, response_range=bounds)  # type: ignore[arg-type]
    return score(responses, **options)  # type: ignore[arg-type]


def test_the_score_is_the_mean_of_keyed_answers_over_those_given() -> None:
    answers = dict.fromkeys(ECR.item_ids, 4) | {"ecr.22": 1, "ecr.02": 7}
    del answers["ecr.04"]
    found = score(read_responses(answers, ECR))["ecr.anxiety"]
    assert found.value == pytest.approx((15 * 4 + 7 + 7) / 17)
    assert found.n_answered == 17


def test_the_standard_error_follows_the_stated_formula() -> None:
    found = standard_error(0.8, 0.9, tau=0.25, k=18, answered=12)
    assert found == pytest.approx(0.8 * sqrt(0.1 * 18 / 12 + 0.0625))


@pytest.mark.parametrize("answered", range(2, 18))
def test_a_missing_answer_always_widens_the_error(answered: int) -> None:
    less = standard_error(0.8, 0.9, tau=0.1, k=18, answered=answered)
    assert less > standard_error(0.8, 0.9, tau=0.1, k=18, answered=answered + 1)


def test_norms_give_mean_sd_and_precision() -> None:
    norms = choose_norms(CLOSENESS)
    assert norms is not None
    norm = norms.norm_for(CLOSENESS.scales[0].id)
    assert norm is not None
    found = scores_of(CLOSENESS, 3, norms=norms)["closeness.anxiety"]
    assert (found.mean, found.sd, found.basis) == (norm.mean, norm.sd, "borrowed")
    assert found.estimate is not None
    assert found.estimate.se == pytest.approx(norm.sd * sqrt(1 - norm.alpha + 0.25**2))


def test_without_norms_the_stated_precision_serves_stretched_to_the_range() -> None:
    wide = scores_of(ECR, 4)["ecr.anxiety"]
    narrow = scores_of(ECR, 3, response_range=(1, 5))["ecr.anxiety"]
    assert wide.estimate and narrow.estimate
    assert wide.sd == pytest.approx(1.1996)
    assert narrow.sd == pytest.approx(1.1996 * 4 / 6)
    assert narrow.estimate.se == pytest.approx(wide.estimate.se * 4 / 6)
    assert isnan(wide.mean) and wide.percentile is None


def test_the_interval_is_ninety_percent_and_stays_on_the_scale() -> None:
    found = interval(3.0, 0.5, (1, 5), n=10)
    assert (found.lower, found.upper) == pytest.approx((3 - 1.6448536 * 0.5, 3 + 1.6448536 * 0.5))
    assert (interval(1.1, 0.5, (1, 5), n=10).lower, interval(4.9, 0.5, (1, 5), n=10).upper) == (1.0, 5.0)
    unknown = interval(3.0, nan, (1, 5), n=10)
    assert isnan(unknown.lower) and isnan(unknown.upper)


def test_below_the_minimum_of_answers_there_is_no_score_but_a_caution() -> None:
    answers = dict.fromkeys(CLOSENESS.scales[0].items[:13], 3)
    found = score(read_responses(answers, CLOSENESS), norms=choose_norms(CLOSENESS))["closeness.anxiety"]
    assert found.value is None and not found.scored and found.percentile is None
    assert [c.text for c in found.cautions if c.code == "too-few-answers"] == [
        "Attachment anxiety: 13 of 18 answers are too few for a score."
    ]


def test_at_the_minimum_of_answers_there_is_a_score_and_a_caution() -> None:
    answers = dict.fromkeys(CLOSENESS.scales[0].items[:14], 3)
    found = score(read_responses(answers, CLOSENESS))["closeness.anxiety"]
    assert found.scored
    assert [c.text for c in found.cautions if c.code == "missing-answers"] == [
        "Attachment anxiety: 4 of 18 answers are missing; the interval is wider."
    ]


def test_planning_values_are_owned_up_to() -> None:
    codes = {c.code for s in scores_of(BOND, 3).scales for c in s.cautions}
    assert codes == {"assumed-precision"}


def test_norms_of_another_range_are_not_used_and_that_is_said() -> None:
    found = scores_of(ECR, 4, norms=choose_norms(ECR))
    assert found["ecr.anxiety"].percentile is None and isnan(found["ecr.anxiety"].mean)
    assert [c.text for c in found.cautions if c.code == "norm-range"] == [
        f"{ECR.title} was answered 1-7, the norm group 1-5: no percentile is given."
    ]


def test_borrowed_percentiles_are_rounded_to_tens_and_never_reach_the_ends() -> None:
    norms = choose_norms(CLOSENESS)
    for value in range(1, 6):
        for found in scores_of(CLOSENESS, value, norms=norms).scales:
            assert found.percentile is not None and found.percentile.norm.borrowed
            for percentile in (found.percentile.value, found.percentile.lower, found.percentile.upper):
                assert percentile in range(10, 100, 10)


@pytest.mark.parametrize(
    ("raw", "step", "expected"), [(0, 10, 10), (100, 10, 90), (44.9, 10, 40), (44.9, 0, 44.9)]
)
def test_rounding_of_percentiles(raw: float, step: int, expected: float) -> None:
    assert rounded(raw, step) == expected


def test_summary_and_dict_carry_the_same_numbers() -> None:
    found = scores_of(CLOSENESS, 4, left_out=1, norms=choose_norms(CLOSENESS), age=30)
    data = found.to_dict()
    json.dumps(data, allow_nan=False)
    row = found.summary().rows[0]
    scale = found["closeness.anxiety"]
    assert scale.estimate is not None and scale.percentile is not None
    assert row[1] == f"{scale.estimate.value:.2f}"
    assert row[3] == f"about {scale.percentile.value:.0f}"
    assert any("missing" in note for note in found.summary().notes)


def test_summary_notes_keep_the_gaps_of_every_scale() -> None:
    answers = {
        item: 3 for item in CLOSENESS.item_ids if item not in {"closeness.01", "closeness.02", "closeness.04"}
    }
    notes = score(read_responses(answers, CLOSENESS)).summary().notes
    assert sum("missing" in note for note in notes) == 2


def test_an_unknown_scale_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        scores_of(ECR, 4)["ecr.closeness"]


def tiny_norm() -> NormChoice:
    """Four people: scores 1, 2, 2 and 5 on the anxiety scale."""
    import numpy as np

    counts = np.zeros(73, dtype=np.int64)
    counts[[0, 18, 72]] = 1, 2, 1
    band = AgeBand(first=18, last=80, mean_age=30.0, counts=counts)
    scale = ECR.scale("ecr.anxiety")
    norm = ScaleNorm(
        scale=scale.id, minimum=1, n_items=18, bands=(band,),
        item_sums=np.ones(18), item_products=np.eye(18),
    )  # fmt: skip
    group = NormGroup(
        id="tiny", instrument=ECR.id, group="all", title="four", who="four people", year=2026,
        source="made up", response_range=(1, 5), scales={scale.id: norm},
    )  # fmt: skip
    return NormChoice(group=group, scales={scale.id: scale.id})


def test_a_percentile_is_those_below_and_half_of_those_equal() -> None:
    answers = dict.fromkeys(ECR.scale("ecr.anxiety").items, 2) | {"ecr.22": 4}
    responses = read_responses(answers, ECR, response_range=(1, 5))
    found = score(responses, norms=tiny_norm())["ecr.anxiety"]
    assert found.percentile is not None
    assert found.percentile.value == pytest.approx(100 * (1 + 0.5 * 2) / 4)
    assert found.percentile.norm.n == 4
