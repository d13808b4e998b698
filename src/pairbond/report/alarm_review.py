"""The review of a person's moments of alarm, in words: how it went after each step, and counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pairbond.library.alarm_spec import AlarmSpec
from pairbond.profile.alarm import (
    NEEDED,
    NEEDED_OF_STEP,
    AlarmEntry,
    Settling,
    outcome_counts,
    settling,
)
from pairbond.types import Estimate

COUNTED = ("feared", "partly", "different", "unclear")
MINUS = "\u2212"


def review(entries: Sequence[AlarmEntry], spec: AlarmSpec) -> tuple[str, ...]:
    """Return the paragraphs of the review, largest fall first; one sentence before six entries.

    What came of it is given as counts only: they say nothing about whether a fear was right.
    """
    words = spec.review
    if len(entries) < NEEDED:
        return (words.need.format(needed=NEEDED, n=len(entries)),)
    counts = outcome_counts(entries)
    named = {name: counts.get(name, 0) for name in COUNTED}
    return (
        *settled(settling(entries), spec),
        words.came_of_it.format(**named, waiting=counts.get(None, 0)),
        words.came_of_it_note,
    )


def settled(found: Settling, spec: AlarmSpec) -> Iterator[str]:
    """Yield a sentence for each step, and whether one stands out."""
    words = spec.review
    names = {choice.id: choice.text for choice in spec.settle.choices}
    for step, fall in sorted(found.steps.items(), key=lambda pair: (-pair[1].value, pair[0])):
        yield sentence(names.get(step, step), fall, spec)
    yield words.settles_few.format(needed=NEEDED_OF_STEP)
    best = found.stands_out
    if best is not None:
        low, high = number(best.more.lower), number(best.more.upper)
        yield words.stands_out.format(
            step=names.get(best.step, best.step), more=number(best.more.value), low=low, high=high
        )
    elif len(found.steps) > 1:
        yield words.settles_unclear
    if found.steps:
        yield words.settles_note


def sentence(step: str, fall: Estimate, spec: AlarmSpec) -> str:
    words = spec.review
    if fall.upper < 0:
        return words.settles_higher.format(
            step=step, drop=number(-fall.value), low=number(-fall.upper), high=number(-fall.lower), n=fall.n
        )
    text = words.settles if fall.lower > 0 else words.settles_mixed
    return text.format(
        step=step, drop=number(fall.value), low=number(fall.lower), high=number(fall.upper), n=fall.n
    )


def number(value: float) -> str:
    """Return a number with one decimal, a true minus, and no minus zero."""
    text = f"{abs(value):.1f}"
    return text if value >= 0 or text == "0.0" else MINUS + text
