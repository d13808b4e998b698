"""Section 5 for two: the loop, each link with who named it, and where it can be interrupted.

Only a cycle that both name and that leads is drawn. An act that only the one who does it can
change is named by the higher of two reports, without saying whose report it is, and never drawn as
one half of a ring.
"""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.dyad.loop_result import Cycle, Lever, LeverType, Link, Loop, Ratings
from pairbond.findings import Block, Chart, Evidence, Finding, Section
from pairbond.findings.confidence import CLEAR, Confidence, Judgement, unknown
from pairbond.report.context import Context
from pairbond.report.sections.coercion import can_advise, coercive_of
from pairbond.report.sections.loop_words import (
    Steps,
    coercive_names,
    does,
    lever_words,
    move_words,
    place_of,
    rating_words,
    step_values,
    steps_of,
)
from pairbond.types import Table, Who

BOTH: tuple[Who, Who] = ("a", "b")
UNCLEAR = "unclear"
CLEAR_REASONS = {"all-alike", "nothing-stirs", "no-next-steps", "not-answered", "one-answered"}
MOST_PLACES = 3


def loop_section(ctx: Context) -> Section | None:
    """Return the loop of two people; None in a solo report and where the part is not shown."""
    loop = ctx.loop
    if loop is None:
        return None
    blocks: list[Block] = [ctx.prose("loop.intro", "intro")]
    cycle = drawn_cycle(ctx)
    if cycle is not None:
        blocks.append(loop_chart(ctx, cycle))
    blocks += [found for found in (cycle_finding(ctx), one_sided(ctx), places(ctx)) if found]
    blocks += concerns(ctx)
    return Section(id="loop", number=5, title=ctx.say("loop.title"), blocks=tuple(blocks))


# ---- what is said --------------------------------------------------------------------------------


def drawn_cycle(ctx: Context) -> Cycle | None:
    """Return the cycle to draw: the leading one, unless it holds a coercive act or was marked."""
    leading = ctx.loop.leading if ctx.loop else None
    if leading is None or leading.coercive or ctx.is_withheld(f"loop.{rule_of(leading)}"):
        return None
    return leading


def rule_of(cycle: Cycle) -> str:
    return "cycle.same" if cycle.a_move == cycle.b_move else "cycle.printed"


def outcome(ctx: Context) -> str:
    """Return what is said of the loop: printed, coercive, or why none is shown."""
    loop = ctx.loop
    assert loop is not None
    if drawn_cycle(ctx) is not None:
        return "printed"
    if loop.leading is not None and loop.leading.coercive:
        return "coercive"
    return loop.reason if loop.reason in CLEAR_REASONS else UNCLEAR


def cycle_finding(ctx: Context) -> Finding | None:
    loop = ctx.loop
    assert loop is not None
    cycle, said = drawn_cycle(ctx), outcome(ctx)
    if cycle is None:
        evidence = [none_evidence(ctx, loop)]
        return ctx.finding("loop", {"fact": "loop", "outcome": said}, evidence=evidence, judgement=unknown())
    steps = steps_of(ctx, cycle)
    return ctx.finding(
        "loop",
        {"fact": "loop", "outcome": said, "steps": "same" if steps.same else "two"},
        values=step_values(ctx, steps),
        evidence=[link_evidence(ctx, link) for link in links_in_order(steps, cycle)],
        judgement=leading_judgement(cycle),
    )


def leading_judgement(cycle: Cycle) -> Judgement:
    """Return the word for the chance that the cycle leads: likely from .80, clear from .95."""
    chance = cycle.probability or 0.0
    word = Confidence.CLEAR if chance >= CLEAR else Confidence.LIKELY
    return Judgement(confidence=word, probability=chance, direction=0)


def links_in_order(steps: Steps, cycle: Cycle) -> list[Link]:
    """Return the step that starts from the first person's move, then the way back."""
    return sorted(cycle.links, key=lambda link: link.trigger_by != steps.first.who)


def link_evidence(ctx: Context, link: Link) -> Evidence:
    """Return one link, quoted: who named it, how often its trigger happens, how much it stirs."""
    rated = link.trigger_ratings
    named = ctx.listed(sorted(ctx.person(who).name for who in link.named_by))
    detail = ctx.say(
        "loop.evidence.often",
        does=rating_words(ctx, "do", link.trigger, rated.does),
        sees=rating_words(ctx, "sees", link.trigger, rated.sees),
        stirs=rating_words(ctx, "stirs", link.trigger, rated.stirs),
        doer=ctx.person(link.trigger_by).name,
        seer=ctx.person(link.answer_by).name,
    )
    label = ctx.say(
        "loop.evidence.step",
        trigger_by=ctx.person(link.trigger_by).name,
        trigger=does(ctx, link.trigger_by, link.trigger),
        answer_by=ctx.person(link.answer_by).name,
        answer=does(ctx, link.answer_by, link.answer),
    )
    return Evidence(label=label, detail=f"{ctx.say('loop.evidence.named', who=named)}; {detail}")


def none_evidence(ctx: Context, loop: Loop) -> Evidence:
    """Return how many chains were told; a marked one counts as not told."""
    held = loop.leading if drawn_cycle(ctx) is None else None
    open_to_both = [c for c in loop.cycles if not c.coercive and c is not held]
    told = len([cycle for cycle in open_to_both if cycle.account == "both"])
    one = len([cycle for cycle in open_to_both if cycle.account in BOTH])
    detail = ctx.say("loop.evidence.count", told=told, one=one)
    return Evidence(label=ctx.say("loop.evidence.answers"), detail=detail)


def one_sided(ctx: Context) -> Finding | None:
    """Return the strongest cycle that one of the two tells; only where none is drawn."""
    loop = ctx.loop
    assert loop is not None
    if drawn_cycle(ctx) is not None or loop.coercive:
        return None
    told = [cycle for who in BOTH for cycle in loop.told_by(who) if not cycle.coercive and cycle.strength]
    if not told:
        return None
    best = min(told, key=lambda cycle: (-round(strength_of(cycle), 9), *order(ctx, cycle)))
    steps = steps_of(ctx, best)
    return ctx.finding(
        "loop",
        {"fact": "loop", "outcome": "one", "steps": "same" if steps.same else "two"},
        values=step_values(ctx, steps),
        evidence=[one_evidence(ctx, link) for link in links_in_order(steps, best)],
    )


def strength_of(cycle: Cycle) -> float:
    return cycle.strength.value if cycle.strength else 0.0


def order(ctx: Context, cycle: Cycle) -> tuple[int, int]:
    """Return a place among cycles that does not depend on who is called A."""
    places = sorted(place_of(ctx, move) for move in (cycle.a_move, cycle.b_move))
    return places[0], places[1]


def one_evidence(ctx: Context, link: Link) -> Evidence:
    return Evidence(
        label=ctx.say(
            "loop.evidence.step",
            trigger_by=ctx.person(link.trigger_by).name,
            trigger=does(ctx, link.trigger_by, link.trigger),
            answer_by=ctx.person(link.answer_by).name,
            answer=does(ctx, link.answer_by, link.answer),
        ),
        detail=ctx.say("loop.evidence.named", who=named_words(ctx, link)),
    )


def named_words(ctx: Context, link: Link) -> str:
    return ctx.say("loop.named.both" if link.named_by_both else "loop.named.one")


# ---- what only the doer can change ---------------------------------------------------------------


def concerns(ctx: Context) -> Iterator[Finding]:
    for who in BOTH:
        found = coercive_of(ctx, who)
        if not found:
            continue
        finding = ctx.finding(
            "loop",
            {"fact": "coercive-moves"},
            key=who,
            values={"doer": ctx.person(who).name, "what": coercive_names(ctx, found)},
            evidence=[coercive_evidence(ctx, ratings) for ratings in found],
        )
        if finding:
            yield finding


def coercive_evidence(ctx: Context, ratings: Ratings) -> Evidence:
    """Return how often an act is reported, never by whom."""
    noun = move_words(ctx, ratings.move).noun
    label = ctx.say("loop.evidence.coercive", move=noun)
    often = rating_words(ctx, "do", ratings.move, ratings.higher)
    return Evidence(label=label, detail=ctx.say("loop.evidence.higher", label=often))


# ---- where it can be interrupted -----------------------------------------------------------------


def best_levers(ctx: Context) -> list[Lever]:
    """Return the likeliest lever of each type but leaving the act as such, never ranked across types."""
    loop = ctx.loop
    if loop is None or drawn_cycle(ctx) is None or not can_advise(ctx):
        return []
    kinds: tuple[LeverType, ...] = ("say-sooner", "answer-differently", "soothe")
    found = [
        min(levers, key=lambda lever: lever_order(ctx, lever))
        for kind in kinds
        if (levers := loop.of_type(kind))
    ]
    return shared_out(loop, found[:MOST_PLACES])


def shared_out(loop: Loop, found: list[Lever]) -> list[Lever]:
    """Return the levers with one of each person's: where all are one's, the least sure gives way."""
    if len(found) < 2 or len({lever.who for lever in found}) > 1:
        return found
    last = min(found, key=lambda lever: lever.probability)
    others = [lever for lever in loop.of_type(last.type) if lever.who != last.who]
    return [others[0] if lever is last and others else lever for lever in found]


def lever_order(ctx: Context, lever: Lever) -> tuple[float, int, str]:
    return -round(lever.probability, 6), place_of(ctx, lever.what), ctx.person(lever.who).name


def places(ctx: Context) -> Finding | None:
    levers = best_levers(ctx)
    if not levers:
        return None
    chances = [f"{100 * lever.probability:.0f}" for lever in levers]
    detail = ctx.say("loop.evidence.place", chances=ctx.listed(chances))
    rows = [Evidence(label=ctx.say("loop.evidence.places"), detail=detail)]
    values = {"places": "; ".join(lever_words(ctx, lever) for lever in levers)}
    return ctx.finding("loop", {"fact": "places"}, values=values, evidence=rows)


# ---- the picture ---------------------------------------------------------------------------------


def loop_chart(ctx: Context, cycle: Cycle) -> Chart:
    title = ctx.say("loop.chart.title")
    return Chart(
        id="loop",
        kind="loop",
        title=title,
        description=chart_words(ctx, cycle),
        data={"points": [station(ctx, cycle, who) for who in BOTH]},
        table=loop_table(ctx, cycle),
    )


def station(ctx: Context, cycle: Cycle, who: Who) -> dict[str, object]:
    """Return what one person does and sees, for the picture."""
    person, other = ctx.person(who), ctx.other(who)
    link = cycle.answer_of_a if who == "a" else cycle.answer_of_b
    return {
        "who": who,
        "name": person.name,
        "does": does(ctx, who, cycle.move(who)),
        "sees": move_words(ctx, cycle.move(other.who)).outside,
        "does_label": ctx.say("loop.chart.does", name=person.name),
        "sees_label": ctx.say("loop.chart.sees", name=person.name),
        "named": ctx.say("loop.chart.named") if link.named_by_both else ctx.say("loop.named.one"),
        "certain": link.named_by_both,
    }


def chart_words(ctx: Context, cycle: Cycle) -> str:
    steps = steps_of(ctx, cycle)
    first, second = steps.first, steps.second
    return ctx.say(
        "loop.chart.description",
        first=first.name,
        second=second.name,
        first_does=does(ctx, first.who, steps.first_move),
        second_does=does(ctx, second.who, steps.second_move),
        first_outside=move_words(ctx, steps.first_move).outside,
        second_outside=move_words(ctx, steps.second_move).outside,
    )


def loop_table(ctx: Context, cycle: Cycle) -> Table:
    """Return the picture as a table: one row a step."""
    rows = []
    for link in links_in_order(steps_of(ctx, cycle), cycle):
        doer, seer = ctx.person(link.trigger_by), ctx.person(link.answer_by)
        outside = move_words(ctx, link.trigger).outside
        rows.append(
            (
                ctx.say("loop.table.act", name=doer.name, does=does(ctx, doer.who, link.trigger)),
                ctx.say("loop.table.seen", name=seer.name, outside=outside),
                ctx.say("loop.table.act", name=seer.name, does=does(ctx, seer.who, link.answer)),
                named_words(ctx, link),
            )
        )
    columns = ("does", "sees", "next", "named")
    return Table(
        title=ctx.say("loop.table.title"),
        columns=tuple(ctx.say(f"loop.table.{name}") for name in columns),
        rows=tuple(rows),
    )
