"""The guides: claims cited, plain to read, and free of the words that Pairbond does not use."""

import re

import pytest
import textstat

from pairbond.errors import ContentError
from pairbond.library.solo import guide_ids, load_guide
from pairbond.report.catalogue import load_sources

HIGHEST_GRADE = 9.0
FEWEST, MOST = 300, 600
FORBIDDEN = re.compile(
    r"nervous system|\btoxic|soul ?mate|your fault|compatibility score"
    r"|\b(?:an?|the|your)\s+(?:anxious|avoidant|secure)\b"
    r"(?!\s+(?:attachment|side|pattern|strategy|dimension|pull|part|style|partner)s?\b)",
    re.IGNORECASE,
)
TOPICS = {
    "what-anxious-attachment-is",
    "how-it-forms",
    "how-it-shows",
    "what-it-feels-like",
    "avoidant-attachment",
    "pursuer-distancer",
    "earned-security",
    "protest-behaviour",
    "approaches",
    "can-it-heal",
    "same-kind-of-partner",
    "over-responsibility",
    "explaining-it",
    "a-healthy-relationship",
    "choosing",
}


def running_text(markdown: str) -> str:
    """The text without headings and marks."""
    return re.sub(r"[*_`#]|^- |^\d+\. ", "", re.sub(r"^#.*$", "", markdown, flags=re.M), flags=re.M)


def all_text(guide_id: str) -> str:
    guide = load_guide(guide_id)
    return "\n".join([guide.head.title, guide.text, *(claim.text for claim in guide.head.claims)])


def test_every_topic_has_its_guide() -> None:
    assert set(guide_ids()) == TOPICS


@pytest.mark.parametrize("guide_id", guide_ids())
def test_every_source_is_listed(guide_id: str) -> None:
    head = load_guide(guide_id).head
    assert head.id == guide_id
    assert {key for claim in head.claims for key in claim.cite} <= set(load_sources())


@pytest.mark.parametrize("guide_id", guide_ids())
def test_every_claim_is_cited_and_some_popular_one_is_named(guide_id: str) -> None:
    claims = load_guide(guide_id).head.claims
    # What nobody has tried can be said without a source, in so many words.
    assert [c.text for c in claims if not c.cite and "we know of no" not in c.text] == []
    assert any(claim.grade == "does not hold" for claim in claims)


@pytest.mark.parametrize("guide_id", guide_ids())
def test_reads_at_grade_nine(guide_id: str) -> None:
    guide = load_guide(guide_id)
    assert textstat.flesch_kincaid_grade(running_text(guide.text)) <= HIGHEST_GRADE
    claims = " ".join(claim.text for claim in guide.head.claims)
    assert textstat.flesch_kincaid_grade(claims) <= HIGHEST_GRADE


@pytest.mark.parametrize("guide_id", guide_ids())
def test_is_of_a_length_for_one_sitting(guide_id: str) -> None:
    assert FEWEST <= len(load_guide(guide_id).text.split()) <= MOST


@pytest.mark.parametrize("guide_id", guide_ids())
def test_says_none_of_the_forbidden_words(guide_id: str) -> None:
    assert not FORBIDDEN.search(all_text(guide_id))


def test_the_searcher_finds_what_it_should() -> None:
    for bad in ("You are an avoidant.", "your nervous system", "The anxious one calls.", "It is your fault."):
        assert FORBIDDEN.search(bad)
    for good in ("an anxious pattern", "the avoidant partner", "a secure partner", "mainly anxious"):
        assert not FORBIDDEN.search(good)


def test_an_unknown_guide_names_those_there_are() -> None:
    with pytest.raises(ContentError, match="choose from: a-healthy-relationship, approaches"):
        load_guide("nothing")
