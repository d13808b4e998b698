"""Sentences are one line, printable and short, whatever was in the file."""

from hypothesis import given
from hypothesis import strategies as st

from pairbond.cli.refusal import LONGEST, one_line, refusal
from pairbond.errors import ContentError


@given(st.text())
def test_any_text_becomes_one_printable_line(text: str) -> None:
    found = one_line(text)
    assert found.isprintable()
    assert len(found) <= LONGEST
    assert "\n" not in found


def test_escape_sequences_do_not_reach_the_terminal() -> None:
    assert one_line("\x1b[31mred\u202e") == "\\x1b[31mred\\u202e"


def test_lone_surrogates_can_be_printed() -> None:
    assert one_line("\ud800").encode("utf-8")


def test_plain_letters_of_any_language_stay() -> None:
    assert refusal(ContentError("“Zoë” – fine")) == "“Zoë” – fine"


def test_a_fault_of_ours_has_no_sentence() -> None:
    assert refusal(KeyError("x")) is None
