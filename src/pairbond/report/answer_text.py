"""The answer from two diaries for a terminal, in the same words as the report's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pairbond.checkins.entries import CheckIns
from pairbond.checkins.signal_result import Signal, Verdict
from pairbond.findings.narrative import Catalogue
from pairbond.report.sections.signal import (
    ALSO,
    CAUTIONS,
    CHANGED,
    WHY,
    change_words,
    days_text,
    numbers_shown,
)
from pairbond.types import Table

if TYPE_CHECKING:
    from pairbond.checkins.changes import Changes
    from pairbond.checkins.planner import DaysPlan


def spans_table(words: Catalogue, checkins: CheckIns) -> Table:
    columns = ("person", "first", "last", "entries", "missing")
    return Table(
        title=words.say("cli.spans.title"),
        columns=tuple(words.say(f"cli.spans.{name}") for name in columns),
        rows=tuple(
            (who, f"{span.first}", f"{span.last}", str(span.entries), str(span.days_missing))
            for who, span in sorted(checkins.spans.items())
        ),
        numeric=frozenset({3, 4}),
    )


def answer_sentences(words: Catalogue, signal: Signal) -> Iterator[str]:
    """Yield the question, the answer, what it cannot say, and how many days there are and are needed."""
    yield words.say("cli.question", person=signal.person)
    if signal.verdict is None:
        yield words.say("signal.no-answer")
        return
    fact = {
        "fact": "signal",
        "verdict": signal.verdict,
        "direction": signal.direction or "none",
        "reader": "self",
    }
    rule = words.rule_for(fact)
    if rule is not None:
        yield rule.text
    yield words.say(f"signal.caution.{CAUTIONS[signal.verdict]}")
    if signal.reason in WHY:
        yield words.say(f"signal.why.{WHY[signal.reason]}")
    for caution in signal.cautions:
        if caution.code in ALSO:
            yield words.say(f"signal.also.{ALSO[caution.code]}")
    yield words.say(days_text(signal), days=signal.days, needed=signal.days_needed)


def numbers_table(words: Catalogue, signal: Signal) -> Table:
    rows = []
    for name in numbers_shown(signal):
        estimate = getattr(signal, name)
        if estimate is not None:
            key = name.replace("_", "-")
            rows.append((words.say(f"signal.evidence.{key}"), estimate.shown()))
    return Table(
        title=words.say("cli.numbers.title"),
        columns=(words.say("cli.numbers.what"), words.say("cli.numbers.value")),
        rows=tuple(rows),
        numeric=frozenset({1}),
    )


def change_sentences(
    words: Catalogue, changes: Mapping[str, Changes], verdict: Verdict | None
) -> Iterator[str]:
    """Yield the changes of level in one's own notes, none that would gainsay the answer."""
    quiet = {"partner_present"} if verdict == "no_change_seen" else set()
    spoken = [(n, change) for n, found in changes.items() if n not in quiet for change in found.found]
    for name, change in spoken:
        direction = "down" if change.size.value < 0 else "up"
        rule = words.rule_for({"fact": "change", "series": name, "direction": direction})
        if rule is not None:
            yield rule.text.format_map(change_words(change))
    if not spoken and verdict not in {*CHANGED, "no_change_seen"}:
        yield words.say("day-change.none")


def plan_sentences(words: Catalogue, plan: DaysPlan) -> Iterator[str]:
    """Yield when an answer can be expected."""
    yield words.say("plan.change", change=f"{plan.change:g}", missing=f"{100 * plan.missing:.0f}")
    for name, even, likely in (
        ("shared", plan.even, plan.likely),
        ("differ", plan.differ_even, plan.differ_likely),
    ):
        form = "both" if likely is not None else "even" if even is not None else "none"
        yield words.say(f"plan.{name}.{form}", even=even, likely=likely, last=plan.last)


def plan_table(words: Catalogue, plan: DaysPlan) -> Table:
    return Table(
        title=words.say("plan.table.title"),
        columns=tuple(words.say(f"plan.table.{name}") for name in ("day", "shared", "differ")),
        rows=tuple((str(c.day), percent(words, c.shared), percent(words, c.differ)) for c in plan.chances),
        notes=(words.say("plan.note"),),
        numeric=frozenset({0, 1, 2}),
    )


def percent(words: Catalogue, share: float) -> str:
    return words.say("plan.table.percent", percent=f"{100 * share:.0f}")
