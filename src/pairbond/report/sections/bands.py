"""What two people agreed to show in bands: a table of thirds, and what follows from it alone.

Nothing here sees a score. Every sentence is a function of the bands in the table, so that it tells
no more than the table does.
"""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.findings import Block, Evidence, Finding, Section, TableBlock
from pairbond.report.context import Context
from pairbond.safety.bands import Band, BandRow
from pairbond.types import Table

CALM = {
    "attachment.anxiety": "lower",
    "attachment.avoidance": "lower",
    "bond.satisfaction": "upper",
    "bond.responsiveness": "upper",
}
"""The third in which a score of both people counts as a strength."""
BOND = ("bond.satisfaction", "bond.responsiveness")
ANXIETY, AVOIDANCE = "attachment.anxiety", "attachment.avoidance"


def bands_section(ctx: Context) -> Section | None:
    """Return the table of bands; None where no part is shown in bands."""
    if not ctx.bands.parts:
        return None
    blocks: list[Block] = [
        ctx.prose("bands.intro", "intro"),
        TableBlock(id="bands", table=bands_table(ctx)),
        ctx.prose("bands.border", "note"),
    ]
    return Section(id="bands", number=4, title=ctx.say("bands.title"), blocks=tuple(blocks))


def bands_table(ctx: Context) -> Table:
    return Table(
        title=ctx.say("bands.table.title"),
        columns=(ctx.say("bands.table.what"), *(person.name for person in ctx.people)),
        rows=tuple(
            (ctx.say(f"bands.row.{row.construct}"), band_word(ctx, row.a), band_word(ctx, row.b))
            for rows in ctx.bands.parts.values()
            for row in rows
        ),
    )


def band_word(ctx: Context, band: Band | None) -> str:
    return ctx.say(f"band.{band}" if band else "band.unknown")


def row_evidence(ctx: Context, row: BandRow) -> list[Evidence]:
    """Return both bands of a row; the label names the person, as elsewhere."""
    what = ctx.say(f"bands.row.{row.construct}")
    return [
        Evidence(label=ctx.say("evidence.person", name=person.name, what=what), detail=band_word(ctx, band))
        for person, band in zip(ctx.people, (row.a, row.b), strict=True)
    ]


def band_strengths(ctx: Context) -> Iterator[Finding]:
    """Yield what both report in the calm third."""
    for construct, calm in CALM.items():
        row = ctx.bands.get(construct)
        if row is None or not row.a == row.b == calm:
            continue
        found = ctx.finding(
            "strengths",
            {"fact": "band", "construct": construct, "outcome": "calm"},
            evidence=row_evidence(ctx, row),
        )
        if found:
            yield found


def band_concerns(ctx: Context) -> Iterator[Finding]:
    """Yield a bond that at least one of the two puts in the lower third."""
    for construct in BOND:
        row = ctx.bands.get(construct)
        if row is None or "lower" not in {row.a, row.b}:
            continue
        found = ctx.finding(
            "strengths",
            {"fact": "band", "construct": construct, "outcome": "low"},
            evidence=row_evidence(ctx, row),
        )
        if found:
            yield found


def band_verdicts(ctx: Context) -> Iterator[tuple[str, str, list[Evidence]]]:
    """Yield topic, verdict and evidence of the parts shown in bands."""
    content = ctx.bands.get("bond.satisfaction")
    if content is not None:
        bands = {content.a, content.b}
        verdict = "friction" if "lower" in bands else "fit" if bands == {"upper"} else "unknown"
        yield "bond", verdict, row_evidence(ctx, content)
    worry, distance = ctx.bands.get(ANXIETY), ctx.bands.get(AVOIDANCE)
    if worry is not None and distance is not None:
        evidence = [*row_evidence(ctx, worry), *row_evidence(ctx, distance)]
        yield "attachment", attachment_verdict(worry, distance), evidence


def attachment_verdict(worry: BandRow, distance: BandRow) -> str:
    """Return fit (nothing stands out), friction (one worries, the other keeps distance) or unknown."""
    if {worry.a, worry.b, distance.a, distance.b} == {"lower"}:
        return "fit"
    pairs = ((worry.a, distance.a, distance.b), (worry.b, distance.b, distance.a))
    mixed = any(own == "upper" and kept != "upper" and other == "upper" for own, kept, other in pairs)
    return "friction" if mixed else "unknown"
