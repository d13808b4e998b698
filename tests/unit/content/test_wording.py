"""Every worded questionnaire is plain, kind, gender-free, free of repeats and of other people's sentences."""

from __future__ import annotations

import difflib
import functools
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import textstat
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "src" / "pairbond" / "content" / "instruments"
PUBLISHED = Path(os.environ.get("PAIRBOND_REAL_DATA", ROOT.parent / "shared" / "data"))

GRADE_OF_ITEMS, GRADE_OF_INSTRUCTIONS = 8.0, 9.0
RUN = 5
JACCARD, RATIO = 0.5, 0.8

# Items on X.self and X.observed say the same of two people, so they may look alike.
MIRRORED = {"conflict"}
# Questions asked in one frame about each topic: the last part of the item id, by instrument.
FRAMED = {
    "dealbreakers": {"move", "matters"},
    # the same words for partner one to five
    "past-partners": {"1", "2", "3", "4", "5", "6", "drew", "stirs"},
    # the same nine statements for four people
    "targets": {str(number) for number in range(1, 10)},
}


def vocabulary(text: str) -> frozenset[str]:
    """Words of a list written as one text."""
    return frozenset(text.split())


GENDERED = vocabulary(
    "he she him her his hers himself herself husband wife boyfriend girlfriend man woman men women boy girl "
    "boys girls lady guy guys mr mrs"
)
TYPE_NOUNS_AND_JARGON = vocabulary(
    "attachment avoidant avoidants borderline clingy codependent codependency codependents deactivating "
    "disorder distancer dysregulated gaslight gaslighting hyperactivating narcissist narcissistic needy "
    "pathological pursuer stonewall stonewalling toxic trauma traumatic"
)
NEGATORS = vocabulary(
    "not never no nothing nobody none nowhere neither nor cannot hardly rarely barely scarcely seldom "
    "without impossible incapable dislike fail fails cant wont dont doesnt didnt isnt arent wasnt werent "
    "couldnt wouldnt shouldnt havent hasnt hadnt"
)
NOT_UN = re.compile(r"un(?:der|til|less|it|ion|iq|iv|cle)")
CLAUSE = re.compile(
    r"[,.;:?!]|\b(?:and|but|or|when|whenever|if|because|so|while|until|unless|before|after|since"
    r"|although|though)\b"
)
STOP = vocabulary(
    "a about all am an and any are as at be been before both but by can could do does for from had has "
    "have how i if in into is it its just me more most much my of on once one or our out own person so "
    "some someone than that the their them then there they things this though to too up us was we what "
    "when which who will with would you your"
)
# Words of the frame in which an instrument asks about each of its topics; the rest must differ.
FRAME = {
    "moves": "partner usually next stirs",
    "needs": "many times week days guess easy easily matter matters partner like",
}
LEAST_ITEMS = 300
SUFFIXES = ("nesses", "ingly", "ness", "ing", "edly", "ies", "ed", "es", "ly", "er", "s", "y", "e")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question, with what the rules need to know of it."""

    id: str
    instrument: str
    facet: str
    text: str
    labels: tuple[str, ...]
    scales: tuple[str, ...]


@functools.cache
def worded() -> dict[str, dict[str, Any]]:
    """Parsed files whose wording is ours, by instrument id."""
    reader = YAML(typ="safe", pure=True)
    files = (reader.load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml")))
    return {content["id"]: content for content in files if content["kind"] == "worded"}


@functools.cache
def items(instrument: str) -> tuple[Item, ...]:
    """Items of one instrument in the order in which they are asked."""
    content = worded()[instrument]
    return tuple(
        Item(
            id=item["id"],
            instrument=instrument,
            facet=item.get("facet") or "",
            text=item["text"],
            labels=labels_of(item),
            scales=tuple(scale["id"] for scale in content["scales"] if item["id"] in scale["items"]),
        )
        for item in content["items"]
    )


def labels_of(item: dict[str, Any]) -> tuple[str, ...]:
    """Texts of the answers that are the item's own: of its range, and of a list to choose from."""
    response, pick = item.get("response") or {}, item.get("pick") or {}
    own = [*(item.get("labels") or ()), *(response.get("labels") or ()), *(pick.get("labels") or {}).values()]
    return tuple(map(str, own))


def words(text: str) -> list[str]:
    """Lower-cased words, apostrophes dropped."""
    return re.findall(r"[a-z0-9]+", re.sub(r"['\u2019]", "", text.lower()))


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of five words in a text."""
    found = words(text)
    return {tuple(found[start : start + RUN]) for start in range(len(found) - RUN + 1)}


def published_sentences(folder: Path) -> list[str]:
    """Item sentences of the two codebooks, without the text around them."""
    page = (folder / "ecr" / "codebook.html").read_text(encoding="utf-8", errors="replace")
    plain = (folder / "ipip50" / "codebook.txt").read_text(encoding="utf-8", errors="replace")
    quoted = re.findall(r'"([^"]+)" rated on', re.sub(r"<[^>]*>", " ", page))
    return quoted + re.findall(r"^[A-Z]\d+\t(.+)$", plain, flags=re.MULTILINE)


def grade(text: str) -> float:
    """Flesch-Kincaid reading grade."""
    return float(textstat.flesch_kincaid_grade(text))


def is_negator(word: str) -> bool:
    """True for a word that turns its clause round: not, never, unable, can't."""
    return word in NEGATORS or (word.startswith("un") and len(word) > 4 and not NOT_UN.match(word))


def double_negatives(text: str) -> list[str]:
    """Clauses that hold two negators or more."""
    return [
        clause.strip()
        for clause in CLAUSE.split(text.lower())
        if sum(is_negator(word) for word in words(clause)) > 1
    ]


def stem(word: str) -> str:
    """A word cut back by its first matching ending; crude on purpose."""
    for ending in SUFFIXES:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def content_words(text: str) -> frozenset[str]:
    """Stems of the words that carry meaning."""
    return frozenset(stem(word) for word in words(text) if word not in STOP)


def overlap(first: str, second: str) -> float:
    """Jaccard similarity of the content words of two texts."""
    one, other = content_words(first), content_words(second)
    return len(one & other) / len(one | other) if one | other else 0.0


def alike_but_for_the_frame(first: Item, second: Item) -> bool:
    """True where two items of one frame repeat each other in what the frame leaves."""
    frame = content_words(FRAME[first.instrument])
    one, other = content_words(first.text) - frame, content_words(second.text) - frame
    return bool(one | other) and len(one & other) / len(one | other) >= JACCARD


def repeats(first: Item, second: Item) -> bool:
    """True where one item repeats the other and has no leave to."""
    if may_look_alike(first, second):
        return False
    if first.instrument == second.instrument and first.instrument in FRAME:
        return alike_but_for_the_frame(first, second)
    return alike(first.text, second.text)


def alike(first: str, second: str) -> bool:
    """True where one text repeats the other."""
    if overlap(first, second) >= JACCARD:
        return True
    matcher = difflib.SequenceMatcher(None, first.lower(), second.lower(), autojunk=False)
    return matcher.real_quick_ratio() >= RATIO and matcher.quick_ratio() >= RATIO and matcher.ratio() >= RATIO


def may_look_alike(first: Item, second: Item) -> bool:
    """True for mirrored reports of one act and for questions that share a frame."""
    if first.instrument != second.instrument:
        return False
    if first.instrument in MIRRORED:
        ours = {scale.rpartition(".")[0] for scale in first.scales}
        theirs = {scale.rpartition(".")[0] for scale in second.scales}
        return bool(ours & theirs) and not set(first.scales) & set(second.scales)
    if first.instrument in FRAME:
        return topic_of(first) == topic_of(second) != first.instrument
    aspect = first.id.rpartition(".")[2]
    return aspect == second.id.rpartition(".")[2] and aspect in FRAMED.get(first.instrument, set())


def topic_of(item: Item) -> str:
    """The id without its last part."""
    return item.id.rpartition(".")[0]


def near_duplicates(ours: tuple[Item, ...], others: tuple[Item, ...]) -> list[tuple[str, str]]:
    """Pairs of ids whose texts repeat each other; a pair is looked at once."""
    return [
        (one.id, other.id)
        for one in ours
        for other in others
        if (one.instrument != other.instrument or one.id < other.id) and repeats(one, other)
    ]


def out_of_order(ids: list[str]) -> list[str]:
    """Ids that appear twice, or whose number does not follow the one before with the same stem."""
    wrong, last, seen = [], dict[str, int](), set[str]()
    for id_ in ids:
        stem_, _, tail = id_.rpartition(".")
        if id_ in seen or (tail.isdigit() and int(tail) != last.get(stem_, 0) + 1):
            wrong.append(id_)
        if tail.isdigit():
            last[stem_] = int(tail)
        seen.add(id_)
    return wrong


def key_faults(content: dict[str, Any]) -> list[str]:
    """Scales that name an unknown item, name one twice, or reverse an item they do not hold."""
    known, faults = {item["id"] for item in content["items"]}, []
    for scale in content["scales"]:
        held = scale["items"]
        if set(held) - known or len(held) != len(set(held)):
            faults.append(f"{scale['id']}: items")
        if set(scale.get("reverse") or ()) - set(held):
            faults.append(f"{scale['id']}: reverse")
    return faults


def facets_too_few(facets: list[str]) -> bool:
    """True where a facet is missing, or fewer than half of a scale's facets differ."""
    return not all(facets) or 2 * len(set(facets)) < len(facets)


def shown_texts(instrument: str) -> Iterator[tuple[str, str]]:
    """Item texts and own answer texts, each with the id of its item."""
    for item in items(instrument):
        yield item.id, item.text
        yield from ((item.id, label) for label in item.labels)


def described_texts(instrument: str) -> Iterator[tuple[str, str]]:
    """Shown texts and what a report says of a high or low score."""
    yield from shown_texts(instrument)
    for scale in worded()[instrument]["scales"]:
        yield scale["id"], scale["high"]
        yield scale["id"], scale["low"]


def listed(text: str, banned: frozenset[str]) -> set[str]:
    """Banned words that a text holds."""
    return set(words(text)) & banned


each_instrument = pytest.mark.parametrize("instrument", sorted(worded()))


def test_there_are_three_hundred_worded_items() -> None:
    assert sum(len(items(instrument)) for instrument in worded()) >= LEAST_ITEMS


@each_instrument
def test_shares_no_run_of_five_words_with_the_codebooks(instrument: str) -> None:
    if not PUBLISHED.joinpath("ecr").exists() or not PUBLISHED.joinpath("ipip50").exists():
        pytest.skip(f"no codebooks in {PUBLISHED}: set PAIRBOND_REAL_DATA to the folder of ecr/ and ipip50/")
    sentences = published_sentences(PUBLISHED)
    assert len(sentences) == 36 + 50
    taken = set().union(*map(runs, sentences))
    assert not [(id_, runs(text) & taken) for id_, text in shown_texts(instrument) if runs(text) & taken]


@each_instrument
def test_items_read_at_grade_eight(instrument: str) -> None:
    hard = [(item.id, grade(item.text)) for item in items(instrument) if grade(item.text) > GRADE_OF_ITEMS]
    answers = [(item.id, ". ".join(item.labels)) for item in items(instrument) if item.labels]
    assert not hard + [(id_, grade(text)) for id_, text in answers if grade(text) > GRADE_OF_ITEMS]


@each_instrument
def test_instructions_read_at_grade_nine(instrument: str) -> None:
    assert grade(worded()[instrument]["instructions"]) <= GRADE_OF_INSTRUCTIONS


@each_instrument
def test_has_no_double_negatives(instrument: str) -> None:
    assert not [(id_, found) for id_, text in shown_texts(instrument) if (found := double_negatives(text))]


@each_instrument
def test_repeats_no_item_of_any_instrument(instrument: str) -> None:
    everything = tuple(item for other in worded() for item in items(other))
    assert not near_duplicates(items(instrument), everything)


@each_instrument
def test_is_free_of_gender(instrument: str) -> None:
    assert not [
        (id_, found) for id_, text in described_texts(instrument) if (found := listed(text, GENDERED))
    ]


@each_instrument
def test_names_no_type_and_uses_no_jargon(instrument: str) -> None:
    banned = TYPE_NOUNS_AND_JARGON
    assert not [(id_, found) for id_, text in described_texts(instrument) if (found := listed(text, banned))]


@each_instrument
def test_facets_differ_within_each_scale(instrument: str) -> None:
    scales = [scale["id"] for scale in worded()[instrument]["scales"]]
    facets = {scale: [item.facet for item in items(instrument) if scale in item.scales] for scale in scales}
    assert not [scale for scale, found in facets.items() if facets_too_few(found)]


@each_instrument
def test_ids_are_unique_and_in_order(instrument: str) -> None:
    ids = [item.id for item in items(instrument)]
    assert not out_of_order(ids)
    assert all(id_.startswith(f"{instrument}.") and re.fullmatch(r"[a-z0-9.-]+", id_) for id_ in ids)


@each_instrument
def test_scales_hold_known_items_and_reverse_their_own(instrument: str) -> None:
    assert not key_faults(worded()[instrument])


# Each rule is shown something it must refuse, and something near it that it must let pass.


def example(id_: str, text: str, scale: str) -> Item:
    return Item(id=id_, instrument=id_.partition(".")[0], facet="a", text=text, labels=(), scales=(scale,))


def test_runs_ignore_case_and_punctuation() -> None:
    assert runs("I don't like cold, grey tea.") & runs("And i dont LIKE cold - grey soup")
    assert not runs("I don't like cold tea") & runs("They do like cold tea")
    assert runs("Four words are few") == set()


def test_published_sentences_leave_the_scale_text_out(tmp_path: Path) -> None:
    for name, text in (
        (
            "ecr/codebook.html",
            '<td>\n"A first line." rated on a five point scale, "disagree"</td> SB,"An Island"',
        ),
        ("ipip50/codebook.txt", "On one page in the order E1, N2\n\nE1\tA second line.\nrace\tChosen"),
    ):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert published_sentences(tmp_path) == ["A first line.", "A second line."]


def test_grade_refuses_heavy_words() -> None:
    assert (
        grade("Interpersonal considerations habitually necessitate considerable deliberation.")
        > GRADE_OF_ITEMS
    )
    assert grade("I say sorry for my part in it.") <= GRADE_OF_ITEMS


@pytest.mark.parametrize(
    "text",
    [
        "I do not think that they never listen.",
        "I am hardly ever unable to speak.",
        "I don't go a day without a call.",
        "I can't say nothing.",
        "It isn't unkind to wait.",
        "When we talk, I rarely say no.",
    ],
)
def test_double_negative_is_found(text: str) -> None:
    assert double_negatives(text)


@pytest.mark.parametrize(
    "text",
    [
        "I do not call, and they never write.",
        "I want to wait until I understand the unit.",
        "I feel uneasy under a grey sky.",
        "I never go unless they ask.",
    ],
)
def test_single_negative_passes(text: str) -> None:
    assert not double_negatives(text)


def test_negators_are_told_from_other_words() -> None:
    assert all(map(is_negator, ("unable", "unhappy", "doesnt", "wont", "nothing")))
    assert not any(map(is_negator, ("understand", "until", "unique", "want", "moment", "uncle")))


def test_stems_join_the_forms_of_a_word() -> None:
    assert stem("calling") == stem("calls") == stem("called") == "call"
    assert stem("is") == "is"
    assert content_words("I am calling the doctor") == content_words("The doctor calls me")


def test_overlap_counts_shared_content_words() -> None:
    assert overlap("My partner calls at noon", "At noon a partner is calling") == 1.0
    assert overlap("My partner calls", "The sky is grey") == overlap("", "the") == 0.0


def test_alike_finds_both_kinds_of_repeat() -> None:
    assert alike("I worry about the storm at night", "At night the storm is my worry")
    assert alike("I talk when the day is done", "I talk then the day is gone")
    assert not alike("I walk when the sun is out", "They keep a jar of salt by the stove")


def test_near_duplicates_reach_across_instruments() -> None:
    one, other = (
        example("a.01", "I worry about storms", "a.s"),
        example("b.01", "About storms, I worry", "b.s"),
    )
    assert near_duplicates((one,), (one, other)) == [("a.01", "b.01")]
    assert near_duplicates((one,), (one,)) == []


def test_only_mirrors_and_frames_may_look_alike() -> None:
    mine, theirs = (
        example("conflict.01", "x", "conflict.a.self"),
        example("conflict.02", "x", "conflict.a.observed"),
    )
    assert may_look_alike(mine, theirs)
    assert not may_look_alike(mine, example("conflict.03", "x", "conflict.a.self"))
    assert not may_look_alike(mine, example("conflict.03", "x", "conflict.b.observed"))
    move = example("dealbreakers.a.move", "x", "s")
    assert may_look_alike(move, example("dealbreakers.b.move", "x", "t"))
    assert not may_look_alike(move, example("dealbreakers.b.matters", "x", "t"))
    assert not may_look_alike(
        example("dealbreakers.a.place", "x", "s"), example("dealbreakers.b.place", "x", "t")
    )
    assert not may_look_alike(move, example("other.b.move", "x", "t"))


def test_what_the_frame_leaves_must_differ() -> None:
    one = example("moves.quiet.do", "I go quiet when something weighs on me.", "s")
    same_topic = example("moves.quiet.sees", "My partner goes quiet when something weighs on them.", "t")
    repeat = example("moves.hush.sees", "My partner goes quiet when something seems to weigh on them.", "u")
    other = example("moves.plans.sees", "My partner changes plans that we had made.", "v")
    assert near_duplicates((one,), (same_topic,)) == []
    assert near_duplicates((one, repeat), (one, repeat)) == [("moves.hush.sees", "moves.quiet.do")]
    assert near_duplicates((other,), (one, repeat)) == []


def test_the_frame_alone_makes_no_repeat() -> None:
    one = example("needs.talk.wanted", "How many times a week would you like a long talk?", "s")
    two = example("needs.space.wanted", "How many times a week would you like an evening apart?", "t")
    assert near_duplicates((one,), (two,)) == []
    assert not alike_but_for_the_frame(
        example("needs.a.b", "How many times a week?", "s"), example("needs.c.b", "", "t")
    )


def test_items_without_a_topic_are_compared_in_a_frame_too() -> None:
    one, two = (
        example("moves.stay1", "I stay sad for hours.", "s"),
        example("moves.stay2", "For hours I stay sad.", "s"),
    )
    assert near_duplicates((one,), (two,)) == [("moves.stay1", "moves.stay2")]


def test_another_instrument_is_compared_with_the_frame_and_all() -> None:
    one = example("moves.quiet.do", "My partner goes quiet", "s")
    assert near_duplicates((one,), (example("needs.quiet.do", "My partner goes quiet", "t"),))


def test_people_and_past_partners_share_statements_number_by_number() -> None:
    mother = example("targets.mother.1", "When life gets hard, I go to my mother.", "s")
    assert may_look_alike(mother, example("targets.father.1", "When life gets hard, I go to my father.", "t"))
    assert not may_look_alike(mother, example("targets.father.2", "x", "t"))
    assert not may_look_alike(
        example("past-partners.steadies", "x", "s"), example("past-partners.follow-through", "x", "t")
    )


def test_labels_are_found_wherever_they_stand() -> None:
    item = {
        "labels": ["never", "often"],
        "response": {"min": 0, "max": 1, "labels": [0, "1 or more"]},
        "pick": {"labels": {"calm": "how calm they were"}},
    }
    assert labels_of(item) == ("never", "often", "0", "1 or more", "how calm they were")
    assert labels_of({"id": "a.01"}) == labels_of({"response": {"min": 0, "max": 7}}) == ()


def test_out_of_order_finds_repeats_and_gaps() -> None:
    assert out_of_order(["a.01", "a.03"]) == ["a.03"]
    assert out_of_order(["a.x.move", "a.x.move"]) == ["a.x.move"]
    assert out_of_order(["a.01", "a.01"]) == ["a.01"]
    assert out_of_order(["a.01", "a.02", "a.b.01", "a.b.02"]) == []


def test_key_faults_name_the_scale() -> None:
    content = {
        "items": [{"id": "a.01"}, {"id": "a.02"}],
        "scales": [
            {"id": "unknown", "items": ["a.09"]},
            {"id": "twice", "items": ["a.01", "a.01"]},
            {"id": "foreign", "items": ["a.01"], "reverse": ["a.02"]},
            {"id": "sound", "items": ["a.01", "a.02"], "reverse": ["a.02"]},
        ],
    }
    assert key_faults(content) == ["unknown: items", "twice: items", "foreign: reverse"]


def test_facets_must_be_named_and_varied() -> None:
    assert facets_too_few(["a", "a", "a", "b", "b"])
    assert facets_too_few(["a", ""])
    assert not facets_too_few(["a", "a", "b", "b"])


def test_vocabulary_splits_at_spaces() -> None:
    assert vocabulary("one two  two") == {"one", "two"}


def test_listed_finds_whole_words_only() -> None:
    assert listed("Her needs come first.", GENDERED) == {"her"}
    assert listed("There is another way.", GENDERED) == set()
    assert listed("I am with an avoidant.", TYPE_NOUNS_AND_JARGON) == {"avoidant"}
