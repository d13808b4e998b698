"""Solo: things to try alone, and approaches with how well each is tested."""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.findings import Block, Prose, Section, TableBlock
from pairbond.library.solo import load_exercises
from pairbond.library.solo_spec import ExerciseSpec
from pairbond.report.context import Context
from pairbond.report.sections.letter import letter_allowed, variant
from pairbond.report.sections.own_actions import own_steps
from pairbond.types import Table

APPROACHES = ("aedp", "ibct", "somatic", "eft", "online", "ifs", "therapy")
HELPS = {"worry": ("worry",), "distance": ("distance",), "both": ("worry", "distance"), "neither": ()}
MOST = 3
"""Of steps and exercises together."""


def exercises_section(ctx: Context) -> Section | None:
    """Return at most three exercises that fit; None where nothing stands out or advice is off."""
    wanted = () if ctx.joint or not letter_allowed(ctx) else HELPS[variant(ctx)]
    if not wanted:
        return None
    content = load_exercises(ctx.catalogue.language)
    fitting = [one for one in content.exercises if set(wanted) & set(one.helps)]
    blocks: list[Block] = [Prose(text=text, role="note", rule="exercises.intro") for text in content.intro]
    room = MOST - len(own_steps(ctx))
    for one in fitting[:room]:
        blocks += list(exercise_blocks(ctx, one))
    return Section(id="exercises", number=10, title=ctx.say("exercises.title"), blocks=tuple(blocks))


def exercise_blocks(ctx: Context, one: ExerciseSpec) -> Iterator[Block]:
    rule = f"exercise.{one.id}"
    yield Prose(text=f"{one.title}. {ctx.say('exercises.when', when=one.when)}", role="intro", rule=rule)
    for step in one.steps:
        yield Prose(text=step, role="item", rule=rule)
    minutes = ctx.say("exercises.minutes", minutes=one.minutes)
    grade = ctx.say("exercises.grade", grade=one.grade)
    yield Prose(text=f"{minutes} {one.why} {grade}", role="note", rule=rule)


def approaches_section(ctx: Context) -> Section | None:
    """Return approaches in alphabetical order with their evidence, never a ranking."""
    if ctx.joint:
        return None
    names = sorted(APPROACHES, key=lambda name: ctx.say(f"approaches.{name}").casefold())
    table = Table(
        title=ctx.say("approaches.table.title"),
        columns=tuple(ctx.say(f"approaches.table.{name}") for name in ("name", "evidence", "grade")),
        rows=tuple(
            (
                ctx.say(f"approaches.{name}"),
                ctx.say(f"approaches.{name}.evidence"),
                ctx.say(f"approaches.{name}.grade"),
            )
            for name in names
        ),
    )
    blocks: list[Block] = [ctx.prose("approaches.intro", "intro")]
    blocks.append(TableBlock(id="approaches", table=table))
    return Section(id="approaches", number=12, title=ctx.say("approaches.title"), blocks=tuple(blocks))
