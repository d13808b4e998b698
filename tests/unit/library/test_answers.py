"""The answers file: what is refused, in which words, and that reading back gives the same."""

from __future__ import annotations

import json
import logging
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.property.strategies import random_couple, seeds

from pairbond.errors import PairbondError, ResponseError, StoreError
from pairbond.library.answers import (
    AnswersFile,
    answers_bytes,
    answers_data,
    build_answers,
    parse_answers,
    read_answers,
    write_bytes_safely,
)
from pairbond.library.instruments import instrument_ids, load_instrument

TODAY = date(2026, 11, 24)
GOOD: dict[str, Any] = {
    "schema": "pairbond.answers/1",
    "person": {"alias": "Sam", "age": 31, "relationship_months": 40},
    "occasion": "2026-11-01",
    "responses": {"closeness": {"closeness.01": 4}, "ecr": {"ecr.01": 5}},
    "response_range": {"ecr": [1, 5]},
    "seconds": {"closeness": {"closeness.01": 3.5}},
    "consent": {"attachment": "open", "bond": "none"},
    "note": "made up",
}


def changed(**changes: Any) -> dict[str, Any]:
    found = json.loads(json.dumps(GOOD))
    for path, value in changes.items():
        place = found
        *front, last = path.split("__")
        for key in front:
            place = place[key]
        place[last] = value
    return found


def read(data: object) -> AnswersFile:
    return build_answers(data, "a.json", today=TODAY)


def refusal(data: object) -> str:
    with pytest.raises(ResponseError) as refused:
        read(data)
    return str(refused.value)


def test_a_good_file_is_read_whole() -> None:
    found = read(GOOD)
    assert (found.alias, found.age, found.relationship_months) == ("Sam", 31, 40)
    assert found.occasion == date(2026, 11, 1)
    assert found.responses["ecr"].bounds == (1, 5)
    assert found.responses["closeness"].values[0] == 4
    assert found.consent == {"attachment": "open", "bond": "none"}
    assert "ecr" in found and "bond" not in found


def test_almost_everything_may_be_left_out() -> None:
    found = read({"schema": "pairbond.answers/1", "responses": {}})
    assert (found.alias, found.age, found.occasion, found.consent) == (None, None, None, None)


MOVES = ", ".join(next(item.pick.options for item in load_instrument("moves").items if item.pick))
KNOWN = ", ".join(instrument_ids())
RULE = "use a whole number from 1 to 5, or leave it out."


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"responses__closeness": {"closeness.99": 1}},
            "a.json: 'closeness.99' is not an item of closeness 1.0.0; its 36 items run from "
            "closeness.01 to closeness.36.",
        ),
        (
            {"responses__horoscope": {"h.1": 1}},
            f"a.json: there is no questionnaire 'horoscope'; known are: {KNOWN}.",
        ),
        (
            {"responses__closeness": {"closeness.01": 6}},
            f"a.json: closeness.01: the answer 6 is not allowed; {RULE}",
        ),
        (
            {"responses__closeness": {"closeness.01": 0}},
            f"a.json: closeness.01: the answer 0 is not allowed; {RULE}",
        ),
        (
            {"responses__closeness": {"closeness.01": "4"}},
            f"a.json: closeness.01: the answer '4' is not allowed; {RULE}",
        ),
        (
            {"responses__closeness": {"closeness.01": True}},
            f"a.json: closeness.01: the answer True is not allowed; {RULE}",
        ),
        (
            {"responses__closeness": {"closeness.01": 3.5}},
            f"a.json: closeness.01: the answer 3.5 is not allowed; {RULE}",
        ),
        ({"responses__ecr": {"ecr.01": 6}}, f"a.json: ecr.01: the answer 6 is not allowed; {RULE}"),
        (
            {"response_range__closeness": [1, 7]},
            "a.json: closeness is always answered 1-5; the range 1-7 is for standard questionnaires only.",
        ),
        ({"response_range__bond": [1, 5]}, "a.json: response_range: there are no answers to 'bond'."),
        ({"seconds__bond": {}}, "a.json: seconds: there are no answers to 'bond'."),
        (
            {"seconds__closeness": {"closeness.00": 1.0}},
            "a.json: seconds: 'closeness.00' is not an item of closeness 1.0.0; its 36 items run from "
            "closeness.01 to closeness.36.",
        ),
        (
            {"seconds__closeness": {"closeness.01": -1.0}},
            "a.json: seconds: closeness.01: -1.0 is not 0 to 86400.",
        ),
        (
            {"responses__safety": {"safety.01": 1}},
            "a.json: answers to 'safety' are never kept in a file; take them out.",
        ),
        (
            {"responses__moves": {"moves.reassurance.next": ["quiet", "quiet"]}},
            "a.json: moves.reassurance.next: the answer ['quiet', 'quiet'] is not allowed; use a list of up to 2 of: "
            f"{MOVES}.",
        ),
        ({"occasion": "2026-02-30"}, "a.json: occasion: there is no date 2026-02-30."),
        (
            {"occasion": "2026-11-26"},
            "a.json: occasion: 2026-11-26 is not possible; use a date from 2000-01-01 to today.",
        ),
        (
            {"occasion": "1999-12-31"},
            "a.json: occasion: 1999-12-31 is not possible; use a date from 2000-01-01 to today.",
        ),
        (
            {"consent": {"atachment": "open"}},
            "a.json: consent: 'atachment' is not a part; the parts are: attachment, bond, conflict, values, "
            "dealbreakers, personality, needs, loop, signal, messages, actions.",
        ),
    ],
)
def test_refusals_name_the_place_the_value_and_what_is_allowed(changes: dict[str, Any], message: str) -> None:
    assert refusal(changed(**changes)) == message


@pytest.mark.parametrize(
    ("changes", "place", "found"),
    [
        ({"person__age": 17}, "person.age", "17"),
        ({"person__age": 111}, "person.age", "111"),
        ({"person__age": 31.5}, "person.age", "31.5"),
        ({"person__age": "31"}, "person.age", "'31'"),
        ({"person__age": True}, "person.age", "True"),
        ({"person__alias": ""}, "person.alias", "''"),
        ({"person__alias": "x" * 41}, "person.alias", "xxx"),
        ({"person__relationship_months": -1}, "person.relationship_months", "-1"),
        ({"person__shoe_size": 44}, "person.shoe_size", "44"),
        ({"person": None}, "person", "None"),
        ({"schema": "pairbond.answers/2"}, "schema", "pairbond.answers/2"),
        ({"occasion": "yesterday"}, "occasion", "yesterday"),
        ({"responses": []}, "responses", "[]"),
        ({"responses__closeness": [4]}, "responses.closeness", "[4]"),
        ({"consent__bond": "yes"}, "consent.bond", "yes"),
        ({"consent": ["bond"]}, "consent", "bond"),
        ({"response_range__ecr": [1]}, "response_range.ecr.1", ""),
        ({"response_range__ecr": [1, 5.0]}, "response_range.ecr.1", "5.0"),
        ({"surprise": 1}, "surprise", "1"),
        ({"seconds__closeness": {"closeness.01": "3.5"}}, "seconds.closeness.closeness.01", "'3.5'"),
        ({"seconds__closeness": {"closeness.01": True}}, "seconds.closeness.closeness.01", "True"),
    ],
)
def test_the_shape_of_the_file_is_strict(changes: dict[str, Any], place: str, found: str) -> None:
    message = refusal(changed(**changes))
    assert re.match(rf"a\.json: {re.escape(place)}[: ]", message), message
    assert found in message
    assert "\n" not in message and len(message) < 300


def test_a_name_of_unprintable_characters_is_refused_without_printing_them() -> None:
    message = refusal(changed(person__alias="Sam\x1b[31m"))
    assert message.startswith("a.json: person.alias")
    assert "printable" in message
    assert "\x1b" not in message


def test_the_schema_must_be_named() -> None:
    data = changed()
    del data["schema"]
    assert re.match(r"a\.json: schema\b", refusal(data))


@pytest.mark.parametrize("data", [None, [], 3, "text", True])
def test_a_file_is_a_mapping(data: object) -> None:
    assert "where a mapping of keys was expected" in refusal(data)


# ---- bytes ---------------------------------------------------------------------------------------


def parse(text: str | bytes) -> AnswersFile:
    return parse_answers(text if isinstance(text, bytes) else text.encode(), "a.json", today=TODAY)


@pytest.mark.parametrize(
    ("raw", "kind", "message"),
    [
        (b"", StoreError, "a.json: the file is empty."),
        (b'{"schema": ', StoreError, "a.json: not JSON: Expecting value (line 1, column 12)."),
        (b"\xff\xfe{}", StoreError, "a.json: not UTF-8 text (byte 0)."),
        ("{}".encode("utf-16"), StoreError, "a.json: not UTF-8 text (byte 0)."),
        (b'{"a": 1, "b": 2, "a": 3}', ResponseError, "a.json: 'a' is given twice; keep one of the two."),
        (
            b'{"a": NaN}',
            ResponseError,
            "a.json: NaN is not allowed; leave an unanswered item out, or use null.",
        ),
        (
            b'{"a": -Infinity}',
            ResponseError,
            "a.json: -Infinity is not allowed; leave an unanswered item out, or use null.",
        ),
        (
            b'{"a": 99999999999999}',
            ResponseError,
            "a.json: the number 999999999999… is too large for an answer.",
        ),
    ],
)
def test_bytes_that_are_no_answers(raw: bytes, kind: type[PairbondError], message: str) -> None:
    with pytest.raises(kind) as refused:
        parse(raw)
    assert str(refused.value) == message


def test_deep_nesting_is_refused_and_not_a_crash() -> None:
    with pytest.raises(PairbondError) as refused:
        parse("[" * 100_000 + "]" * 100_000)
    assert "\n" not in str(refused.value)


def test_a_byte_order_mark_is_no_fault() -> None:
    assert parse(b"\xef\xbb\xbf" + json.dumps(GOOD).encode()).alias == "Sam"


def test_null_is_no_answer() -> None:
    found = read(changed(responses__closeness={"closeness.01": None, "closeness.02": 2}))
    assert found.responses["closeness"].n_answered == 1


def test_a_file_that_is_not_there_or_too_large(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be read"):
        read_answers(tmp_path / "none.json")
    large = tmp_path / "large.json"
    large.write_bytes(b" " * 2_000_001)
    with pytest.raises(StoreError) as refused:
        read_answers(large)
    assert str(refused.value) == "large.json: more than 2,000,000 bytes, too large for one person's answers."


@given(st.binary(max_size=200))
def test_any_bytes_give_answers_or_one_clear_sentence(raw: bytes) -> None:
    try:
        parse(raw)
    except PairbondError as error:
        assert re.fullmatch(r"a\.json: [^\n]+", str(error))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
paths = st.sampled_from(
    [
        "schema", "person", "person__alias", "person__age", "occasion", "responses", "responses__closeness",
        "responses__closeness__closeness.01", "response_range", "response_range__ecr", "seconds",
        "seconds__closeness", "consent", "consent__bond", "note",
    ]
)  # fmt: skip


@given(paths, json_values)
def test_any_value_at_any_place_is_read_or_refused_in_one_sentence(path: str, value: object) -> None:
    try:
        read(changed(**{path: value}))
    except ResponseError as error:
        text = str(error)
        assert text.startswith("a.json: ") and "\n" not in text and len(text) < 500


# ---- back and forth ------------------------------------------------------------------------------


def same(first: AnswersFile, second: AnswersFile) -> bool:
    plain = ("alias", "age", "relationship_months", "occasion", "consent")
    return all(getattr(first, name) == getattr(second, name) for name in plain) and all(
        (first.responses[name].values == second.responses[name].values).all()
        and first.responses[name].bounds == second.responses[name].bounds
        for name in first.responses.keys() | second.responses.keys()
    )


@given(seeds)
def test_writing_and_reading_gives_the_same(seed: int) -> None:
    for person in random_couple(seed):
        assert same(parse_answers(answers_bytes(person), "a.json", today=TODAY), person)


def test_every_part_of_a_file_survives() -> None:
    found = parse_answers(answers_bytes(read(GOOD)), "a.json", today=TODAY)
    assert same(found, read(GOOD))
    assert found.responses["closeness"].seconds is not None
    assert found.responses["closeness"].seconds[0] == 3.5


def test_files_are_written_whole_and_for_their_owner(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.json"
    write_bytes_safely(path, answers_bytes(read(GOOD)))
    assert path.stat().st_mode & 0o077 == 0
    write_bytes_safely(path, b"{}", private=False)
    assert path.read_bytes() == b"{}"
    assert [found.name for found in path.parent.iterdir()] == ["a.json"]


def test_a_place_that_cannot_be_written_is_a_store_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be written"):
        write_bytes_safely(tmp_path / "file" / "a.json", b"{}")


def test_answers_are_never_logged(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    read(GOOD)
    refusal(changed(responses__closeness={"closeness.01": "secret"}))
    assert not caplog.records
    assert capfd.readouterr() == ("", "")


# ---- adaptive tests ------------------------------------------------------------------------------


def adaptive(path: object, **changes: Any) -> dict[str, Any]:
    return changed(adaptive={"closeness": path}, **changes)


def test_an_adaptive_test_comes_back_as_it_was_written() -> None:
    file = read(adaptive(["closeness.08", "closeness.01"]))
    assert file.responses["closeness"].asked == ("closeness.08", "closeness.01")
    assert file.responses["closeness"].adaptive and not file.responses["ecr"].adaptive
    again = parse_answers(answers_bytes(file), "a.json", today=TODAY)
    assert again.responses["closeness"].asked == file.responses["closeness"].asked
    assert b"adaptive" not in answers_bytes(read(GOOD))


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ([], "adaptive: closeness names no item that was asked"),
        (["closeness.08"], "closeness.01: it has an answer, but the adaptive test does not name it"),
        (["closeness.01", "closeness.01"], "closeness.01: the adaptive test names it twice"),
        (["closeness.01", "ecr.01"], "'ecr.01' is not an item of closeness"),
        ("closeness.01", "adaptive"),
        ([1], "adaptive"),
    ],
)
def test_a_path_that_does_not_fit_is_refused(path: object, says: str) -> None:
    assert says in refusal(adaptive(path))


def test_an_adaptive_test_needs_answers_and_item_parameters() -> None:
    assert "adaptive: there are no answers to 'bond'" in refusal(changed(adaptive={"bond": ["bond.01"]}))
    without = changed(adaptive={"bond": ["bond.01"]}, responses__bond={"bond.01": 3})
    assert "bond has no item parameters" in refusal(without)
    wide = changed(adaptive={"ecr": ["ecr.01"]}, response_range={})
    assert "for answers 1-5, not 1-7" in refusal(wide)
    assert read(changed(adaptive={"ecr": ["ecr.01"]})).responses["ecr"].adaptive


def test_a_note_is_kept_when_the_file_is_written_again() -> None:
    data = {"schema": "pairbond.answers/1", "responses": {}, "note": "second phone"}
    found = build_answers(data, "a.json", today=TODAY)
    assert found.note == "second phone"
    assert answers_data(found)["note"] == "second phone"
    assert "note" not in answers_data(build_answers({**data, "note": None}, "a.json", today=TODAY))
