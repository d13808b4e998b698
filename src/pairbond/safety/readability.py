"""How hard an English text is to read: the Flesch-Kincaid grade.

Syllables are counted by the letters (groups of vowels, silent endings), so that no word list has to
be shipped. Over the texts of Pairbond it stays close to a dictionary count; the test says how close.

Source: Kincaid et al. (1975), Research Branch Report 8-75.
"""

from __future__ import annotations

import re

WORD = re.compile(r"[A-Za-z]+(?:[’'][A-Za-z]+)*")
SENTENCE_END = re.compile(r"[.!?]+(?=[\s”\"')]|$)")
VOWELS = re.compile(r"[aeiouy]+")
SPLIT = re.compile(
    r"ia(?!l\b|n\b)|io(?!n|us)|eo(?!ple|n\b)|(?<!q)ua|iu|[yoeu]ing|ie[rt]|uou|eyo|[ei]al(?=l?|ly)|rious"
)
"""Neighbouring vowels that are spoken apart."""
SILENT = re.compile(
    r"(?<=[^aeioul])e\b|(?<=[aeiouyr]l)e\b|(?<=[aeiouy])e\b"  # like, whole, true; not: little
    r"|(?<=[^aeiousxzcgh])e(?=s\b)"  # times; not: eases
    r"|(?<=[^aeioutdl])e(?=d\b)|(?<=[aeiouyl]l)e(?=d\b)"  # loved, called; not: wanted, settled
    r"|(?<=[^aeiou])e(?=(?:ly|ful|less|ness|ment|thing|where|body)\b)"
    r"|(?<=om)e(?=one|what|times|how)|(?<=ev)e(?=ning|ry)"
)
"""Letters e that are not spoken."""


def syllables(word: str) -> int:
    """Return about how many syllables a word has; one at least."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    spoken = SILENT.sub("", plain)
    return max(1, len(VOWELS.findall(spoken)) + len(SPLIT.findall(spoken)))


def reading_grade(text: str) -> float:
    """Return the school grade at which a text can be read; 0 for a text without words."""
    words = WORD.findall(text)
    if not words:
        return 0.0
    sentences = max(1, len(SENTENCE_END.findall(text)))
    spoken = sum(syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * spoken / len(words) - 15.59
