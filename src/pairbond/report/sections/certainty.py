"""Section 2: how sure are we, and what cannot be said."""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.findings import Block, Confidence, Finding, Prose, Section, TableBlock
from pairbond.report.context import Context, Person
from pairbond.report.sections.change import earlier_day
from pairbond.report.sections.loop import drawn_cycle
from pairbond.report.sections.signal import days_kept
from pairbond.types import Table, merge_cautions


def certainty_section(ctx: Context) -> Section:
    """Return completeness, answer quality and the comparison groups.

    The list of what cannot be said belongs to the report as a whole and is printed with it.
    """
    blocks: list[Block] = [ctx.prose("certainty.words", "intro")]
    answered = answered_table(ctx)
    if answered.rows:
        blocks.append(TableBlock(id="answered", table=answered))
    blocks += [Prose(text=text, role="caution", rule="quality") for text in quality_texts(ctx)]
    blocks += [Prose(text=text, role="note", rule="certainty.norms") for text in norm_texts(ctx)]
    blocks += [Prose(text=text, role="note", rule="certainty.days") for text in days_kept(ctx)]
    return Section(id="certainty", number=2, title=ctx.say("certainty.title"), blocks=tuple(blocks))


def answered_table(ctx: Context) -> Table:
    """Return one row a questionnaire, one column a person."""
    titles = {s.instrument.id: s.title for p in ctx.people for s in p.profile.scores}
    return Table(
        title=ctx.say("certainty.table.title"),
        columns=(
            ctx.say("certainty.table.instrument"),
            *(ctx.say("certainty.table.answered", name=ctx.label(p)) for p in ctx.people),
        ),
        rows=tuple(
            (title, *(answered_cell(ctx, person, instrument) for person in ctx.people))
            for instrument, title in titles.items()
        ),
    )


def answered_cell(ctx: Context, person: Person, instrument: str) -> str:
    """Return how many items were answered, and how many signs of haste there are, if any."""
    for scores in person.profile.scores:
        if scores.instrument.id == instrument:
            quality = scores.quality
            text = ctx.say("count.of", n=quality.n_answered, all=quality.n_items)
            if any(score.asked for score in scores.scales):
                text = ctx.say("certainty.adaptive", answered=quality.n_answered)
            signs = len(quality.cautions)
            return ctx.say("certainty.haste", answered=text, signs=signs) if signs else text
    return "–"


def quality_texts(ctx: Context) -> Iterator[str]:
    """Yield what is doubtful about each person's answers, one paragraph a person."""
    for person in ctx.people:
        cautions = merge_cautions(*(s.quality.cautions for s in person.profile.scores))
        if cautions:
            yield f"{ctx.label(person)}: {' '.join(caution.text for caution in cautions)}"


def norm_texts(ctx: Context) -> Iterator[str]:
    """Yield each comparison group once, then the questionnaires that have none."""
    groups: dict[str, None] = {}
    without: dict[str, None] = {}
    for scores in (s for person in ctx.people for s in person.profile.scores):
        choice = ctx.norms.get(scores.instrument.id)
        if choice is not None and any(score.percentile for score in scores.scales):
            groups[ctx.norm_text(choice.group.ref())] = None
        else:
            without[scores.title] = None
    yield from groups
    if without:
        titles = ctx.listed(f"“{title}”" for title in sorted(without))
        yield ctx.say("certainty.norms.none", instruments=titles)


def cannot_say(ctx: Context, sections: list[Section]) -> tuple[str, ...]:
    """Return what was looked at and cannot be said; never empty."""
    found = [ctx.say(f"cannot.{key}") for key in ("who", "future")]
    open_questions = ("styles",) if answered_by_days(ctx) else ("styles", "distance")
    found += [ctx.voiced(f"cannot.{key}") for key in open_questions]
    found += list(pair_questions(ctx))
    found += [ctx.say("cannot.part", part=ctx.say(f"part.{part}")) for part in ctx.absent]
    found += [text for section in sections for f in section.findings() if (text := unsettled(ctx, f))]
    return tuple(dict.fromkeys(found))


def pair_questions(ctx: Context) -> Iterator[str]:
    """Yield what stays open about needs, the loop and quarrels, as far as it was asked at all."""
    if not any(person.profile.has_part("need.") for person in ctx.people):
        yield ctx.voiced("cannot.needs")
    elif ctx.needs is None or not ctx.needs.with_norms:
        yield ctx.say("cannot.needs.ordinary")
    if not ctx.joint:
        yield ctx.say("cannot.loop.self")
    elif ctx.loop is not None and drawn_cycle(ctx) is None:
        yield ctx.say("cannot.loop")
    if any(person.profile.has_part("conflict.") for person in ctx.people):
        yield ctx.say("cannot.quarrels")
    if ctx.earlier is not None and not ctx.joint:
        yield ctx.say("cannot.change", date=earlier_day(ctx))


def answered_by_days(ctx: Context) -> bool:
    """Return whether two diaries gave an answer, so that distance is not what nobody looked at."""
    return ctx.days is not None and any(
        signal.verdict not in {None, "cannot_tell"} for signal in ctx.days.signals.values()
    )


def unsettled(ctx: Context, finding: Finding) -> str | None:
    """Return a difference or level that was judged and not settled, as a line of the list."""
    if finding.confidence != Confidence.CANNOT_TELL or not finding.evidence:
        return None
    if finding.rule.startswith("map.") and finding.rule.endswith(".unclear"):
        construct = finding.rule.removeprefix("map.").removesuffix(".unclear")
        return ctx.say("cannot.difference", what=ctx.say(f"construct.attachment.{construct}"))
    return None
