"""What two accounts of a quarrel add up to: concerns, strengths, who raises and who pulls away."""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.dyad import Pair
from pairbond.dyad.conflict import TwoAccounts, demand_withdraw, style_accounts
from pairbond.findings import Evidence, Finding, judge_difference
from pairbond.findings.confidence import Judgement, unknown
from pairbond.report.context import Context, Person
from pairbond.report.sections.levels import against_middle, high, low, strongest, weakest
from pairbond.scoring.classical import ScaleScore
from pairbond.types import Who

BOTH: tuple[Who, Who] = ("a", "b")
ATTACK_ROW, DEMAND_ROW = "conflict.friction-attack", "conflict.friction"
"""Rows of the first screen that say the same as a sentence of this section."""


def conflict_shown(ctx: Context) -> bool:
    with_answers = [person for person in ctx.people if person.profile.has_part("conflict.")]
    return len(with_answers) == 2 if ctx.joint else bool(with_answers)


def other_of(who: Who) -> Who:
    return "b" if who == "a" else "a"


def accounts(ctx: Context, doer: Who) -> dict[str, TwoAccounts]:
    """Return a person's six styles by both accounts (joint reports)."""
    pair = ctx.pair
    if pair is None or not conflict_shown(ctx):
        return {}
    return {found.behaviour: found for found in style_accounts(pair, doer)}


def own_style(ctx: Context, style: str, side: str) -> ScaleScore | None:
    """Return the reader's own account of themself (``self``) or their partner (``observed``)."""
    return ctx.people[0].profile.get(f"conflict.{style}.{side}")


def evidence(ctx: Context, found: TwoAccounts) -> list[Evidence]:
    """Return both accounts of one behaviour as evidence."""
    doer, other = ctx.person(found.doer), ctx.person(other_of(found.doer))
    what = ctx.catalogue.word(f"behaviour.{found.behaviour}", demand_words(ctx, doer, other))
    rows = []
    if found.own is not None:
        rows.append(ctx.score_evidence(ctx.say("evidence.person", name=doer.name, what=what), found.own))
    if found.other is not None:
        label = ctx.say("evidence.seen", name=other.name, other=doer.name, what=what)
        rows.append(ctx.score_evidence(label, found.other))
    return rows


def demand_words(ctx: Context, doer: Person, other: Person) -> str:
    return ctx.say("conflict.demand.row", demander=doer.name, withdrawer=other.name)


def attack_judgement(found: TwoAccounts | None) -> Judgement | None:
    """Return the higher of two accounts of harsh words: it counts, they are never averaged."""
    judged = [against_middle(score) for score in found.scores] if found else []
    raised = [judgement for judgement in judged if high(judgement)]
    return strongest(raised) if raised else None


def concerns(ctx: Context) -> Iterator[Finding]:
    """Yield frequent harsh words; only the one who does them can change them."""
    if not ctx.joint:
        yield from own_findings(ctx, "attack", "concern")
        return
    for who in BOTH:
        found = accounts(ctx, who).get("attack")
        judgement = attack_judgement(found)
        if found is None or judgement is None:
            continue
        finding = ctx.finding(
            "conflict",
            {"fact": "concern", "behaviour": "attack"},
            key=who,
            values={"doer": ctx.person(who).name},
            evidence=evidence(ctx, found),
            judgement=judgement,
        )
        if finding:
            yield finding


def own_findings(ctx: Context, style: str, fact: str) -> Iterator[Finding]:
    """Yield what the reader reports often of themself and of the partner (solo reports)."""
    for side, whose in (("self", "own"), ("observed", "partner")):
        score = own_style(ctx, style, side)
        judgement = against_middle(score)
        if score is None or not high(judgement):
            continue
        what = ctx.say(f"behaviour.{style}")
        label = "evidence.self" if whose == "own" else "evidence.seen.self"
        finding = ctx.finding(
            "conflict" if fact == "concern" else "strengths",
            {"fact": fact, "behaviour": style, "whose": whose},
            evidence=[ctx.score_evidence(ctx.say(label, what=what), score)],
            judgement=judgement,
        )
        if finding:
            yield finding


def flooding(ctx: Context) -> Iterator[Finding]:
    """Yield who is often too stirred to think, by their own account (others cannot see it well)."""
    for person in ctx.people:
        score = person.profile.get("conflict.flooding.self")
        judgement = against_middle(score)
        if score is None or not high(judgement):
            continue
        what = ctx.say("behaviour.flooding")
        finding = ctx.finding(
            "conflict",
            {"fact": "flooding"},
            key=person.who,
            values={"doer": person.name},
            evidence=[ctx.own_evidence(person, what, score)],
            judgement=judgement,
        )
        if finding:
            yield finding


def demand_findings(ctx: Context) -> Iterator[Finding]:
    if not ctx.joint:
        yield from own_demand_findings(ctx)
        return
    pair = ctx.pair
    if pair is None:
        return
    for who in BOTH:
        found = demand_withdraw(pair, who)
        if found is None:
            continue
        verdict = demand_verdict(found)
        if verdict is None:
            continue
        direction, voices, judgement = verdict
        finding = ctx.finding(
            "conflict",
            {"fact": "demand-withdraw", "direction": direction, "accounts": voices},
            key=who,
            values={"doer": ctx.person(who).name, "other": ctx.person(other_of(who)).name},
            evidence=evidence(ctx, found),
            judgement=judgement,
        )
        if finding:
            yield finding


def demand_verdict(found: TwoAccounts) -> tuple[str, str, Judgement] | None:
    """Return direction, whose accounts (both, one) and how sure; None where nothing stands out."""
    judged = [against_middle(score) for score in found.scores]
    raised = [judgement for judgement in judged if high(judgement)]
    lowered = [judgement for judgement in judged if low(judgement)]
    if len(raised) == 2:
        return "high", "both", weakest(raised)
    if len(lowered) == 2:
        return "low", "both", weakest(lowered)
    if raised:
        return "high", "one", raised[0]
    return None


def own_demand_findings(ctx: Context) -> Iterator[Finding]:
    for side, whose in (("self-demands", "own"), ("partner-demands", "partner")):
        score = ctx.people[0].profile.get(f"conflict.demand-withdraw.{side}")
        judgement = against_middle(score)
        if score is None or not high(judgement):
            continue
        what = ctx.say(f"conflict.demand.row.{whose}")
        finding = ctx.finding(
            "conflict",
            {"fact": "demand-withdraw", "direction": "high", "whose": whose},
            evidence=[ctx.score_evidence(ctx.say("evidence.self", what=what), score)],
            judgement=judgement,
        )
        if finding:
            yield finding


def differing_accounts(ctx: Context) -> Iterator[Finding]:
    """Yield what one of the two reports more often than the other, in one sentence a direction.

    Harsh words are left out: there the higher account counts, and weighing one account against
    the other is not this report's to do.
    """
    for who in BOTH if ctx.joint else ():
        for more, found in differing(ctx, who).items():
            finding = ctx.finding(
                "conflict",
                {"fact": "accounts-differ", "more": more},
                key=who,
                values={
                    "doer": ctx.person(who).name,
                    "other": ctx.person(other_of(who)).name,
                    "behaviour": ctx.listed(ctx.say(f"behaviour.{one.behaviour}") for one, _ in found),
                },
                evidence=[row for one, _ in found for row in evidence(ctx, one)],
                judgement=weakest([judgement for _, judgement in found]),
            )
            if finding:
                yield finding


def differing(ctx: Context, who: Who) -> dict[str, list[tuple[TwoAccounts, Judgement]]]:
    """Return a person's ways of arguing whose two accounts differ, by who tells more of it."""
    found: dict[str, list[tuple[TwoAccounts, Judgement]]] = {}
    for style, one in accounts(ctx, who).items():
        contrast = one.contrast
        if contrast is None or style == "attack":
            continue
        judgement = judge_difference(contrast.z_a, contrast.se_a, contrast.z_b, contrast.se_b)
        if judgement.speaks:
            found.setdefault("own" if judgement.direction > 0 else "other", []).append((one, judgement))
    return found


def strengths(ctx: Context) -> Iterator[Finding]:
    """Yield making peace and looking for a way for both, where seen often; and calm quarrels."""
    for style in ("repair", "solve"):
        if not ctx.joint:
            yield from own_findings(ctx, style, "strength")
            continue
        for who in BOTH:
            found = accounts(ctx, who).get(style)
            judged = [against_middle(score) for score in found.scores] if found else []
            if found is None or len(judged) < 2 or not all(high(j) for j in judged):
                continue
            finding = ctx.finding(
                "strengths",
                {"fact": "strength", "behaviour": style},
                key=who,
                values={"doer": ctx.person(who).name, "other": ctx.person(other_of(who)).name},
                evidence=evidence(ctx, found),
                judgement=weakest(judged),
            )
            if finding:
                yield finding
    calm = calm_judgement(ctx)
    if calm:
        rows = [row for who in BOTH for row in evidence(ctx, accounts(ctx, who)["attack"])]
        finding = ctx.finding("strengths", {"fact": "calm"}, evidence=rows, judgement=calm)
        if finding:
            yield finding


def calm_judgement(ctx: Context) -> Judgement | None:
    """Return how sure it is that harsh words are rare, by all four accounts; None if it is not."""
    if not ctx.joint:
        return None
    judged = [
        against_middle(score)
        for who in BOTH
        if (found := accounts(ctx, who).get("attack"))
        for score in found.scores
    ]
    return weakest(judged) if len(judged) == 4 and all(low(j) for j in judged) else None


def conflict_verdict(ctx: Context) -> tuple[str, str, Judgement] | None:
    """Return fit, friction or unknown for conflict, why, and how sure; None where not shown."""
    pair = ctx.pair
    if pair is None or not conflict_shown(ctx):
        return None
    attacks = [j for who in BOTH if (j := shown_attack(ctx, who))]
    if attacks:
        return "friction", "attack", strongest(attacks)
    demands = [j for who in BOTH if (j := shown_demand(ctx, pair, who))]
    if demands:
        return "friction", "demand", strongest(demands)
    calm = calm_judgement(ctx)
    mending = {f.id.rsplit(".", 1)[-1]: f for f in strengths(ctx) if "strength" in f.rule}
    if calm and set(mending) >= set(BOTH):
        return "fit", "both", calm
    return "unknown", "none", unknown()


def shown_attack(ctx: Context, who: Who) -> Judgement | None:
    """Return how sure it is that harsh words are frequent, unless the sentence was marked."""
    if ctx.is_withheld(f"conflict.attack.concern.joint.{who}") or ctx.is_withheld(f"summary.{ATTACK_ROW}"):
        return None
    return attack_judgement(accounts(ctx, who).get("attack"))


def shown_demand(ctx: Context, pair: Pair, who: Who) -> Judgement | None:
    """Return how sure it is that this person raises and the other pulls away, unless it was marked."""
    found = demand_withdraw(pair, who)
    verdict = demand_verdict(found) if found else None
    if verdict is None or verdict[:2] != ("high", "both"):
        return None
    marked = ctx.is_withheld(f"conflict.demand.both.{who}") or ctx.is_withheld(f"summary.{DEMAND_ROW}")
    return None if marked else verdict[2]


def verdict_evidence(ctx: Context, because: str) -> list[Evidence]:
    """Return the accounts that a verdict on conflict rests on (*because*: see conflict_verdict)."""
    pair = ctx.pair
    if pair is None:
        return []
    rows: list[Evidence] = []
    for who in BOTH:
        attack, demand = accounts(ctx, who).get("attack"), demand_withdraw(pair, who)
        if attack and (because in {"none", "both"} or (because == "attack" and shown_attack(ctx, who))):
            rows += evidence(ctx, attack)
        if demand and (because == "none" or (because == "demand" and shown_demand(ctx, pair, who))):
            rows += evidence(ctx, demand)
    if because == "both":
        rows += [item for f in strengths(ctx) if "strength" in f.rule for item in f.evidence]
    return rows


def often_by_both(found: TwoAccounts) -> bool:
    verdict = demand_verdict(found)
    return verdict is not None and verdict[:2] == ("high", "both")
