"""One page for a therapist: the scales that the person chose to include, and nothing else."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from math import isfinite

from pairbond.errors import ConfigError, shown
from pairbond.findings import Block, Section, TableBlock
from pairbond.library.answers import AnswersFile
from pairbond.report.build import build_context, named, versions
from pairbond.report.context import Context
from pairbond.report.context import shown as rounded
from pairbond.report.document import Document
from pairbond.report.header import answered
from pairbond.report.sections.certainty import cannot_say
from pairbond.scoring.classical import ScaleScore
from pairbond.types import Table, Who

MOST_ROWS = 26
"""As many rows as fit on one printed page."""
FEWEST_ITEMS = 2
ALL = "all"
ABOUT_PARTNER = ".observed"
COUNTS = "need."


def build_therapist_page(
    answers: AnswersFile,
    chosen: Collection[str],
    *,
    who: Who = "a",
    created: date,
    norm: str | None = None,
    language: str = "en",
) -> Document:
    """Return one page of a person's own scores.

    Parameters
    ----------
    chosen
        Ids of the questionnaires the person wants on the page; ``all`` for every one.

    Raises
    ------
    ConfigError
        For a questionnaire that was not answered, or when none is chosen.
    """
    check_chosen(answers, chosen)
    kept = {i: r for i, r in answers.responses.items() if ALL in chosen or i in chosen}
    person = AnswersFile(
        alias=answers.alias,
        age=answers.age,
        relationship_months=None,
        occasion=answers.occasion,
        responses=kept,
        consent=answers.consent,
    )
    ctx = build_context(person, None, reader="a", created=created, norm=norm, language=language)
    return assemble(ctx, who)


def check_chosen(answers: AnswersFile, chosen: Collection[str]) -> None:
    stray = [name for name in chosen if name != ALL and name not in answers.responses]
    if stray:
        known = ", ".join([ALL, *answers.responses])
        raise ConfigError(f"The therapist's page: {shown(stray[0])} was not answered; choose from: {known}.")
    if not chosen:
        raise ConfigError("The therapist's page: choose at least one questionnaire.")


def assemble(ctx: Context, who: Who) -> Document:
    blocks: list[Block] = [ctx.prose("therapist.intro", "intro")]
    blocks.append(TableBlock(id="scales", table=scales_table(ctx)))
    blocks += [ctx.prose(f"therapist.note.{key}", "note") for key in ("percentile", "limits", "safety")]
    section = Section(id="scores", number=1, title=ctx.say("therapist.section"), blocks=tuple(blocks))
    person = named(ctx.people[0])
    titles = ", ".join(scores.title for scores in ctx.people[0].profile.scores)
    return Document(
        mode="solo",
        reader=who,
        title=ctx.say("therapist.title"),
        subtitle=ctx.say("therapist.subtitle"),
        language=ctx.catalogue.language,
        people=(person,),
        header=(
            (ctx.say("header.for"), person.name),
            (ctx.say("header.answered"), answered(ctx)),
            (ctx.say("therapist.header.chosen"), titles),
            (ctx.say("header.who"), ctx.say("header.who.text")),
            (ctx.say("header.purpose"), ctx.say("header.purpose.text")),
        ),
        sections=(section,),
        cannot_say=cannot_say(ctx, [])[:2],
        versions=versions(ctx),
    )


def scales_table(ctx: Context) -> Table:
    """Return one row a scale; single answers and counts are left out and said to be."""
    profile = ctx.people[0].profile
    found = [score for scores in profile.scores for score in scores.scales if counts(score)]
    left_out = [scores.title for scores in profile.scores if not any(counts(s) for s in scores.scales)]
    notes = []
    if left_out:
        notes.append(ctx.say("therapist.note.left-out", titles=", ".join(left_out)))
    if len(found) > MOST_ROWS:
        notes.append(ctx.say("therapist.note.more", n=len(found) - MOST_ROWS))
    columns = ("scale", "score", "range", "se", "interval", "percentile", "answered")
    return Table(
        title=ctx.say("therapist.table.title"),
        columns=tuple(ctx.say(f"therapist.table.{name}") for name in columns),
        rows=tuple(scale_row(ctx, score) for score in found[:MOST_ROWS]),
        notes=tuple(notes),
        numeric=frozenset({1, 3, 5}),
    )


def counts(score: ScaleScore) -> bool:
    """Return whether a score stands on the page: several items, and about the person alone."""
    construct = score.scale.construct
    own = not construct.endswith(ABOUT_PARTNER) and not construct.startswith(COUNTS)
    return score.scored and own and score.scale.size >= FEWEST_ITEMS


def scale_row(ctx: Context, score: ScaleScore) -> tuple[str, ...]:
    estimate = score.estimate
    assert estimate is not None
    low, high = score.bounds
    known = isfinite(estimate.se)
    value, lower, upper = rounded(estimate) if known else (f"{estimate.value:.1f}", "", "")
    percentile = score.percentile
    return (
        score.scale.title,
        value,
        ctx.say("range.to", lower=low, upper=high),
        f"{estimate.se:.2f}" if known else "–",
        ctx.say("range.to", lower=lower, upper=upper) if known else "–",
        f"{percentile.value:.0f}" if percentile else "–",
        ctx.say("count.of", n=score.n_answered, all=score.scale.size),
    )
