"""Section 3: what goes well, as much as is true, with concerns kept beside it."""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.findings import Block, Finding, Section
from pairbond.report.context import Context
from pairbond.report.sections import conflict_facts as conflict
from pairbond.report.sections.attachment import DIMENSIONS, level
from pairbond.report.sections.bands import band_concerns, band_strengths
from pairbond.report.sections.bond import bond_chart, bond_findings
from pairbond.report.sections.levels import direction
from pairbond.report.sections.needs import met_findings
from pairbond.report.sections.signs import sign_strengths
from pairbond.report.sections.topics import agreement_finding


def strengths_section(ctx: Context) -> Section:
    """Return the strengths found, or that few were found; low bonds stand right beside them."""
    found = list(strength_findings(ctx))
    blocks: list[Block] = [*found]
    if len(found) < 2:
        blocks.append(ctx.prose("strengths.few"))
    concerns = [*bond_findings(ctx, "low"), *band_concerns(ctx)]
    if concerns:
        if found:
            blocks.append(ctx.prose("strengths.concern.note"))
        blocks += concerns
    chart = bond_chart(ctx)
    if chart:
        blocks.append(chart)
    return Section(id="strengths", number=3, title=ctx.say("strengths.title"), blocks=tuple(blocks))


def strength_findings(ctx: Context) -> Iterator[Finding]:
    """Yield strengths from the bond, from conflict, from the map and from agreed topics."""
    yield from bond_findings(ctx, "high")
    yield from band_strengths(ctx)
    yield from conflict.strengths(ctx)
    yield from met_findings(ctx)
    yield from sign_strengths(ctx)
    yield from calm_places(ctx)
    agreed = agreement_finding(ctx)
    if agreed:
        yield agreed


def calm_places(ctx: Context) -> Iterator[Finding]:
    """Yield little worry or little distance: one's own, or in a joint report that of both.

    One partner's low score is no strength of the two: it would read as praise for one of them.
    """
    for construct in DIMENSIONS:
        scores = [(person, person.profile.get(construct)) for person in ctx.people]
        placed = [(person, score, level(score)) for person, score in scores if score]
        if len(placed) < len(ctx.people) or any(direction(j) != "low" for _, _, j in placed):
            continue
        for person, score, judgement in placed:
            found = ctx.finding(
                "strengths",
                {"fact": "level", "construct": construct, "direction": "low"},
                key=f"strength.{person.who}",
                values={"name": person.name},
                evidence=[ctx.construct_evidence(person, construct, score)],
                judgement=judgement,
            )
            if found:
                yield found
