"""Topics that a person marks: gone where they are about that person or both, and nowhere else."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pairbond.app.marking import TOPICS, own_sentences, release_marked, signed_draft, topic_ids
from pairbond.library.answers import AnswersFile, read_answers
from pairbond.library.paths import CONTENT
from pairbond.report.catalogue import load_catalogue
from pairbond.types import Who

DAY = date(2026, 3, 2)
ALWAYS_SAID = (
    "map.anxiety.unclear", "map.avoidance.unclear", "loop.none.", "needs.answer.", "needs.environment",
    "values.similar.ordinary", "values.similar.flat", "signal.",
)  # fmt: skip
"""What stands in a report whatever was found: leaving it out would show that something was marked."""
IN_OWN_REPORTS = (
    "change.", "reaches.", "space.", "swing.", "signs.", "everywhere.", "over-responsibility.", "past.",
    "own-moves.", "own-needs.",
)  # fmt: skip


@pytest.fixture(scope="module")
def couple() -> tuple[AnswersFile, AnswersFile]:
    a, b = (read_answers(CONTENT / "examples" / f"couple-{who}.json") for who in "ab")
    return a, b


def ids(report: Any) -> set[str]:
    return {finding.id for finding in report.findings()}


def test_every_sentence_of_a_report_for_both_has_a_topic_or_is_always_said() -> None:
    for rule in load_catalogue().rules:
        both = rule.when.get("reader", frozenset({"joint"})) != frozenset({"self"})
        if both and not rule.id.startswith(("summary.", *IN_OWN_REPORTS)):
            assert bool(topic_ids(rule.id)) != rule.id.startswith(ALWAYS_SAID), rule.id


@pytest.mark.parametrize("who", ["a", pytest.param("b", marks=pytest.mark.slow)])
def test_what_is_marked_is_gone_and_the_others_own_sentences_stay(
    couple: tuple[AnswersFile, AnswersFile], who: Who
) -> None:
    names = {"a": "Robin", "b": "Alex"}
    other = names["b" if who == "a" else "a"]
    there = signed_draft(*couple, created=DAY).findings()
    for topic in TOPICS:
        if not any(finding.rule.startswith(topic.rules) for finding in there):
            continue
        report = release_marked(*couple, marks={who: [topic.id]}, created=DAY)
        left = [finding for finding in report.findings() if finding.rule.startswith(topic.rules)]
        assert all(names[who] not in finding.text and other in finding.text for finding in left), topic.id


def test_a_sentence_that_makes_room_for_another_on_the_topic_takes_it_along(
    couple: tuple[AnswersFile, AnswersFile],
) -> None:
    """Without the sentence on both, one on each would come; and that it cannot be told is said in its place."""
    before = ids(release_marked(*couple, marks={}, created=DAY))
    after = ids(release_marked(*couple, marks={"a": ["worry"]}, created=DAY))
    assert {"map.mix", "map.anxiety.apart"} <= before
    assert not {"map.mix", "map.anxiety.apart", "map.anxiety.high.joint.a"} & after
    assert {"map.anxiety.unclear", "map.avoidance.high.joint.b"} <= after


def test_no_marks_change_nothing(couple: tuple[AnswersFile, AnswersFile]) -> None:
    plain = release_marked(*couple, marks={"a": frozenset(), "b": frozenset()}, created=DAY)
    drafted = signed_draft(*couple, created=DAY)
    assert ids(plain) == ids(drafted)


def test_what_ones_own_answers_say_is_told_word_for_word_whoever_the_other_is(
    couple: tuple[AnswersFile, AnswersFile],
) -> None:
    report = {finding.text for finding in release_marked(*couple, marks={}, created=DAY).findings()}
    for who, answers in zip("ab", couple, strict=True):
        open_to_all = replace(answers, consent=None)
        said = own_sentences(open_to_all, who, created=DAY)  # type: ignore[arg-type]
        alone = {
            text
            for texts in said.values()
            for text in texts
            if "worry" not in text and "distance" not in text
        }
        assert alone <= report
    assert "content" in said and "stirred" in said
    assert own_sentences(replace(couple[1], consent={}), "b", created=DAY) == {}
