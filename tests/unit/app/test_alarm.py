"""Safety first, every step can be left out, back never undoes what is on the disk, nothing is lost."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pairbond.app.alarm import (
    AFTER,
    DONE,
    HELD,
    HIGHEST,
    LONGEST_TEXT,
    SAFETY,
    Moment,
    Move,
    Question,
    Said,
    begin,
    fits,
    from_record,
    order,
    question_at,
    questions,
    step,
    to_record,
    understand,
)
from pairbond.app.session import BACK, KEEP, LEAVE, SKIP, Turn, Unclear
from pairbond.library.alarm import load_alarm

SPEC = load_alarm()
ORDER = tuple(questions(SPEC))


def answers(question: Question) -> st.SearchStrategy[Move]:
    if question.kind == "choice":
        return st.sampled_from(question.ids).map(Said)
    if question.kind == "scale":
        return st.integers(0, HIGHEST).map(Said)
    if question.kind == "text":
        return st.text(min_size=1, max_size=40).map(Said)
    return st.lists(st.sampled_from(question.ids), min_size=1, unique=True).map(lambda ids: Said(tuple(ids)))


@st.composite
def walks(draw: st.DrawFn) -> list[Moment]:
    """The states that some moves lead through, beginning after a no."""
    moment = step(SPEC, begin(), Said("no"))
    seen = [moment]
    for _ in range(draw(st.integers(0, 25))):
        question = question_at(SPEC, moment)
        turns = [SKIP, BACK, LEAVE]
        turn = st.sampled_from([*turns, KEEP] if moment.at in moment.given else turns)
        go: st.SearchStrategy[Move] = st.just(SKIP) if question is None else answers(question)
        if moment.at == SAFETY:
            go = st.just(Said("no"))
            turn = st.sampled_from([BACK, LEAVE])
        moment = step(SPEC, moment, draw(go | go | turn))
        seen.append(moment)
    return seen


def test_the_order_is_the_one_of_the_file() -> None:
    assert ORDER == (
        "safety",
        "happened-text",
        "happened",
        "before",
        "reading",
        "sure",
        "others",
        "about-to",
        "settle",
        "wait",
        "after",
        "did",
    )


@pytest.mark.parametrize("move", [Said("yes"), Said("rather-not"), SKIP, KEEP])
@given(walk=walks())
def test_anything_but_no_is_held_and_forgets_all(walk: list[Moment], move: Move) -> None:
    for moment in walk:
        asked = Moment(at=SAFETY, given=moment.given)
        held = step(SPEC, asked, move)
        assert held == Moment(at=HELD, given={})
        for after in (SKIP, BACK, KEEP, LEAVE, Said("no")):
            assert step(SPEC, held, after) == held


def test_limited_mode_is_held_from_the_start() -> None:
    assert begin(limited=True) == Moment(at=HELD)
    assert question_at(SPEC, begin(limited=True)) is None


@given(walks())
def test_what_is_given_fits_and_never_holds_the_safety_answer(walk: list[Moment]) -> None:
    for moment in walk:
        assert SAFETY not in moment.given
        for id_, value in moment.given.items():
            assert value is None or fits(questions(SPEC)[id_], value)
        if not moment.given.get("reading"):
            assert "sure" not in moment.given
            assert "mine" not in (moment.given.get("others") or ())


@given(walks())
def test_leaving_out_everything_ends(walk: list[Moment]) -> None:
    moment = walk[-1]
    if moment.at == SAFETY:
        moment = step(SPEC, moment, Said("no"))
    for _ in range(len(ORDER)):
        moment = step(SPEC, moment, SKIP)
    assert moment.at == DONE


@given(walks())
def test_back_leads_to_the_question_before_and_changes_no_answer(walk: list[Moment]) -> None:
    for moment in walk:
        before = step(SPEC, moment, BACK)
        assert before.given == moment.given
        if moment.over or moment.at in {SAFETY, AFTER}:
            assert before == moment
        elif before.at in moment.given:
            assert step(SPEC, before, KEEP) == moment


@given(walks())
def test_once_the_wait_is_written_nothing_leads_back_to_safety(walk: list[Moment]) -> None:
    reached = next((n for n, moment in enumerate(walk) if moment.at == AFTER), None)
    if reached is not None:
        assert {moment.at for moment in walk[reached:]} <= {AFTER, "did", DONE}


@given(walks())
def test_a_state_comes_back_from_its_record(walk: list[Moment]) -> None:
    for moment in walk:
        assert from_record(SPEC, json.loads(json.dumps(to_record(moment)))) == moment


def test_a_strange_record_is_passed_over() -> None:
    strange = {
        "at": "nowhere",
        "given": {"safety": "no", "before": 11, "x": 1, "others": [["a"]], "wait": "x"},
    }
    assert from_record(SPEC, strange) == Moment()
    assert from_record(SPEC, {"at": 3, "given": []}) == Moment()


def test_how_sure_needs_a_reading() -> None:
    moment = Moment(at="reading")
    assert step(SPEC, moment, SKIP).at == "others"
    assert step(SPEC, moment, Said("They are tired of me.")).at == "sure"
    assert "sure" not in order(SPEC, {"reading": None})


def test_a_reading_taken_back_takes_along_what_hangs_on_it() -> None:
    moment = Moment(at="reading", given={"reading": "x", "sure": 7, "others": ("mine", "busy")})
    assert step(SPEC, moment, SKIP).given == {"reading": None, "others": ("busy",)}
    moment = Moment(at="reading", given={"reading": "x", "others": ("mine",)})
    assert step(SPEC, moment, SKIP).given == {"reading": None, "others": None}


def test_an_answer_that_does_not_fit_is_refused() -> None:
    for at, value in (("before", 11), ("before", True), ("happened", "x"), ("others", ()), ("reading", "")):
        with pytest.raises(ValueError, match="is no answer"):
            step(SPEC, Moment(at=at), Said(value))


@pytest.mark.parametrize("question", questions(SPEC).values(), ids=lambda question: question.id)
@given(text=st.text() | st.from_regex(r"\A[0-9 ,]{1,8}\Z"), said=st.booleans())
def test_typed_text_is_a_move_that_can_be_made_or_a_hint(question: Question, text: str, said: bool) -> None:
    move = understand(text, question, said=said)
    if isinstance(move, Said):
        assert fits(question, move.value)
    else:
        assert isinstance(move, (Turn, Unclear))
        assert move != KEEP or said


def test_typed_text_is_understood() -> None:
    all_ = questions(SPEC)
    assert understand("10", all_["before"], said=False) == Said(10)
    assert understand("3, 1 3", all_["others"], said=False) == Said(("no-words", "busy"))
    assert understand("  They left.\x1b[2J ", all_["reading"], said=False) == Said("They left.[2J")
    assert understand("", all_["reading"], said=False) == SKIP
    assert understand("", all_["before"], said=True) == KEEP
    assert isinstance(understand("", all_["before"], said=False), Unclear)
    assert isinstance(understand("1 2", all_["settle"], said=False), Unclear)
    assert isinstance(understand("x" * (LONGEST_TEXT + 1), all_["reading"], said=False), Unclear)
    assert understand("b", all_["reading"], said=False) == BACK
