"""Section 7 for two: wanted against happening by both counts, the guesses, and what could be agreed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pairbond.dyad.needs_result import EnvironmentCount, Need, Needs
from pairbond.findings import Block, Evidence, Finding, Section, TableBlock
from pairbond.findings.confidence import Judgement, judge_found, unknown
from pairbond.report.context import Context, Person
from pairbond.report.sections.coercion import can_advise
from pairbond.report.sections.levels import weakest
from pairbond.report.sections.own_side import answer_words, need_words
from pairbond.scoring.difference import Difference
from pairbond.types import Estimate, Table, Who

BOTH: tuple[Who, Who] = ("a", "b")
PRIVATE = "sex"
"""Stands in a person's own report only: it is never owed, and a count of it could press."""
MATTERS = 4
IN_BETWEEN = 3
MOST_PROPOSALS = 2
MOST_NAMED = 4
CLASSES = ("ordinary-and-rare", "high-and-ordinary")
SHOWN_COUNTS = ("agreements-kept", "space-at-ease", "told-first")


def joint_needs_section(ctx: Context) -> Section | None:
    """Return what each wants and gets; None in a solo report and where the part is not shown."""
    needs = ctx.needs
    if needs is None:
        return None
    blocks: list[Block] = [ctx.prose("needs.question", "heading"), ctx.prose("needs.intro", "intro")]
    found = [answer_finding(ctx, needs)]
    for who in ordered_people(ctx):
        found += [class_finding(ctx, who, name) for name in CLASSES]
        found += [pattern_finding(ctx, who, name) for name in ("short", "accounts-differ")]
        found += list(guess_findings(ctx, who))
        found.append(environment_finding(ctx, who))
    blocks += [finding for finding in found if finding]
    blocks += [TableBlock(id=f"needs-{who}", table=needs_table(ctx, who)) for who in ordered_people(ctx)]
    blocks += list(proposal_findings(ctx))
    return Section(id="needs", number=7, title=ctx.say("needs.title"), blocks=tuple(blocks))


def ordered_people(ctx: Context) -> list[Who]:
    return [person.who for person in ctx.people]


def shown_needs(ctx: Context, who: Who) -> list[Need]:
    if ctx.needs is None:
        return []
    return [need for need in ctx.needs.of(who) if need.need != PRIVATE]


def answer_finding(ctx: Context, needs: Needs) -> Finding | None:
    """Return the answer to the section's question, or what is missing to answer it."""
    normed = needs.with_norms
    detail = ctx.say(f"needs.evidence.couples.{'some' if normed else 'none'}")
    return ctx.finding(
        "needs",
        {"fact": "needs-answer", "outcome": "norms" if normed else "no-norms"},
        evidence=[Evidence(label=ctx.say("needs.evidence.couples"), detail=detail)],
        judgement=None if normed else unknown(),
    )


def class_finding(ctx: Context, who: Who, name: str) -> Finding | None:
    """Return the needs that may be called ordinary, or above most; only where there are norms."""
    found = [need for need in shown_needs(ctx, who) if need.need_class == name]
    return named_needs(ctx, {"fact": "need-class", "class": name}, found)


def pattern_finding(ctx: Context, who: Who, pattern: str) -> Finding | None:
    found = [
        need for need in shown_needs(ctx, who) if need.pattern == pattern and need.need_class not in CLASSES
    ]
    if pattern == "accounts-differ":
        found = [need for need in found if need.accounts and need.accounts.direction > 0]
    return named_needs(ctx, {"fact": "need-pattern", "pattern": pattern}, found)


def named_needs(ctx: Context, fact: dict[str, str], found: Sequence[Need]) -> Finding | None:
    """Return one sentence for these needs of one person, the weightiest first."""
    if not found:
        return None
    found = sorted(found, key=lambda need: -(need.matters or 0))
    who = found[0].who
    words = [need_words(ctx, need.need) for need in found]
    if len(words) > MOST_NAMED:
        words = [*words[: MOST_NAMED - 1], ctx.say("needs.more", n=len(words) - MOST_NAMED + 1)]
    return ctx.finding(
        "strengths" if fact.get("pattern") == "met" else "needs",
        fact,
        key=who,
        values=names(ctx, who) | {"what": "; ".join(words)},
        evidence=[counts_evidence(ctx, need) for need in found[:MOST_NAMED]],
        judgement=judged_pattern(found),
    )


def judged_pattern(found: Sequence[Need]) -> Judgement | None:
    """Return how sure the weakest of these is; None where nothing is inferred (met is described)."""
    differences = [difference for need in found for difference in behind(need)]
    judged = [judge_found(difference) for difference in differences]
    return weakest(judged) if judged and all(judgement.speaks for judgement in judged) else None


def behind(need: Need) -> tuple[Difference, ...]:
    """Return the differences that a need's pattern rests on."""
    if need.pattern == "short":
        return tuple(found for found in (need.gap_own, need.gap_partner) if found)
    if need.pattern == "accounts-differ":
        return (need.accounts,) if need.accounts else ()
    return ()


def names(ctx: Context, who: Who) -> dict[str, str]:
    return {"name": ctx.person(who).name, "other": ctx.other(who).name}


def counts_evidence(ctx: Context, need: Need, *, ease: bool = False) -> Evidence:
    """Return the counts of one need; with *ease* also how hard the other finds it to give.

    Only where that was weighed: "very hard for you to hug me" under a strength would hurt, and rests on nothing.
    """
    instrument, named = ctx.instruments["needs"], names(ctx, need.who)
    detail = ctx.say(
        "needs.evidence.counts",
        wanted=count(ctx, need.wanted),
        happens=count(ctx, need.happens),
        given=count(ctx, need.by_partner),
        matters=answer_words(instrument, f"needs.{need.need}.matters", need.matters),
        **named,
    )
    if ease:
        words = answer_words(instrument, f"needs.{need.need}.ease", need.ease)
        detail = ctx.say("needs.evidence.ease", counts=detail, ease=words, **named)
    label = ctx.say("needs.evidence.row", name=named["name"], need=need_words(ctx, need.need))
    return Evidence(label=label, detail=detail)


def count(ctx: Context, found: Estimate | None) -> str:
    """Return a count a week: "2", "4.5", "7+"; a dash where it was not given."""
    if found is None:
        return "–"
    if found.value >= 7:
        return ctx.say("needs.count.most")
    return f"{found.value:.0f}" if found.value == round(found.value) else f"{found.value:.1f}"


# ---- strengths, guesses, counts, offers ----------------------------------------------------------


def met_findings(ctx: Context) -> Iterator[Finding]:
    """Yield what happens about as often as wanted, by both counts, and matters a lot."""
    for who in BOTH if ctx.needs else ():
        met = [
            need
            for need in shown_needs(ctx, who)
            if need.pattern == "met" and (need.matters or 0) >= MATTERS and wants_it(need)
        ]
        finding = named_needs(ctx, {"fact": "need-pattern", "pattern": "met"}, met)
        if finding:
            yield finding


def wants_it(need: Need) -> bool:
    both = need.happens is not None and need.by_partner is not None
    return both and need.wanted is not None and need.wanted.value >= 1


def guess_findings(ctx: Context, who: Who) -> Iterator[Finding]:
    """Yield where the partner's guesses of this person's wishes differ from what the person says."""
    for direction, sign in (("more", 1), ("less", -1)):
        found = [
            need
            for need in shown_needs(ctx, who)
            if need.guess_gap and need.guess_gap.speaks and need.guess_gap.direction == sign
        ]
        finding = guess_finding(ctx, who, direction, found)
        if finding:
            yield finding


def guess_finding(ctx: Context, who: Who, direction: str, found: Sequence[Need]) -> Finding | None:
    if not found:
        return None
    judge, name = ctx.other(who).name, ctx.person(who).name
    rows = [
        Evidence(
            label=ctx.say("needs.evidence.row", name=name, need=need_words(ctx, need.need)),
            detail=ctx.say(
                "needs.evidence.guess",
                judge=judge,
                name=name,
                guess=count(ctx, need.guess),
                wanted=count(ctx, need.wanted),
            ),
        )
        for need in found
    ]
    return ctx.finding(
        "needs",
        {"fact": "need-guess", "direction": direction},
        key=who,
        values={"judge": judge, "name": name, "what": "; ".join(need_words(ctx, n.need) for n in found)},
        evidence=rows,
        judgement=weakest([judge_found(need.guess_gap) for need in found]),
    )


def environment_finding(ctx: Context, who: Who) -> Finding | None:
    """Return in counts how far the other's side can be relied on, by both reports."""
    counts = [
        c for c in environment(ctx) if c.who == who and c.kind in SHOWN_COUNTS and c.received and c.given
    ]
    if not counts:
        return None
    worded = [
        ctx.say(
            f"needs.environment.{c.kind}",
            received=count(ctx, c.received),
            given=count(ctx, c.given),
            **names(ctx, who),
        )
        for c in counts
    ]
    rows = [Evidence(label=ctx.person(who).name, detail=ctx.say("needs.evidence.table"))]
    values = names(ctx, who) | {"counts": "; ".join(worded)}
    return ctx.finding("needs", {"fact": "environment"}, key=who, values=values, evidence=rows)


def environment(ctx: Context) -> tuple[EnvironmentCount, ...]:
    return ctx.needs.environment if ctx.needs else ()


def proposal_findings(ctx: Context) -> Iterator[Finding]:
    """Yield up to two agreements to try; none where advice is off or something has to stop first."""
    if ctx.needs is None or not can_advise(ctx):
        return
    seen: set[str] = set()
    for proposal in sorted(ctx.needs.proposals, key=lambda p: weight(ctx, p.asker, p.need)):
        if proposal.kind in seen or len(seen) == MOST_PROPOSALS:
            continue
        seen.add(proposal.kind)
        need = ctx.needs.need(proposal.asker, proposal.need)
        finding = ctx.finding(
            "needs",
            {"fact": "proposal", "kind": proposal.kind},
            values={"asker": ctx.person(proposal.asker).name, "giver": ctx.person(proposal.giver).name},
            evidence=[counts_evidence(ctx, need)] if need else [],
        )
        if finding:
            yield finding


def weight(ctx: Context, who: Who, name: str) -> tuple[int, float, str, str]:
    """Return an order that does not depend on who is called A: what matters most comes first."""
    need = ctx.needs.need(who, name) if ctx.needs else None
    matters = (need.matters or 0) if need else 0
    gap = need.gap_own.mean if need and need.gap_own else 0.0
    return -matters, -round(gap, 9), name, ctx.person(who).name.casefold()


def weighs(need: Need) -> bool:
    """Return whether a need has a row of its own: it matters, or something shows in its counts."""
    return (need.matters or IN_BETWEEN) >= IN_BETWEEN or need.pattern in {"short", "accounts-differ"}


def table_notes(ctx: Context, left_out: Sequence[Need]) -> tuple[str, ...]:
    """Return the notes below a table: how counts are meant, and which needs weigh little."""
    found = [ctx.say("needs.table.note")]
    if left_out:
        worded = ctx.listed(
            ctx.say(
                "needs.table.light",
                need=need_words(ctx, need.need),
                wanted=count(ctx, need.wanted),
                happens=count(ctx, need.happens),
            )
            for need in left_out
        )
        found.append(ctx.say("needs.table.left-out", needs=worded))
    return tuple(found)


# ---- the table -----------------------------------------------------------------------------------

Cell = Callable[[Need], str]


def needs_table(ctx: Context, who: Who) -> Table:
    """Return one person's needs, one row each: counts, ease for the other, weight, the other's guess."""
    instrument = ctx.instruments["needs"]
    cells: tuple[tuple[str, Cell], ...] = (
        ("need", lambda need: need_words(ctx, need.need)),
        ("wanted", lambda need: count(ctx, need.wanted)),
        ("happens", lambda need: count(ctx, need.happens)),
        ("given", lambda need: count(ctx, need.by_partner)),
        ("guess", lambda need: count(ctx, need.guess)),
        ("ease", lambda need: answer_words(instrument, f"needs.{need.need}.ease", need.ease)),
        ("matters", lambda need: answer_words(instrument, f"needs.{need.need}.matters", need.matters)),
    )
    person: Person = ctx.person(who)
    needs = shown_needs(ctx, who)
    return Table(
        title=ctx.say("needs.table.title", name=person.name),
        columns=tuple(ctx.say(f"needs.table.{name}", **names(ctx, who)) for name, _ in cells),
        rows=tuple(tuple(cell(need) for _, cell in cells) for need in needs if weighs(need)),
        notes=table_notes(ctx, [need for need in needs if not weighs(need)]),
        numeric=frozenset({1, 2, 3, 4}),
    )
