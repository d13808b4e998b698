"""Reaches, wishes for space, swings and agreements: one person's own entries."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

from pairbond.checkins.agreement import Agreement
from pairbond.checkins.own_days import describe_space, describe_swing
from pairbond.checkins.reaches import describe_reaches
from pairbond.errors import EvidenceError

NAN = np.nan


def reaches(outcomes: str, reached: str | None = None) -> object:
    """One letter a day: m met, u unmet, r reached without an answer, - not reached, . no entry."""
    tried = np.array([{"-": 0.0, ".": NAN}.get(letter, 1.0) for letter in outcomes])
    met = np.array([{"m": 1.0, "u": 0.0}.get(letter, NAN) for letter in outcomes])
    return describe_reaches(np.arange(len(outcomes)), tried, met)


def test_counts_are_of_what_was_written() -> None:
    found = reaches("mu-.rmm-")
    assert (found.days, found.reached, found.met, found.unsaid) == (7, 5, 3, 1)  # type: ignore[attr-defined]
    assert found.rate is None and found.guess is None  # type: ignore[attr-defined]


def test_the_rate_is_the_beta_posterior() -> None:
    found = describe_reaches(np.arange(10), np.ones(10), np.array([1.0] * 7 + [0.0] * 3))
    assert found.rate is not None
    posterior = stats.beta(8, 4)
    assert found.rate.value == pytest.approx(float(Fraction(8, 12)))
    assert (found.rate.lower, found.rate.upper) == pytest.approx(posterior.ppf([0.05, 0.95]).tolist())
    assert found.rate.se == pytest.approx(posterior.std())


def test_a_coin_cannot_be_guessed_and_always_the_same_can() -> None:
    coin = describe_reaches(np.arange(200), np.ones(200), np.tile([0.0, 1.0], 100))
    always = describe_reaches(np.arange(200), np.ones(200), np.ones(200))
    assert coin.guess is not None and always.guess is not None
    assert coin.guess.value < 0.57 and always.guess.value > 0.97
    never = describe_reaches(np.arange(200), np.ones(200), np.zeros(200))
    assert never.guess is not None and never.guess.value == pytest.approx(always.guess.value, abs=1e-6)


def test_runs_and_turns_are_told_apart() -> None:
    runs = reaches("mmmmmuuuuu" * 4)
    turns = reaches("mu" * 20)
    assert runs.after.lower > 0 and turns.after.upper < 0  # type: ignore[attr-defined]
    assert reaches("mmmmmmmmmmm").after is None  # type: ignore[attr-defined]


def test_a_trend_has_the_sign_of_the_change() -> None:
    more = reaches("u" * 15 + "m" * 15)
    fewer = reaches("m" * 15 + "u" * 15)
    assert more.trend.lower > 0.3 and fewer.trend.upper < -0.3  # type: ignore[attr-defined]
    assert more.trend.value == pytest.approx(-fewer.trend.value, abs=0.01)  # type: ignore[attr-defined]
    assert reaches("mu" * 9).trend is None  # type: ignore[attr-defined]


def test_no_reach_at_all_is_no_failure() -> None:
    found = reaches("--.--")
    assert found.reached == 0 and found.to_dict()["rate"] is None  # type: ignore[attr-defined]


def test_the_swing_is_the_mean_move_of_neighbouring_days() -> None:
    values = np.tile([2.0, 5.0], 28)
    found = describe_swing(np.arange(56), values)
    assert found.size is not None and found.size.value == 3.0 and found.pairs == 55
    gaps = values.copy()
    gaps[::3] = NAN
    assert describe_swing(np.arange(56), gaps).pairs == 18
    assert describe_swing(np.arange(56), gaps).size is None


def test_a_swing_that_shrinks_is_seen() -> None:
    rng = np.random.default_rng(0)
    values = 5 + np.concatenate([3 * rng.standard_normal(42), 0.5 * rng.standard_normal(42)])
    found = describe_swing(np.arange(84), np.clip(np.round(values), 0, 10))
    assert found.change is not None and found.change.upper < 0 and found.change.level == 0.95
    assert describe_swing(np.arange(28), np.round(values[:28])).change is None


def spaces(effect: tuple[float, float], *, n: int = 84, seed: int = 0) -> object:
    """Days whose next day moves by *effect* after a named and an unnamed wish for space."""
    rng = np.random.default_rng(seed)
    wanted = (rng.random(n) < 0.5).astype(float)
    said = np.where(wanted == 1, (rng.random(n) < 0.5).astype(float), NAN)
    values = 5 + 0.5 * rng.standard_normal(n)
    for day in range(n - 1):
        if wanted[day]:
            values[day + 1] += effect[0] if said[day] else effect[1]
    return describe_space(np.arange(n), values, wanted, said)


def test_space_that_was_named_is_told_from_space_that_was_not() -> None:
    found = spaces((0.0, 2.0))
    assert found.difference.upper < 0 < found.unnamed.lower  # type: ignore[attr-defined]
    assert found.named.lower < 0 < found.named.upper  # type: ignore[attr-defined]
    same = spaces((1.0, 1.0))
    assert same.difference.lower < 0 < same.difference.upper  # type: ignore[attr-defined]


def test_few_days_of_a_kind_say_nothing() -> None:
    few = spaces((0.0, 2.0), n=20)
    assert few.difference is None and few.named is None  # type: ignore[attr-defined]
    n = 60
    wanted = np.zeros(n)
    wanted[::4] = 1
    found = describe_space(np.arange(n), np.arange(n) % 5.0, wanted, np.where(wanted == 1, 1.0, NAN))
    assert found.n_unnamed == 0 and found.difference is None and found.named is not None


def test_the_regression_is_least_squares() -> None:
    rng = np.random.default_rng(3)
    n = 50
    values, wanted = rng.normal(5, 1, n), (rng.random(n) < 0.5).astype(float)
    said = np.where(wanted == 1, (rng.random(n) < 0.5).astype(float), NAN)
    found = describe_space(np.arange(n), values, wanted, said)
    named, unnamed = (said == 1)[:-1], (said == 0)[:-1]
    design = np.column_stack([np.ones(n - 1), values[:-1], named, unnamed]).astype(float)
    beta, rss, *_ = np.linalg.lstsq(design, values[1:], rcond=None)
    se = np.sqrt(rss[0] / (n - 5) * np.linalg.inv(design.T @ design)[2, 2])
    assert found.named is not None
    assert (found.named.value, found.named.se) == (pytest.approx(beta[2]), pytest.approx(se))


def test_an_agreement_counts_without_days_and_ends_without_a_word() -> None:
    agreed = Agreement(until="until eight", then="then I call")
    for held in (True, True, False) * 3:
        agreed = agreed.marked(held=held)
    assert (agreed.held, agreed.broken) == (6, 3)
    rate = agreed.rate()
    assert rate is not None and rate.value == pytest.approx(7 / 11)
    ended = agreed.end()
    assert ended.marked(held=False) == ended
    assert set(agreed.to_dict()) == {"until", "then", "held", "broken", "ended"}
    assert Agreement(until="x", then="y", held=7).rate() is None


@pytest.mark.parametrize("words", ["", "  ", "a\nb", "x" * 121])
def test_an_agreement_is_words_on_one_line(words: str) -> None:
    with pytest.raises(EvidenceError, match="agreement: until"):
        Agreement(until=words, then="then I call")
    with pytest.raises(EvidenceError, match="below 0"):
        Agreement(until="a", then="b", held=-1)
