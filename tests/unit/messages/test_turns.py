import numpy as np
from tests.unit.messages.timings import MONDAY, chat, regular

from pairbond.messages.rhythm import cut
from pairbond.messages.timing import HOUR
from pairbond.messages.turns import started


def test_a_turn_is_a_run_of_one_persons_messages() -> None:
    contact = cut(chat((10, 0), (10.1, 0), (10.2, 1), (10.3, 0)))
    assert contact.turns.who.tolist() == [0, 1, 0]
    assert contact.turns.first.tolist() == [0, 2, 3]
    assert contact.turns.last.tolist() == [1, 2, 3]


def test_a_pause_of_more_than_two_waking_hours_ends_a_session() -> None:
    contact = cut(chat((10, 0), (11.9, 1), (14, 0), (22.5, 1), (32.4, 0)))
    # 22:30 to 08:24 next morning holds half an hour and 1:24 of waking time.
    assert contact.session.tolist() == [0, 0, 1, 2, 2]


def test_a_wait_runs_from_the_last_message_and_from_the_first() -> None:
    waits = cut(chat((10, 0), (10.5, 0), (11, 1))).waits
    assert waits.waking[0] == 0.5 * HOUR
    assert waits.since_first[0] == 1 * HOUR
    assert waits.answered.tolist() == [True, False]


def test_the_night_of_the_one_who_answers_is_left_out() -> None:
    waits = cut(chat((22, 0), (32, 1))).waits
    assert waits.wall[0] == 10 * HOUR
    assert waits.waking[0] == 2 * HOUR


def test_an_own_new_session_ends_a_wait_unseen() -> None:
    waits = cut(chat((10, 0), (15, 0), (15.5, 1))).waits
    assert waits.answered.tolist() == [False, True, False]
    assert waits.waking[0] == 5 * HOUR


def test_a_wait_is_followed_for_a_day_only() -> None:
    waits = cut(chat((10, 0), (60, 1))).waits
    assert not waits.answered[0]
    assert waits.wall[0] == 24 * HOUR


def test_a_known_hole_ends_a_wait_unseen() -> None:
    start, stop = MONDAY + 10 * HOUR + 1800, MONDAY + 12 * HOUR
    waits = cut(chat((10, 0), (12.5, 1), (12.6, 0), gaps=((start, stop),))).waits
    assert not waits.answered[0]
    assert waits.wall[0] == 1800


def test_a_reply_in_the_same_minute_took_half_of_it() -> None:
    waits = cut(chat((10, 0), (10, 1), (10.5, 0), resolution=60)).waits
    assert waits.waking[0] == 30


def test_a_later_message_before_the_reply_is_a_follow_up_and_no_new_wait() -> None:
    contact = cut(chat((10, 0), (10.1, 0), (10.6, 0), (11.5, 1)))
    assert contact.waits.follow_ups.tolist() == [1, 0]
    assert len(contact.turns.who) == 2


def test_a_session_after_a_call_was_not_begun_by_a_message() -> None:
    call = np.array([False, True, False, False])
    timing = chat((10, 0), (15, 1), (20, 0), (20.1, 1), call=call)
    contact = cut(timing)
    assert started(timing, contact.session).tolist() == [0, 1, 2]
    late = chat((10, 0), (14.9, 0), (15, 1), (20, 0), call=np.array([False, False, True, False]))
    assert started(late, cut(late).session).tolist() == [0, 3]


def test_swapping_the_two_mirrors_every_wait() -> None:
    timing = regular(40, np.random.default_rng(5))
    mirrored = type(timing)(
        seconds=timing.seconds,
        who=(1 - timing.who).astype(np.int8),
        words=timing.words,
        call=timing.call,
        end=timing.end,
    )
    one, two = cut(timing).waits, cut(mirrored).waits
    assert np.array_equal(one.of(0).waking, two.of(1).waking)
    assert np.array_equal(one.of(1).follow_ups, two.of(0).follow_ups)
