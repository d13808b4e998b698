"""Sections 13 and 14: method and sources, and help."""

from __future__ import annotations

from pairbond.findings import Block, Prose, Section, TableBlock
from pairbond.report.catalogue import load_claims
from pairbond.report.context import Context
from pairbond.types import Table


def method_section(ctx: Context, sections: list[Section]) -> Section:
    """Return how scores and words are made, the questionnaires used, and the sources cited."""
    adaptive = ("adaptive",) if ctx.adaptive else ()
    keys = ("scores", *adaptive, "words", "percentiles", "limits", "review")
    blocks: list[Block] = [ctx.prose(f"method.{key}") for key in keys]
    if ctx.days is not None and ctx.days.signals:
        blocks.append(ctx.prose("method.signal"))
    instruments = instruments_table(ctx)
    if instruments.rows:
        blocks.append(TableBlock(id="instruments", table=instruments))
    sources = sources_table(ctx, sections)
    if sources.rows:
        blocks.append(TableBlock(id="sources", table=sources))
    return Section(id="method", number=13, title=ctx.say("method.title"), blocks=tuple(blocks))


def instruments_table(ctx: Context) -> Table:
    scored = {s.instrument.id for p in ctx.people for s in p.profile.scores}
    used = sorted(scored | {ref.id for ref in ctx.bands.instruments})
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
        columns=tuple(ctx.say(f"method.sources.{name}") for name in ("number", "text", "found")),
        rows=tuple((key, ctx.catalogue.sources[key], found_by(ctx, key)) for key in cited),
    )


def found_by(ctx: Context, key: str) -> str:
    """Return what a source found: the effect, how many people, and how far it may be said."""
    claim = load_claims(ctx.catalogue.language).get(key)
    if claim is None:
        return "–"
    return ctx.say("method.sources.claim", says=claim.says, effect=claim.effect, n=claim.n, grade=claim.grade)


def help_section(ctx: Context) -> Section:
    """Return where to turn to: the same for everyone."""
    page = ctx.help
    blocks: list[Block] = [Prose(text=text, role="help", rule="help") for text in page.intro]
    blocks += list(page.places)
    blocks.append(ctx.prose("help.checked", "note", checked=page.checked))
    return Section(id="help", number=14, title=ctx.say("help.title"), blocks=tuple(blocks))
