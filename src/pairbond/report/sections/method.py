"""Sections 13 and 14: method and sources, and help."""

from __future__ import annotations

from pairbond.findings import Block, Prose, Section, TableBlock
from pairbond.report.context import Context
from pairbond.types import Table


def method_section(ctx: Context, sections: list[Section]) -> Section:
    """Return how scores and words are made, the questionnaires used, and the sources cited."""
    adaptive = ("adaptive",) if ctx.adaptive else ()
    keys = ("scores", *adaptive, "words", "percentiles", "limits", "review")
    blocks: list[Block] = [ctx.prose(f"method.{key}") for key in keys]
    blocks.append(TableBlock(id="instruments", table=instruments_table(ctx)))
    sources = sources_table(ctx, sections)
    if sources.rows:
        blocks.append(TableBlock(id="sources", table=sources))
    return Section(id="method", number=13, title=ctx.say("method.title"), blocks=tuple(blocks))


def instruments_table(ctx: Context) -> Table:
    used = sorted({s.instrument.id for p in ctx.people for s in p.profile.scores})
    rows = []
    for instrument_id in used:
        instrument = ctx.instruments[instrument_id]
        rows.append(
            (
                f"{instrument.id} {instrument.version}",
                instrument.title,
                instrument.content_hash,
                instrument.licence.split(":", 1)[0],
            )
        )
    return Table(
        title=ctx.say("method.instruments.title"),
        columns=tuple(
            ctx.say(f"method.instruments.{name}") for name in ("id", "title_column", "hash", "licence")
        ),
        rows=tuple(rows),
    )


def sources_table(ctx: Context, sections: list[Section]) -> Table:
    cited = sorted({key for section in sections for f in section.findings() for key in f.citations})
    return Table(
        title=ctx.say("method.sources.title"),
        columns=(ctx.say("method.sources.number"), ctx.say("method.sources.text")),
        rows=tuple((key, ctx.catalogue.sources[key]) for key in cited),
    )


def help_section(ctx: Context) -> Section:
    """Return where to turn to: the same for everyone."""
    page = ctx.help
    blocks: list[Block] = [Prose(text=text, role="help", rule="help") for text in page.intro]
    blocks += list(page.places)
    blocks.append(ctx.prose("help.checked", "note", checked=page.checked))
    return Section(id="help", number=14, title=ctx.say("help.title"), blocks=tuple(blocks))
