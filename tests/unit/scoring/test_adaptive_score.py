"""Scores of an adaptive test: units, precision, cautions, and what is never mixed."""

from __future__ import annotations

from dataclasses import replace
from math import hypot

import numpy as np
import pytest
from tests.property.adaptive_people import adaptive_file, adaptive_path, keyed_reply, known

import pairbond as pb
from pairbond.errors import ResponseError
from pairbond.library.norms import choose_norms
from pairbond.scoring import Responses, read_responses, score
from pairbond.scoring.adaptive_score import full_score, model_answers, posterior_of, score_adaptive
from pairbond.scoring.classical import ScaleScore
from pairbond.scoring.keying import keying

INSTRUMENT, CALIBRATION = known()
ANXIETY = INSTRUMENT.scale("closeness.anxiety")
NORMS = choose_norms(INSTRUMENT)


def taken(anxiety: int, avoidance: int) -> Responses:
    said = adaptive_path(keyed_reply(anxiety, avoidance))
    return read_responses(said, INSTRUMENT, asked=[*said])


def anxiety_of(responses: Responses, **changes: object) -> ScaleScore:
    calibration = replace(CALIBRATION, **changes)  # type: ignore[arg-type]
    return score_adaptive(responses, calibration, norms=NORMS)["closeness.anxiety"]


def test_few_answers_are_scored_where_a_questionnaire_with_gaps_is_not() -> None:
    responses = taken(3, 4)
    found = score_adaptive(responses, CALIBRATION, norms=NORMS)
    plain = score(replace(responses, asked=()), norms=NORMS)
    assert all(each.scored and each.percentile for each in found.scales)
    assert not any(each.scored for each in plain.scales)


def test_the_posterior_is_the_product_of_the_answers_probabilities() -> None:
    model = CALIBRATION.models["closeness.anxiety"]
    answers = np.full(18, -1.0)
    answers[[2, 7]] = 3, 1
    posterior = posterior_of(model, answers)
    theta, se = model.eap(answers[None])
    nodes = np.linspace(-6, 6, 61)
    mean = float(posterior @ nodes)
    assert mean == pytest.approx(theta[0], abs=1e-5)
    assert np.sqrt(posterior @ (nodes - mean) ** 2) == pytest.approx(se[0], abs=1e-5)


def test_the_score_is_the_expected_full_score_with_the_prior_taken_out() -> None:
    """Two sources of a normal add their precisions; taking the prior's away gives the answers' own."""
    responses = taken(4, 2)
    model = CALIBRATION.models["closeness.anxiety"]
    key = keying(ANXIETY, INSTRUMENT, (1, 5))
    answers = model_answers(responses, ANXIETY, model)
    found = full_score(model, answers, key)
    nodes, posterior = np.linspace(-6, 6, 61), posterior_of(model, answers)
    expected = 1 + model.expected_score(nodes)
    prior = np.exp(-(nodes**2) / 2) / np.exp(-(nodes**2) / 2).sum()
    mean, middle = posterior @ expected, prior @ expected
    v, spread = posterior @ (expected - mean) ** 2, prior @ (expected - middle) ** 2
    precision = 1 / v - 1 / spread
    assert found.se == pytest.approx(precision**-0.5)
    assert found.value == pytest.approx((mean / v - middle / spread) / precision)
    assert found.value > mean > middle


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_it_agrees_with_the_full_questionnaire_answered_the_same_way(level: int) -> None:
    reply = keyed_reply(level, level)
    whole = score(
        read_responses({item: reply(item) for item in INSTRUMENT.item_ids}, INSTRUMENT), norms=NORMS
    )
    short = score_adaptive(taken(level, level), CALIBRATION, norms=NORMS)
    for one, other in zip(whole.scales, short.scales, strict=True):
        assert one.estimate is not None and other.estimate is not None
        assert other.estimate.lower <= level <= other.estimate.upper or level in {1, 5}
        assert abs(one.estimate.value - other.estimate.value) < 1.3


def test_scores_rise_with_the_answers_and_stay_on_the_scale() -> None:
    values = [anxiety_of(taken(level, 3)).value for level in (1, 2, 3, 4, 5)]
    assert values == sorted(values)
    assert all(value is not None and 1 <= value <= 5 for value in values)


def test_borrowed_parameters_widen_the_error_by_tau() -> None:
    responses = taken(3, 3)
    borrowed, own = anxiety_of(responses), anxiety_of(responses, tau=0.0, cautions=())
    assert borrowed.estimate is not None and own.estimate is not None
    # The norms are borrowed as well, so that tau stands either way; without them it is gone.
    bare = score_adaptive(responses, replace(CALIBRATION, tau=0.0))["closeness.anxiety"].estimate
    assert bare is not None
    assert borrowed.estimate.se == pytest.approx(hypot(bare.se, 0.25 * borrowed.sd))
    assert borrowed.estimate.value == own.estimate.value == bare.value
    assert "borrowed-calibration" in {c.code for c in borrowed.cautions}
    assert "borrowed-calibration" not in {c.code for c in own.cautions}


def test_the_result_states_its_method_and_what_was_asked() -> None:
    responses = taken(3, 4)
    found = anxiety_of(responses)
    data = found.to_dict()
    assert "adaptive" in str(data["method"]) and CALIBRATION.id in str(data["method"])
    assert data["asked"] == [item for item in responses.asked if item in ANXIETY.items]
    assert "adaptive-test" in {c.code for c in found.cautions}
    assert "adaptive" in score_adaptive(responses, CALIBRATION).summary().rows[0][-1]
    whole = score(read_responses({}, INSTRUMENT)).scales[0].to_dict()
    assert whole["method"] is None and whole["asked"] is None


def test_a_low_score_says_that_precision_is_limited() -> None:
    codes = {c.code for c in anxiety_of(taken(1, 3)).cautions}
    assert "low-precision-limited" in codes
    assert any("low; precision is limited" in c.text for c in anxiety_of(taken(1, 3)).cautions)
    assert "low-precision-limited" not in {c.code for c in anxiety_of(taken(3, 3)).cautions}
    assert "low-precision-limited" not in {c.code for c in anxiety_of(taken(5, 3)).cautions}


def test_below_four_answers_there_is_no_score() -> None:
    for n, scored in ((0, False), (3, False), (4, True)):
        said = {item: 3 if place < n else None for place, item in enumerate(ANXIETY.items)}
        found = anxiety_of(read_responses(said, INSTRUMENT, asked=[*said]))
        assert found.scored == scored
        assert ("too-few-answers" in {c.code for c in found.cautions}) != scored


def test_more_answers_mean_a_smaller_error() -> None:
    errors = []
    for n in (4, 8, 12, 18):
        said = dict.fromkeys(ANXIETY.items[:n], 3)
        found = anxiety_of(read_responses(said, INSTRUMENT, asked=[*said]), tau=0.0).estimate
        assert found is not None
        errors.append(found.se)
    assert errors == sorted(errors, reverse=True)


def test_other_answers_than_the_parameters_are_for_are_refused() -> None:
    ecr = pb.load_instrument("ecr")
    own = pb.load_calibration(ecr)
    assert own is not None
    responses = read_responses({"ecr.02": 6}, ecr, asked=["ecr.02"])
    with pytest.raises(ResponseError, match="for answers 1-5, the adaptive test was answered 1-7"):
        score_adaptive(responses, own)


@pytest.mark.parametrize(
    ("answers", "asked", "says"),
    [
        ({"closeness.02": 3}, ["closeness.02", "closeness.02"], "closeness.02: the adaptive test names it"),
        ({"closeness.02": 3}, ["closeness.04"], "closeness.02: it has an answer"),
        ({}, ["ecr.01"], "'ecr.01' is not an item of closeness"),
    ],
)
def test_the_path_holds_every_answer_once(answers: dict[str, int], asked: list[str], says: str) -> None:
    with pytest.raises(ResponseError, match=says):
        read_responses(answers, INSTRUMENT, asked=asked)


def test_one_answer_in_a_row_is_looked_for_in_the_order_asked() -> None:
    file = adaptive_file(lambda _: 2)
    quality = pb.profile(file).scores[0].quality
    assert quality.long_string == len(file.responses["closeness"].asked) == quality.n_answered
    assert "straight-line" in {c.code for c in quality.cautions}


def test_the_library_scores_an_adaptive_test_from_a_plain_mapping() -> None:
    said = adaptive_path(keyed_reply(4, 2))
    found = pb.score(said, "closeness", adaptive=True, age=31)
    assert found["closeness.anxiety"].asked and found["closeness.anxiety"].scored
    with pytest.raises(pb.PairbondError, match="bond has no item parameters"):
        pb.score({"bond.01": 3}, "bond", adaptive=True)
