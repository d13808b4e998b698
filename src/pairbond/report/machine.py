"""The machine-readable parts of report.json."""

from __future__ import annotations

from pairbond.dyad.conflict import TwoAccounts, demand_withdraw, style_accounts
from pairbond.report.context import Context
from pairbond.report.sections.conflict_facts import BOTH, conflict_shown
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
