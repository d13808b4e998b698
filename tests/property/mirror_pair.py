"""Everything a pair says, by role (the first and the second person) and not by letter."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from typing import Any

from pairbond.dyad import Pair
from pairbond.dyad.loop_result import Cycle, Loop
from pairbond.dyad.needs_result import Needs
from pairbond.scoring.classical import ScaleScore

Roles = dict[str, str]
STRAIGHT: Roles = {"a": "first", "b": "second"}
TURNED: Roles = {"b": "first", "a": "second"}


def by_role(pair: Pair, roles: Roles) -> dict[str, Any]:
    """Return all results with people named by role; lists whose order is A, B become sorted ones."""
    conflict, likeness = pair.conflict(), pair.values()
    return {
        "loop": loop_by_role(pair.loop(), roles),
        "needs": needs_by_role(pair.needs(), roles),
        "perception": unordered(plain(pair.perception().pictures, roles)),
        "styles": unordered(plain(conflict.styles, roles)),
        "direction": turned_direction(conflict.demand_withdraw.direction, roles),
        "by": {
            roles[who]: signed(found, roles)
            for who, found in (("a", conflict.demand_withdraw.by_a), ("b", conflict.demand_withdraw.by_b))
        },
        "pooled": signed(conflict.demand_withdraw.pooled, roles),
        "likeness": [likeness.verdict, sorted(roles[who] for who in likeness.flat), likeness.shared],
        "similarity": plain(likeness.similarity and likeness.similarity.distinctive, roles),
        "tensions": [
            (one.value, one.weight, {roles["a"]: one.a, roles["b"]: one.b}, signed(one.difference, roles))
            for one in likeness.tensions
        ],
    }


def loop_by_role(loop: Loop, roles: Roles) -> dict[str, Any]:
    leading = loop.leading
    return {
        "cycles": unordered([cycle_by_role(cycle, roles) for cycle in loop.cycles]),
        "leading": leading and cycle_by_role(leading, roles),
        "levers": unordered(plain(loop.levers, roles)),
        "reason": loop.reason,
        "about": sorted(roles[who] for who in loop.reason_who),
        "reporters": sorted(roles[who] for who in loop.reporters),
        "ratings": unordered(plain(loop.ratings, roles)),
        "stays": {roles[who]: plain(found, roles) for who, found in loop.stays.items()},
    }


def cycle_by_role(cycle: Cycle, roles: Roles) -> dict[str, Any]:
    return {
        roles["a"]: [cycle.a_move, plain(cycle.answer_of_a, roles)],
        roles["b"]: [cycle.b_move, plain(cycle.answer_of_b, roles)],
        "account": roles.get(cycle.account, cycle.account),
        "strength": plain(cycle.strength, roles),
        "probability": cycle.probability,
        "printed": cycle.printed,
        "coercive": sorted(roles[who] for who in cycle.coercive),
    }


def needs_by_role(needs: Needs, roles: Roles) -> dict[str, Any]:
    return {
        "needs": [{roles[one.who]: plain(one, roles) for one in both} for both in needs.needs],
        "environment": unordered(plain(needs.environment, roles)),
        "proposals": unordered(plain(needs.proposals, roles)),
    }


def plain(value: Any, roles: Roles) -> Any:
    """Return nested results as lists and dictionaries, letters of people as roles."""
    if isinstance(value, ScaleScore):
        return value.value
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name), roles) for f in fields(value)}
    if isinstance(value, (list, tuple)):
        return [plain(one, roles) for one in value]
    return roles.get(value, value) if isinstance(value, str) else value


def unordered(rows: list[Any]) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


def signed(difference: Any, roles: Roles) -> Any:
    """Return a difference of A less B as one of the first less the second."""
    if difference is None:
        return None
    sign = 1 if roles["a"] == "first" else -1
    return (sign * difference.mean, difference.sd, sign * difference.plain)


def turned_direction(direction: str, roles: Roles) -> str:
    return {"a-raises": f"{roles['a']} raises", "b-raises": f"{roles['b']} raises"}.get(direction, direction)
