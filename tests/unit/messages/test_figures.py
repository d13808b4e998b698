import json

import numpy as np
import pytest
from tests.unit.messages.timings import MONDAY, regular

from pairbond.errors import EvidenceError
from pairbond.messages.balance import of_two, share, wilson
from pairbond.messages.bursts import burstiness, memory, silences
from pairbond.messages.latency import FEWEST, reply_time
from pairbond.messages.rhythm import cut, own_contact, rhythm
from pairbond.messages.survival import (
    GRID,
    Durations,
    curve_medians,
    median,
    resampled_curves,
    survival,
)
from pairbond.messages.timing import DAY, HOUR, make_timing

RNG = np.random.default_rng


def test_an_empty_chat_is_refused_by_name() -> None:
    with pytest.raises(EvidenceError, match="no message of a person"):
        make_timing(np.array([], dtype=np.int64), np.array([], dtype=np.int8))


def test_rows_are_put_in_order_and_ties_keep_theirs() -> None:
    timing = make_timing(np.array([30, 10, 10]), np.array([0, 1, 0], dtype=np.int8))
    assert timing.seconds.tolist() == [10, 10, 30]
    assert timing.who.tolist() == [1, 0, 0]


def test_censored_waits_are_not_short_waits() -> None:
    durations = Durations(
        time=np.array([1.0, 2.0, 3.0, 4.0]), event=np.array([True, False, True, True]), block=np.arange(4)
    )
    # By hand: 3/4 after 1, (3/4)(1/2) after 3, 0 after 4.
    assert survival(durations, np.array([1.0, 2.0, 3.0, 4.0])).tolist() == [0.75, 0.75, 0.375, 0.0]
    assert median(durations) == 3.0


def test_a_curve_that_stays_above_half_has_no_median() -> None:
    durations = Durations(
        time=np.array([1.0, 2.0, 3.0]), event=np.array([True, False, False]), block=np.arange(3)
    )
    assert median(durations) == np.inf


def test_resampled_curves_agree_with_the_curve_itself() -> None:
    rng = RNG(1)
    time = rng.lognormal(6, 1.5, size=3_000)
    durations = Durations(time=time, event=rng.random(3_000) < 0.8, block=rng.integers(0, 300, size=3_000))
    curves = resampled_curves(durations, rng, n=200)
    whole = survival(durations, GRID[1:])
    followed = GRID[1:] < np.quantile(time, 0.9)
    middle = np.mean(curves[:, 1:][:, followed], axis=0)
    assert np.max(np.abs(middle - whole[followed])) < 0.01
    assert abs(np.median(curve_medians(curves)) / median(durations) - 1) < 0.03


def test_few_waits_give_no_reply_time_and_say_so() -> None:
    contact = cut(regular(2, RNG(1), per_day=8))
    result = reply_time(contact.waits.of(0), RNG(0))
    assert result.n_waits < FEWEST
    assert result.median is None
    assert result.cautions[0].code == "few-waits"


def test_shares_have_wider_intervals_where_days_hang_together() -> None:
    day = np.repeat(np.arange(100), 20)
    rng = RNG(3)
    alone = (rng.random(2_000) < 0.5).astype(float)
    together = np.repeat((rng.random(100) < 0.5).astype(float), 20)
    one, two = (share(a, np.ones(2_000), day, "turns") for a in (alone, together))
    assert one is not None and two is not None
    assert two.upper - two.lower > 3 * (one.upper - one.lower)


def test_a_share_of_nothing_is_none() -> None:
    assert share(np.zeros(3), np.zeros(3), np.arange(3), "words") is None
    assert of_two(0, 0, "sessions") is None


def test_wilson_by_hand() -> None:
    # z = 1.6449 for 90 %: (0.5 + 1.3528/10) / (1 + 2.7055/10) = .5 and half width .2312.
    low, high = wilson(0.5, 10)
    assert (low, high) == (pytest.approx(0.2692, abs=2e-4), pytest.approx(0.7308, abs=2e-4))


def test_a_share_at_the_end_keeps_its_bound() -> None:
    estimate = of_two(0, 20, "sessions")
    assert estimate is not None
    assert estimate.lower == 0 and 0.05 < estimate.upper < 0.2


def test_burstiness_of_a_metronome_chance_and_bursts() -> None:
    assert burstiness(np.full(50, 7.0)) == pytest.approx(-1)
    chance = [burstiness(RNG(seed).exponential(size=30)) for seed in range(400)]
    assert abs(np.mean([value for value in chance if value is not None]) + 0.013) < 0.02
    bursts = burstiness(np.concatenate([np.ones(500), np.full(5, 10_000.0)]))
    assert bursts is not None and bursts > 0.7
    assert burstiness(np.ones(5)) is None
    assert memory(np.ones(50)) is None


def test_the_longest_silence_is_named_with_who_broke_it() -> None:
    timing = regular(60, RNG(4))
    keep = (timing.seconds < MONDAY + 30 * DAY) | (timing.seconds > MONDAY + 33 * DAY)
    quiet = make_timing(timing.seconds[keep], timing.who[keep])
    contact = cut(quiet)
    found = silences(quiet, contact.session, contact.nights)
    assert found[0].waking_hours >= 40
    assert found[0].start % HOUR == 0
    after = np.searchsorted(quiet.seconds, MONDAY + 33 * DAY)
    assert found[0].broken_by == quiet.who[after]


def test_own_figures_do_not_move_when_the_others_words_change() -> None:
    timing = regular(60, RNG(5))
    changed = make_timing(
        timing.seconds, timing.who, words=np.where(timing.who == 1, timing.words * 7, timing.words)
    )
    assert own_contact(cut(timing), 0).to_dict() == own_contact(cut(changed), 0).to_dict()
    assert set(own_contact(cut(timing), 0).to_dict()) == {
        "who",
        "n_messages",
        "days",
        "per_day",
        "words",
        "starts_a_week",
        "hours",
    }


def test_a_rhythm_is_json_and_repeats_with_its_seed() -> None:
    contact = cut(regular(60, RNG(6)))
    one, two = (rhythm(contact, RNG(0)).to_dict() for _ in range(2))
    assert json.dumps(one) == json.dumps(two)
    assert one["n_sessions"] == int(contact.session[-1]) + 1


def test_swapping_the_two_mirrors_the_shares() -> None:
    timing = regular(60, RNG(7))
    mirrored = make_timing(timing.seconds, (1 - timing.who).astype(np.int8), words=timing.words)
    one, two = rhythm(cut(timing), RNG(0)), rhythm(cut(mirrored), RNG(0))
    for name in ("starts", "turns", "words"):
        left, right = getattr(one, name), getattr(two, name)
        assert left.value == pytest.approx(1 - right.value)
        assert left.lower == pytest.approx(1 - right.upper)
