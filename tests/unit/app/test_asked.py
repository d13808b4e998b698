"""Follow-ups are asked for three moves, blocks can be left out whole, lists are answered by number."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairbond.app.asked import BLOCKS, FOLLOW_UPS, asked_positions, block_of
from pairbond.app.session import (
    BACK,
    PASS,
    SKIP,
    Answer,
    Session,
    Unclear,
    block_name,
    replay,
    responses,
    step,
    steps,
    understand,
)
from pairbond.instruments import Instrument
from pairbond.library.instruments import instrument_ids, load_instrument
from pairbond.types import ItemId

MOVES = load_instrument("moves")
PAST = load_instrument("past-partners")
TARGETS = load_instrument("targets")
NAMES = [item.split(".")[1] for item in MOVES.item_ids if item.endswith(".do")]


def rated(**ratings: int) -> dict[ItemId, object]:
    """Ratings by move and aspect (``quiet_sees=4``); every other rating is 2."""
    found: dict[ItemId, object] = {
        ItemId(f"moves.{name}.{aspect}"): 2 for name in NAMES for aspect in ("do", "sees", "stirs")
    }
    for key, value in ratings.items():
        name, _, aspect = key.rpartition("_")
        found[ItemId(f"moves.{name.replace('_', '-')}.{aspect}")] = value
    return found


def follow_ups(values: dict[ItemId, object], aspect: str) -> list[str]:
    ids = (MOVES.item_ids[place] for place in asked_positions(MOVES, values))
    return [item.split(".")[1] for item in ids if item.endswith(f".{aspect}")]


def at(instrument: Instrument, item: str) -> Session:
    return Session(instrument=instrument, position=instrument.item_ids.index(ItemId(item)))


def test_sixteen_moves_are_rated_three_times() -> None:
    assert len(NAMES) == 16
    assert len(asked_positions(MOVES, {})) == 3 * 16 + 4
    assert set(FOLLOW_UPS) | set(BLOCKS) <= set(instrument_ids())


def test_what_i_do_next_is_asked_for_what_stirs_and_is_seen_most() -> None:
    values = rated(quiet_sees=5, quiet_stirs=5, vague_stirs=5, protest_sees=4, leaving_stirs=3)
    assert follow_ups(values, "next") == ["quiet", "vague", "protest"]


def test_what_the_partner_does_then_is_asked_for_what_i_do_most() -> None:
    values = rated(silence_do=5, reassurance_do=3, clinging_do=4, criticism_do=3, quiet_sees=5)
    assert follow_ups(values, "then") == ["reassurance", "clinging", "silence"]


def test_ties_go_to_what_is_asked_first() -> None:
    assert follow_ups(rated(), "next") == follow_ups(rated(), "then") == NAMES[:3]


def test_what_never_happens_is_not_followed_up() -> None:
    never = rated(**{f"{name.replace('-', '_')}_{aspect}": 1 for name in NAMES for aspect in ("do", "sees")})
    assert follow_ups(never, "next") == follow_ups(never, "then") == []
    one = never | {ItemId("moves.quiet.sees"): 2}
    assert follow_ups(one, "next") == ["quiet"]


def test_a_skipped_rating_ranks_nothing() -> None:
    values = rated(quiet_sees=5, quiet_stirs=5)
    values[ItemId("moves.quiet.stirs")] = None
    assert "quiet" not in follow_ups(values, "next")


@given(st.dictionaries(st.sampled_from(MOVES.item_ids), st.integers(1, 5)))
def test_never_more_than_three_and_never_a_rating_less(values: dict[ItemId, object]) -> None:
    places = asked_positions(MOVES, values)
    assert list(places) == sorted(set(places))
    for aspect in ("next", "then"):
        assert len(follow_ups(values, aspect)) <= 3
    assert 52 <= len(places) <= 58


@pytest.mark.parametrize("name", [name for name in instrument_ids() if name not in FOLLOW_UPS])
def test_every_line_of_the_others_is_asked(name: str) -> None:
    instrument = load_instrument(name)
    assert asked_positions(instrument, {}) == tuple(range(len(instrument.items)))


# ---- walking through them ------------------------------------------------------------------------


def answered(session: Session, ratings: dict[ItemId, object]) -> Session:
    """The state after every rating was answered so."""
    while session.item is not None and session.item.pick is None:
        value = ratings.get(session.item.id, 3)
        assert isinstance(value, int)
        session, _ = step(session, Answer(value), 1.0)
    return session


def test_a_follow_up_that_is_asked_no_longer_does_not_count() -> None:
    session = answered(Session(instrument=MOVES), rated(quiet_sees=5, quiet_stirs=5))
    while session.item is not None and session.item.id != "moves.quiet.next":
        session, _ = step(session, SKIP, 1.0)
    session, _ = step(session, Answer(("criticism",)), 1.0)
    assert "moves.quiet.next" in responses(session).picks
    while session.item is None or session.item.id != "moves.quiet.sees":
        session, _ = step(session, BACK, 1.0)
    session, _ = step(session, Answer(1), 1.0)
    assert "moves.quiet.next" not in responses(session).picks
    assert session.n_answered == responses(session).n_answered


def test_forward_and_back_meet_the_same_lines() -> None:
    session, there = Session(instrument=MOVES), []
    while session.item is not None:
        there.append(session.position)
        session, _ = step(session, Answer(()) if session.item.pick else Answer(3), 1.0)
    back = []
    for _ in there:
        session, _ = step(session, BACK, 1.0)
        back.append(session.position)
    assert back == there[::-1]
    assert len(there) == 3 * 16 + 6 + 4


def test_a_draft_gives_lists_and_follow_ups_back() -> None:
    session, records = Session(instrument=MOVES), []
    for n in itertools.count():
        if session.item is None or n > 51:
            break
        value = ("leaving", "quiet") if session.item.pick else 1 + n % 5
        session, record = step(session, Answer(value), 1.0)
        assert record is not None
        records.append({**record, "value": list(value) if isinstance(value, tuple) else value})
    assert replay(MOVES, records) == session
    assert any(isinstance(record["value"], list) for record in records)


@pytest.mark.parametrize(
    "value", [["unheard-of"], ["quiet", "quiet"], ["quiet", "leaving", "silence"], [1], "quiet", 3, {}]
)
def test_lists_that_do_not_fit_are_passed_over(value: object) -> None:
    record = {"item": "moves.quiet.next", "value": value, "seconds": 1.0}
    assert replay(MOVES, [record]).given == {}


# ---- what is typed -------------------------------------------------------------------------------

DREW = "past-partners.p1.drew"


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("3", ("warm",)),
        ("3 7", ("warm", "devoted")),
        ("7, 3", ("devoted", "warm")),
        ("3 3", ("warm",)),
        ("0", ()),
        ("None", ()),
    ],
)
def test_lists_are_answered_by_number(text: str, chosen: tuple[str, ...]) -> None:
    assert understand(text, at(PAST, DREW)) == Answer(chosen)


@pytest.mark.parametrize("text", ["", "13", "0 3", "1 2 3", "warm", "1-2", "٣", "3,x", "3.7"])
def test_what_is_no_choice(text: str) -> None:
    found = understand(text, at(PAST, DREW))
    assert isinstance(found, Unclear)
    assert "up to 2 numbers from 1 to 12, 0 if none fits" in found.hint


def test_a_choice_off_the_list_never_gets_in() -> None:
    with pytest.raises(ValueError, match=r"p1\.drew: \('cold',\) is not a list of up to 2 of: calm"):
        step(at(PAST, DREW), Answer(("cold",)), 1.0)
    with pytest.raises(ValueError, match="is not a list"):
        step(at(PAST, DREW), Answer(3), 1.0)
    with pytest.raises(ValueError, match="whole number from 1 to 5"):
        step(at(PAST, "past-partners.p1.1"), Answer(("warm",)), 1.0)


def test_an_item_of_its_own_range_takes_its_own_numbers() -> None:
    needs = load_instrument("needs")
    assert understand("7", at(needs, "needs.closeness.wanted")) == Answer(7)
    assert understand("0", at(needs, "needs.closeness.wanted")) == Answer(0)
    assert isinstance(understand("0", at(needs, "needs.closeness.ease")), Unclear)


# ---- leaving out a block -------------------------------------------------------------------------


def test_a_person_is_left_out_whole() -> None:
    session = at(TARGETS, "targets.mother.1")
    assert (understand("p", session), block_name(session)) == (PASS, "this person")
    states = list(steps(session, PASS, 4.0))
    assert len(states) == 9
    last, _ = states[-1]
    assert last.item is not None
    assert last.item.id == "targets.father.1"
    assert {given.value for given in last.given.values()} == {None}
    assert sum(given.seconds for given in last.given.values()) == 4.0
    assert [record["item"] for _, record in states if record] == [f"targets.mother.{n}" for n in range(1, 10)]


def test_the_last_person_can_be_left_out_too() -> None:
    *_, (last, _) = steps(at(TARGETS, "targets.friend.4"), PASS, 1.0)
    assert last.done
    assert last.n_skipped == 6


def test_lines_that_stand_alone_have_no_block() -> None:
    assert block_of(PAST, ItemId("past-partners.steadies")) is None
    assert block_of(load_instrument("bond"), ItemId("bond.01")) is None
    assert isinstance(understand("p", at(PAST, "past-partners.steadies")), Unclear)
    assert isinstance(understand("p", Session(instrument=load_instrument("bond"))), Unclear)
