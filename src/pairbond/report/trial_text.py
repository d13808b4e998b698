"""A trial in words: its plan before the first week, and what it says at a look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pairbond.checkins.trials import TrialResult, early_look, smallest_told
from pairbond.findings.narrative import Catalogue
from pairbond.library.trials import TrialSpec
from pairbond.types import Table


def plan_table(words: Catalogue, trial: TrialSpec) -> Table:
    return Table(
        title=words.say("trial.plan.title"),
        columns=tuple(words.say(f"trial.plan.{name}") for name in ("week", "dates", "action")),
        rows=tuple(
            (str(number), f"{day(first)} to {day(last)}", action)
            for number, (first, last, action) in enumerate(trial.weeks(), start=1)
        ),
        numeric=frozenset({0}),
    )


def day(found: date) -> str:
    return f"{found.day} {found:%b}"


def plan_notes(words: Catalogue, trial: TrialSpec) -> Iterator[str]:
    """Yield the seed, what counts, what can be told, when it is looked at, and how it ends."""
    weeks, look = len(trial.order), early_look(len(trial.order))
    yield words.say("trial.plan.kind")
    yield outcome_text(words, trial)
    yield words.say("trial.plan.seed", seed=trial.seed)
    yield words.say("trial.plan.count", washout=trial.washout)
    yield words.say("trial.plan.told", weeks=weeks, points=f"{smallest_told(weeks):.1f}")
    yield words.say("trial.plan.rule.early", look=look) if look else words.say("trial.plan.rule")
    yield words.say("trial.plan.stop")


def outcome_text(words: Catalogue, trial: TrialSpec) -> str:
    return words.say("trial.outcome", what=words.say(f"series.{trial.outcome}"), person=trial.person)


def result_sentences(words: Catalogue, trial: TrialSpec, result: TrialResult) -> Iterator[str]:
    """Yield the answer, then the effect with its interval and what expectation may have done."""
    first, second = trial.actions
    effect = result.effect
    yield outcome_text(words, trial)
    if result.answer == "not_yet":
        yield words.say(
            "trial.not_yet", done=result.weeks_done, planned=result.weeks_planned, next=next_look(result)
        )
        return
    if result.answer == "too_little" or effect is None:
        yield words.say("trial.too_little", washout=trial.washout)
        return
    if result.answer == "difference":
        direction = words.say("trial.higher" if effect.value > 0 else "trial.lower")
        size = f"{abs(effect.value):.1f}"
        yield words.say("trial.difference", first=first, second=second, size=size, direction=direction)
    else:
        yield words.say("trial.no_difference_seen")
    level = f"{100 * effect.level:g} %"
    yield words.say("trial.effect", first=first, second=second, value=effect.shown(), level=level)
    if result.chance is not None:
        yield words.say("trial.chance", percent=f"{100 * result.chance:.0f}")
    yield words.say("trial.blind")


def next_look(result: TrialResult) -> int:
    look = early_look(result.weeks_planned)
    return look if look is not None and result.weeks_done < look else result.weeks_planned
