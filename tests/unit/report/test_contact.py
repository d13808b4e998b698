"""The rhythm of messages in words: what each reader sees, and what nobody is told."""

import re

import numpy as np
import pytest
from tests.unit.messages.timings import regular

from pairbond.findings import Prose, TableBlock
from pairbond.messages.felt import Felt
from pairbond.messages.rhythm import cut, own_contact, rhythm
from pairbond.messages.shifts import Shift, Shifts
from pairbond.report.catalogue import load_catalogue
from pairbond.report.contact import ContactView, contact_blocks, duration, of_hundred, shift_text
from pairbond.types import Estimate

WORDS = load_catalogue()
NAMES = {0: "Robin", 1: "Sam"}


def view(*, both: bool, shifts: Shifts | None = None, felt: Felt | None = None) -> ContactView:
    contact = cut(regular(60, np.random.default_rng(1)))
    return ContactView(
        names=NAMES,
        n_messages=1_800,
        first_day=18_631,
        last_day=18_690,
        own=own_contact(contact, 0),
        rhythm=rhythm(contact, np.random.default_rng(0)) if both else None,
        shifts=shifts,
        felt=felt,
    )


def text_of(shown: ContactView) -> str:
    parts = []
    for block in contact_blocks(WORDS, shown):
        if isinstance(block, Prose):
            parts.append(block.text)
        elif isinstance(block, TableBlock):
            parts += [block.table.title, *block.table.notes, *(" ".join(row) for row in block.table.rows)]
    return "\n".join(parts)


def a_shift(series: str = "reply_a", ratio: float = 2.0, **options: object) -> Shift:
    given = {
        "series": series, "ratio": ratio, "week": 18_700, "earliest": 18_693, "latest": 18_713,
        "weeks": (18_700,), "probability": (1.0,), "p": 0.01, **options,
    }  # fmt: skip
    return Shift(**given)  # type: ignore[arg-type]


def test_without_the_others_agreement_nothing_of_them_is_shown() -> None:
    text = text_of(view(both=False))
    assert "Sam" not in text
    assert "Only your own messages" in text


def test_both_see_figures_with_intervals_and_the_limits() -> None:
    text = text_of(view(both=True))
    assert "Robin" in text and "Sam" in text
    assert re.search(r"minutes \(\d+ minutes – \d+", text)
    assert "no figure here speaks for" in text


def test_no_shift_is_said_as_well() -> None:
    text = text_of(view(both=True, shifts=Shifts(found=(), looked_at=("messages",), weeks=60)))
    assert "found none that stands out" in text


@pytest.mark.parametrize(
    ("series", "ratio", "words"),
    [
        ("reply_a", 2.0, "replies by Robin began to take about 2.0 times as long"),
        ("reply_b", 0.5, "replies by Sam became about 2.0 times as quick"),
        ("messages", 1.5, "about 1.5 times as many messages"),
        ("messages", 0.25, "about one where there had been 4.0"),
        ("starts", 3.0, "Robin began a larger share"),
        ("starts", 0.3, "Robin began a smaller share"),
        ("follow_ups_b", 2.0, "Sam more often wrote again"),
        ("follow_ups_a", 0.5, "Robin less often wrote again"),
    ],
)
def test_a_shift_says_what_and_between_when(series: str, ratio: float, words: str) -> None:
    said = shift_text(WORDS, view(both=False), a_shift(series, ratio))
    assert words in said
    assert "from 2021-03-07 to 2021-03-27" in said


def test_a_plain_reason_stands_beside_the_shift() -> None:
    said = shift_text(WORDS, view(both=False), a_shift(reasons=("holidays", "export_gap")))
    assert "turn of the year" in said and "30 days or more" in said


def test_the_diary_beside_the_messages_is_the_readers_own() -> None:
    slope = Estimate(value=0.31, lower=-0.1, upper=0.7, level=0.9, se=0.2, n=40, method="gls")
    assert "+0.3 points" in text_of(view(both=True, felt=Felt(slope=slope, days=40)))
    assert "There are 12." in text_of(view(both=True, felt=Felt(slope=None, days=12)))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (40, "less than a minute"),
        (600, "10 minutes"),
        (7_200, "2.0 hours"),
        (float("inf"), "more than a day"),
    ],
)
def test_time_spans_are_in_everyday_units(seconds: float, words: str) -> None:
    assert duration(WORDS, seconds) == words


def test_a_share_of_nothing_is_a_dash() -> None:
    assert of_hundred(None) == "–"


def test_no_sentence_judges_or_uses_a_verdict_word() -> None:
    texts = [text for key, text in WORDS.prose.items() if key.startswith("chat.")]
    forbidden = r"withdraw|anxious|avoidant|ignor|cold|neglect|score|slow\b|%"
    assert len(texts) > 40
    assert [text for text in texts if re.search(forbidden, text, re.IGNORECASE)] == []
