"""The review speaks after six entries, in counts, and never about whether a fear was right."""

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pairbond.library.alarm import load_alarm
from pairbond.profile.alarm import AlarmEntry
from pairbond.report.alarm_review import number, review

SPEC = load_alarm()
STEPS = [choice.id for choice in SPEC.settle.choices]
OUTCOMES = [choice.id for choice in SPEC.outcome.choices]
# What would tell a person that a fear was unfounded, or that it was right.
ABOUT_THE_FEAR = re.compile(
    r"unfounded|groundless|baseless|mistaken|irrational|imagin|exaggerat|overreact|false alarm|in your head"
    r"|\bwrong about|\bwere right|\bwas right|\bturned out|\bproved|no reason|needless|unnecessar|not true"
    r"|untrue|likely|probab|chance|percent|%|\brate\b|\busually\b|\brarely\b|\bseldom\b|\bonly \d|\bout of \d"
    r"|\bnever\b|\bmostly\b|your partner (?:is|was|has|does|did|will)\b|\bthey (?:are|were|did|will)\b",
    re.IGNORECASE,
)


def entries(step: str, falls: list[int], outcome: str | None = None) -> list[AlarmEntry]:
    return [
        AlarmEntry(date=date(2026, 1, 1), step=step, before=10, after=10 - fall, outcome=outcome)
        for fall in falls
    ]


def test_one_sentence_before_six() -> None:
    assert review(entries("walk", [1] * 5), SPEC) == (
        "After 6 entries this page can say something. Entries so far: 5.",
    )


def test_steps_are_named_with_their_intervals_and_counts() -> None:
    found = entries("walk", [5, 6, 5, 6, 5], "feared") + entries("breath", [1, 2, 1, 2], "different")
    text = "\n".join(review([*found, *entries("sit", [0, 1, -1])], SPEC))
    assert "So far, after “walk, stairs, or stretch” the alarm was lower by 5.4 on average (" in text
    assert ", 5 times)." in text
    assert "after “sit with it and do nothing” the alarm was sometimes lower and sometimes not" in text
    assert "So far one step stands out: after “walk, stairs, or stretch”" in text
    assert (
        "What you feared: 5. Some of it: 0. Something else: 4. Still open: 0. Not written down yet: 3."
        in text
    )
    assert text.index("walk") < text.index("ten long breaths")


def test_a_step_after_which_alarm_rose_is_said_so() -> None:
    text = "\n".join(review(entries("write", [-3, -2, -3, -2, -3, -2]), SPEC))
    assert "after “write it all down, not to be sent” the alarm was higher by 2.5 on average" in text
    assert "stands out" not in text


def test_no_step_stands_out_where_they_are_alike() -> None:
    found = entries("walk", [2, 3, 1]) + entries("breath", [1, 2, 3])
    assert SPEC.review.settles_unclear in review(found, SPEC)


def test_numbers_are_plain() -> None:
    assert [number(value) for value in (1.25, -0.04, -1.5, 0.0)] == ["1.2", "0.0", "−1.5", "0.0"]


ANY = st.lists(
    st.builds(
        AlarmEntry,
        date=st.just(date(2026, 1, 1)),
        step=st.sampled_from([*STEPS, None]),
        before=st.none() | st.integers(0, 10),
        after=st.none() | st.integers(0, 10),
        outcome=st.sampled_from([*OUTCOMES, None]),
    ),
    max_size=60,
)


@given(ANY)
def test_nothing_is_said_about_the_fear_or_the_partner(found: list[AlarmEntry]) -> None:
    for paragraph in review(found, SPEC):
        assert not ABOUT_THE_FEAR.search(paragraph), paragraph
        assert "{" not in paragraph
        assert (
            "so far" in paragraph.casefold() or not re.search(r"\d", paragraph) or "once it has" in paragraph
        )


def test_no_text_of_the_file_judges_the_fear() -> None:
    """Every text, the choices left out: those are what a person may say."""
    words = re.compile(
        r"unfounded|groundless|baseless|mistaken|irrational|imagin|exaggerat|overreact|false alarm|in your head"
        r"|\bwrong about|\bwere right|no reason to|needless|untrue|all is well|nothing to fear",
        re.IGNORECASE,
    )
    assert not words.search(SPEC.model_dump_json())


def test_the_searcher_finds_what_it_should() -> None:
    for bad in ("Your fear was unfounded.", "Only 2 came true.", "It is unlikely.", "It turned out fine."):
        assert ABOUT_THE_FEAR.search(bad)
