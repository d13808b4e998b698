"""Syllables by the letters, and grades beside textstat's over every text of a report."""

from __future__ import annotations

import re

import numpy as np
import pytest
import textstat

from pairbond.report.catalogue import load_catalogue
from pairbond.safety.readability import WORD, reading_grade, syllables


@pytest.mark.parametrize(
    ("word", "n"),
    [
        ("the", 1), ("worry", 2), ("loved", 1), ("wanted", 2), ("called", 1), ("little", 2), ("times", 1),
        ("eases", 2), ("people", 2), ("being", 2), ("easier", 3), ("someone", 2), ("evening", 2), ("quarrel", 2),
        ("reliable", 4), ("avoidance", 3), ("beyond", 2), ("settled", 2), ("don’t", 1), ("e", 1), ("", 1),
    ],
)  # fmt: skip
def test_syllables(word: str, n: int) -> None:
    assert syllables(word) == n


def test_a_text_without_words_has_no_grade() -> None:
    assert reading_grade("… 12 %") == 0.0


def test_long_sentences_and_long_words_are_harder() -> None:
    assert reading_grade("You worry. You call. It helps.") < reading_grade(
        "You worry and you call and it helps."
    )
    assert reading_grade("You feel calm.") < reading_grade("You experience tranquillity.")


def test_grades_are_near_textstat_and_rather_above_it() -> None:
    """textstat counts short words with a leading vowel as one syllable: its grades are too low."""
    catalogue = load_catalogue()
    texts = [*(rule.text for rule in catalogue.rules), *catalogue.prose.values()]
    texts = [re.sub(r"\{[a-z_]+\}", "Sam", text) for text in texts if len(WORD.findall(text)) >= 12]
    ours = np.array([reading_grade(text) for text in texts])
    theirs = np.array([float(textstat.flesch_kincaid_grade(text)) for text in texts])
    assert np.corrcoef(ours, theirs)[0, 1] > 0.9
    assert 0 < float(np.mean(ours - theirs)) < 1.0
