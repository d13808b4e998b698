"""What holds for every graded response model and every set of answers."""

from __future__ import annotations

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from pairbond.errors import PairbondError
from pairbond.scoring.adaptive import AdaptiveTest
from pairbond.scoring.calibrate import fit_grm
from pairbond.scoring.change import reliable_change
from pairbond.scoring.irt import GradedModel

NUMBERS = st.integers(0, 2**32 - 1)


def random_model(seed: int) -> GradedModel:
    rng = np.random.default_rng(seed)
    items, steps = int(rng.integers(3, 12)), int(rng.integers(1, 6))
    b = np.sort(rng.normal(0, 1.2, (items, steps)), axis=1) + np.arange(steps) * 0.05
    return GradedModel(a=rng.uniform(0.4, 3.0, items), b=b)


def random_answers(model: GradedModel, rng: np.random.Generator, n: int) -> np.ndarray:
    answers = rng.integers(0, model.b.shape[1] + 1, (n, len(model.a)))
    return np.where(rng.random(answers.shape) < 0.1, -1, answers)


@given(NUMBERS)
def test_one_answer_higher_never_lowers_the_score(seed: int) -> None:
    model, rng = random_model(seed), np.random.default_rng(seed)
    answers = random_answers(model, rng, 20)
    raised = answers.copy()
    column = int(rng.integers(len(model.a)))
    raised[:, column] = np.where(answers[:, column] >= 0, model.b.shape[1], -1)
    for method in ("EAP", "MAP"):
        lower, higher = (model.scores(given, method=method).theta for given in (answers, raised))
        assert (higher >= lower - 1e-5).all()


@given(NUMBERS)
def test_turning_everything_round_turns_the_score_round(seed: int) -> None:
    model, rng = random_model(seed), np.random.default_rng(seed)
    answers = random_answers(model, rng, 20)
    turned = np.where(answers >= 0, model.b.shape[1] - answers, -1)
    mirror = GradedModel(a=model.a, b=-model.b[:, ::-1])
    np.testing.assert_allclose(mirror.eap(turned)[0], -model.eap(answers)[0], atol=1e-4)
    np.testing.assert_allclose(mirror.eap(turned)[1], model.eap(answers)[1], atol=1e-3)


@given(NUMBERS)
def test_scores_do_not_depend_on_the_order_of_items_or_people(seed: int) -> None:
    model, rng = random_model(seed), np.random.default_rng(seed)
    answers = random_answers(model, rng, 20)
    items, people = rng.permutation(len(model.a)), rng.permutation(20)
    other = model.take(items.tolist()).eap(answers[people][:, items])[0]
    np.testing.assert_allclose(other, model.eap(answers)[0][people], atol=1e-5)


@given(NUMBERS)
def test_an_adaptive_test_asks_each_item_once_and_resumes_anywhere(seed: int) -> None:
    model, rng = random_model(seed), np.random.default_rng(seed)
    test = AdaptiveTest(None, model, float(rng.uniform(0.1, 0.9)))
    while (item := test.next_item()) is not None:
        assert AdaptiveTest(None, model, test.stop_rule.se_target).resume(test.to_dict()).next_item() == item
        test.answer(item, int(rng.integers(model.b.shape[1] + 1)))
    asked = [item for item, _ in test.answers]
    assert len(set(asked)) == len(asked)
    assert test.estimate.se <= test.stop_rule.se_target or len(asked) == len(model.a)


@given(NUMBERS, st.integers(30, 120), st.integers(1, 8), st.integers(1, 5))
def test_no_table_of_answers_brings_anything_but_a_fit_or_our_own_error(
    seed: int, n: int, items: int, top: int
) -> None:
    rng = np.random.default_rng(seed)
    X = np.minimum(rng.integers(-1, top + 1, (n, items)), rng.integers(0, top + 1, (1, items)))
    try:
        model = fit_grm(X)
    except PairbondError:
        return
    assert np.isfinite(model.a).all() and np.isfinite(model.loglik)
    assert np.isfinite(model.b).any(axis=1).all() and model.error < 1e-3


@given(st.floats(-5, 5), st.floats(-5, 5), st.floats(0.1, 3), st.floats(0, 0.99))
def test_change_has_the_same_size_in_both_directions(x1: float, x2: float, sd: float, r: float) -> None:
    assume(x1 != x2)
    there, back = reliable_change(x1, x2, sd, r), reliable_change(x2, x1, sd, r)
    assert there.index == -back.index and there.smallest == back.smallest
