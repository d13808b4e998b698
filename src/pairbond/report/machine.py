"""The machine-readable parts of report.json."""

from __future__ import annotations

from pairbond.dyad.conflict import TwoAccounts, demand_withdraw, style_accounts
from pairbond.findings import Finding
from pairbond.report.context import Context
from pairbond.report.sections.actions import action_findings
from pairbond.report.sections.coercion import coercive_of
from pairbond.report.sections.conflict_facts import BOTH, conflict_shown
from pairbond.report.sections.loop import CLEAR_REASONS, UNCLEAR, best_levers, drawn_cycle
from pairbond.report.sections.needs import PRIVATE
from pairbond.report.sections.own_side import NEEDS, need_counts
from pairbond.report.sections.perception import shown_pictures
from pairbond.report.sections.topics import couple_topics
from pairbond.report.sections.values import profiles, similarity
from pairbond.types import JsonDict


def quality_part(ctx: Context) -> JsonDict:
    return {
        person.who: {s.instrument.id: s.quality.to_dict() for s in person.profile.scores}
        for person in ctx.people
    }


def conflict_part(ctx: Context) -> JsonDict | None:
    """Return each style of each person by both accounts; None in a solo report or unshown."""
    pair = ctx.pair
    if pair is None or not conflict_shown(ctx):
        return None
    return {
        who: {
            **{found.behaviour: accounts(found) for found in style_accounts(pair, who)},
            "demands": accounts(demand_withdraw(pair, who)),
        }
        for who in BOTH
    }


def accounts(found: TwoAccounts | None) -> JsonDict | None:
    if found is None:
        return None
    return {
        "own": found.own.value if found.own else None,
        "other": found.other.value if found.other else None,
    }


def values_part(ctx: Context) -> JsonDict | None:
    """Return centred profiles, likeness beside strangers, and the topics with their classes."""
    found, topics = profiles(ctx), couple_topics(ctx)
    alike = similarity(ctx)
    if not found and not topics:
        return None
    return {
        "profiles": {person.who: values for person, values in found},
        "similarity": None
        if alike is None
        else {
            "raw": alike.raw,
            "distinctive": alike.distinctive,
            "percentile": alike.percentile,
            "flat": list(alike.flat),
        },
        "topics": [{"topic": t.name, "gap": t.gap, "class": t.kind} for t in topics],
    }


def bands_part(ctx: Context) -> JsonDict:
    """Return the bands of a banded report and what they were made from; no key where there are none."""
    if not ctx.bands.parts:
        return {}
    return {
        "bands": {
            "boundaries": "thirds of the scale",
            "parts": {
                part: {row.construct: {"a": row.a, "b": row.b} for row in rows}
                for part, rows in ctx.bands.parts.items()
            },
            "instruments": [ref.to_dict() for ref in ctx.bands.instruments],
        }
    }


def loop_part(ctx: Context) -> JsonDict | None:
    """Return the cycles of two people; None in a solo report or unshown.

    A chain that holds a coercive act is left out, and who told a one-sided one is not said: both
    would point at a reporter. Coercive acts stand by the higher of two reports.
    """
    loop = ctx.loop
    if loop is None:
        return None
    drawn = drawn_cycle(ctx)
    leading = loop.leading
    cycles = [
        {
            "a_move": cycle.a_move,
            "b_move": cycle.b_move,
            "strength": None if cycle.strength is None else cycle.strength.value,
            "probability": cycle.probability,
            "printed": cycle is drawn,
            "account": "both" if cycle.account == "both" else "one",
        }
        for cycle in loop.cycles
        if not cycle.coercive and cycle.account != "mixed" and (cycle is drawn or cycle is not leading)
    ]
    reason = None if drawn else loop.reason if loop.reason in CLEAR_REASONS else UNCLEAR
    return {
        "cycles": cycles,
        "levers": [lever.to_dict() for lever in best_levers(ctx)],
        "coercive": {
            who: [{"move": r.move, "reported": r.higher} for r in coercive_of(ctx, who)] for who in BOTH
        },
        "reporters": list(loop.reporters),
        "reason": reason,
    }


def needs_part(ctx: Context) -> list[JsonDict] | None:
    """Return needs in counts: of both by both reports when joint, else the reader's own."""
    if ctx.needs is not None:
        return [entry for entry in ctx.needs.to_dict() if entry["need"] != PRIVATE]
    who = ctx.people[0].who
    rows = [(name, need_counts(ctx, name)) for name in NEEDS]
    found: list[JsonDict] = [
        {"need": name, who: dict(counts)} for name, counts in rows if counts["wanted"] is not None
    ]
    return found or None


def perception_part(ctx: Context) -> list[JsonDict] | None:
    found = [picture.to_dict() for picture in shown_pictures(ctx)]
    return found or None


def actions_part(ctx: Context) -> list[JsonDict]:
    """Return the steps: whose, what, why, how, when and how one will know; empty without advice."""
    return [action_entry(found) for found in action_findings(ctx)]


def action_entry(found: Finding) -> JsonDict:
    texts = [text for _, text in found.details]
    return {
        "id": found.id,
        "who": found.who or ("both" if found.reader == "joint" else found.reader),
        "what": found.text,
        **dict(zip(("why", "how", "when", "know"), texts, strict=True)),
    }
