"""The adaptive test: selection, stop rules, balance, exposure, state."""

from __future__ import annotations

import json

import numpy as np
import pytest

from pairbond.errors import ConfigError, ResponseError
from pairbond.library.calibration import load_calibration
from pairbond.library.instruments import load_instrument
from pairbond.scoring.adaptive import AdaptiveTest
from pairbond.scoring.irt import GradedModel
from pairbond.types import Caution

A = np.array([1.2, 0.8, 2.0, 1.5, 1.0, 1.8])
B = np.array(
    [[-1.0, 0.0, 1.0], [-1.5, 0.2, 0.9], [-0.5, 0.1, 1.4], [-2, -1, 0.5], [-1, 0, 2], [-0.8, 0.3, 1.1]]
)
MODEL = GradedModel(a=A, b=B)


def run(test: AdaptiveTest, value: int = 2) -> list[str]:
    asked = []
    while (item := test.next_item()) is not None:
        asked.append(item)
        test.answer(item, value)
    return asked


def test_the_first_item_tells_most_about_the_average_person() -> None:
    first = AdaptiveTest(None, MODEL).next_item()
    assert first == str(MODEL.information(0.0)[:, 0].argmax())


def test_the_estimate_is_the_eap_of_the_answers_so_far() -> None:
    test = AdaptiveTest(None, MODEL, 0.2)
    answers = np.full((1, 6), -1)
    for value in (0, 3, 1):
        item = test.next_item()
        assert item is not None
        test.answer(item, value)
        answers[0, int(item)] = value
        theta, se = MODEL.eap(answers)
        assert test.estimate.value == pytest.approx(theta[0], abs=1e-5)
        assert test.estimate.se == pytest.approx(se[0], abs=1e-5)


def test_it_stops_at_the_se_or_at_the_length() -> None:
    assert len(run(AdaptiveTest(None, MODEL, 0.9))) < 6
    assert len(run(AdaptiveTest(None, MODEL, 0.01))) == 6
    assert len(run(AdaptiveTest(None, MODEL, 0.01, max_items=2))) == 2
    assert len(run(AdaptiveTest(None, MODEL, 0.9, min_items=4))) == 4


def test_no_item_is_asked_twice_and_order_repeats() -> None:
    asked = run(AdaptiveTest(None, MODEL, 0.05))
    assert sorted(asked) == [str(place) for place in range(6)]
    assert asked == run(AdaptiveTest(None, MODEL, 0.05))


def test_chance_comes_from_the_generator_only() -> None:
    def path(seed: int) -> list[str]:
        return run(AdaptiveTest(None, MODEL, 0.05, exposure=3, rng=np.random.default_rng(seed)))

    assert path(1) == path(1)
    assert len({tuple(path(seed)) for seed in range(20)}) > 3
    firsts = {path(seed)[0] for seed in range(40)}
    best = set(np.argsort(-MODEL.information(0.0)[:, 0])[:3].astype(str))
    assert firsts == best


def test_the_state_survives_json_and_keeps_the_open_item() -> None:
    one = AdaptiveTest(None, MODEL, 0.05, exposure=3, rng=np.random.default_rng(5))
    for _ in range(3):
        item = one.next_item()
        assert item is not None
        one.answer(item, 1)
    pending = one.next_item()
    state = json.loads(json.dumps(one.to_dict(), allow_nan=False))
    other = AdaptiveTest(None, MODEL, 0.05, exposure=3, rng=np.random.default_rng(99)).resume(state)
    assert other.next_item() == pending
    assert other.estimate.value == one.estimate.value
    assert other.to_dict() == one.to_dict()


def test_scales_take_turns() -> None:
    instrument = load_instrument("closeness")
    calibration = load_calibration(instrument)
    assert calibration is not None
    test = AdaptiveTest(instrument, calibration.models, 0.3, max_items=5)
    asked = run(test, 3)
    scale = {item: s.id for s in instrument.scales for item in s.items}
    sequence = [scale[item] for item in asked]
    assert len(asked) == 10 and sequence.count("closeness.anxiety") == 5
    assert all(one != two for one, two in zip(sequence[::2], sequence[1::2], strict=True))
    with pytest.raises(ConfigError, match="several scales"):
        _ = test.estimate


def test_reversed_items_are_turned_round() -> None:
    instrument = load_instrument("closeness")
    calibration = load_calibration(instrument)
    assert calibration is not None
    model = calibration.models["closeness.anxiety"]
    one = AdaptiveTest(instrument, model).answer("closeness.22", 1)
    other = AdaptiveTest(instrument, model).answer("closeness.02", 5)
    assert one.estimate.value > 0.5 and other.estimate.value > 0.5


def test_borrowed_parameters_widen_the_error_and_say_so() -> None:
    note = Caution(code="borrowed-calibration", text="Borrowed.")
    plain, doubtful = AdaptiveTest(None, MODEL), AdaptiveTest(None, MODEL, tau=0.25, cautions=[note])
    assert run(plain) == run(doubtful)
    assert doubtful.estimate.se == pytest.approx(np.hypot(plain.estimate.se, 0.25))
    assert "borrowed-calibration" in {caution.code for caution in doubtful.cautions}


def test_a_low_score_says_that_precision_is_limited() -> None:
    high = GradedModel(a=np.full(12, 2.0), b=np.tile([0.0, 0.7, 1.4], (12, 1)))
    test = AdaptiveTest(None, high, 0.3)
    run(test, 0)
    assert [caution.code for caution in test.cautions] == ["low-precision-limited"]
    assert "low; precision is limited" in test.cautions[0].text
    run(short := AdaptiveTest(None, high, 0.2, max_items=2), 3)
    assert [caution.code for caution in short.cautions] == ["se-target-missed"]


def test_a_model_of_two_factors_is_a_test_of_two_scales() -> None:
    model = GradedModel(a=A, b=B, factors=(0, 0, 0, 1, 1, 1), corr=np.eye(2), se_corr=np.zeros((2, 2)))
    test = AdaptiveTest(None, model, 0.05)
    assert len(run(test)) == 6 and set(test.estimates) == {"0", "1"}


def test_wrong_answers_are_refused() -> None:
    test = AdaptiveTest(None, MODEL).answer("0", 1)
    for item, value in (("0", 1), ("9", 1), ("1", 4), ("1", -1), ("1", None), ("1", 1.5), ("1", True)):
        with pytest.raises(ResponseError):
            test.answer(item, value)  # type: ignore[arg-type]
    assert test.answers == [("0", 1)]


@pytest.mark.parametrize(
    "options",
    [
        {"se_target": 0.0},
        {"se_target": 1.5},
        {"min_items": 0},
        {"min_items": 3, "max_items": 2},
        {"exposure": 2},
        {"exposure": 0},
        {"tau": -1.0},
        {"response_range": (1, 7)},
    ],
)
def test_wrong_settings_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        AdaptiveTest(None, MODEL, **options)  # type: ignore[arg-type]


def test_wrong_states_and_models_are_refused() -> None:
    for state in (
        {},
        {"schema": "pairbond.adaptive/1", "answers": ["0"]},
        {"schema": "pairbond.adaptive/1", "answers": [], "pending": "x"},
    ):
        with pytest.raises(ResponseError):
            AdaptiveTest(None, MODEL).resume(state)
    instrument = load_instrument("closeness")
    with pytest.raises(ConfigError, match="Which scale"):
        AdaptiveTest(instrument, MODEL)
    with pytest.raises(ConfigError, match="no scale"):
        AdaptiveTest(instrument, MODEL, scale="nothing")
    with pytest.raises(ConfigError):
        AdaptiveTest(instrument, MODEL, scale="closeness.anxiety")
    with pytest.raises(ConfigError):
        AdaptiveTest(instrument, {})


def test_a_skipped_item_is_left_out_and_tells_nothing() -> None:
    test = AdaptiveTest(None, MODEL, 0.05)
    first = test.next_item()
    assert first is not None
    test.skip(first)
    second = test.next_item()
    assert second is not None and second != first
    assert (test.estimate.value, test.estimate.n) == (0.0, 0)
    for item in (first, "9"):
        with pytest.raises(ResponseError):
            test.skip(item)
    with pytest.raises(ResponseError, match="it was skipped already"):
        test.answer(first, 1)
    asked = run(test)
    assert first not in asked and len(asked) == 5 and test.finished


def test_skipping_everything_ends_the_test() -> None:
    test = AdaptiveTest(None, MODEL, 0.05)
    while (item := test.next_item()) is not None:
        test.skip(item)
    assert test.finished and test.estimate.n == 0


def test_skipped_items_survive_json() -> None:
    one = AdaptiveTest(None, MODEL, 0.05)
    for place in range(4):
        item = one.next_item()
        assert item is not None
        one.skip(item) if place % 2 else one.answer(item, 2)
    state = json.loads(json.dumps(one.to_dict()))
    other = AdaptiveTest(None, MODEL, 0.05).resume(state)
    assert other.to_dict() == one.to_dict() and run(other) == run(one)
    del state["skipped"]
    assert AdaptiveTest(None, MODEL, 0.05).resume(state).skipped == []
    for wrong in ("0", 3, ["9"], [one.answers[0][0]]):
        with pytest.raises(ResponseError):
            AdaptiveTest(None, MODEL, 0.05).resume({**state, "skipped": wrong})
