"""Section 1: everything in one screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pairbond.findings import Block, Evidence, Finding, Section, Verdict
from pairbond.findings.confidence import Confidence, Judgement, unknown
from pairbond.report.context import Context, Person
from pairbond.report.sections.actions import has_ground, this_week
from pairbond.report.sections.attachment import DIMENSIONS, level, mix_people
from pairbond.report.sections.bands import band_verdicts
from pairbond.report.sections.bond import bond_verdict, satisfaction_evidence
from pairbond.report.sections.coercion import can_advise, coercive_of
from pairbond.report.sections.conflict_facts import BOTH, conflict_verdict, verdict_evidence
from pairbond.report.sections.levels import weakest
from pairbond.report.sections.loop import (
    coercive_evidence,
    drawn_cycle,
    leading_judgement,
    link_evidence,
    links_in_order,
    none_evidence,
    one_sided,
)
from pairbond.report.sections.loop_words import move_words, steps_of
from pairbond.report.sections.strengths import strength_findings
from pairbond.report.sections.topics import classes_evidence, stands_evidence, topic_names
from pairbond.report.sections.values import likeness_evidence, values_verdict

RANK = {
    Confidence.CLEAR: 0,
    Confidence.LIKELY: 1,
    Confidence.DESCRIBED: 2,
    Confidence.CANNOT_TELL: 3,
}


def summary_section(ctx: Context, sections: list[Section]) -> Section:
    """Return the fit / friction / unknown table (joint) or the main points (solo)."""
    findings = [finding for section in sections for finding in section.findings()]
    if ctx.joint:
        found = [row for row in verdict_rows(ctx) if row]
        sentences = (main_strength(ctx) or no_strength(ctx), loop_sentence(ctx), *step_sentences(ctx))
        found += [sentence for sentence in sentences if sentence]
    else:
        found = [*main_points(ctx, findings), *(step_sentences(ctx) if ctx.advice else ())]
    blocks: list[Block] = [ctx.prose(f"summary.intro.{ctx.voice}", "intro")]
    blocks += found
    return Section(id="summary", number=1, title=ctx.say("summary.title"), blocks=tuple(blocks))


def verdict_rows(ctx: Context) -> Iterator[Finding | None]:
    bond = bond_verdict(ctx)
    if bond:
        yield row(ctx, "bond", bond[0], bond[1], evidence=satisfaction_evidence(ctx))
    yield attachment_row(ctx)
    for topic, verdict, found in band_verdicts(ctx):
        judgement = unknown() if verdict == "unknown" else described()
        yield row(ctx, topic, verdict, judgement, evidence=found, because="bands")
    conflict = conflict_verdict(ctx)
    if conflict:
        verdict, because, judgement = conflict
        evidence = verdict_evidence(ctx, because)
        yield row(ctx, "conflict", verdict, judgement, evidence=evidence, because=because)
    values = values_verdict(ctx)
    if values:
        verdict, decide = values
        names = topic_names(ctx, decide)
        judgement = Judgement(
            confidence=Confidence.CANNOT_TELL if verdict == "unknown" else Confidence.DESCRIBED,
            probability=None,
            direction=0,
        )
        evidence = stands_evidence(ctx, decide) or likeness_evidence(ctx) or classes_evidence(ctx)
        yield row(ctx, "values", verdict, judgement, evidence=evidence, topics=names)


def described() -> Judgement:
    """Return the judgement of what is only described."""
    return Judgement(confidence=Confidence.DESCRIBED, probability=None, direction=0)


def row(
    ctx: Context,
    topic: str,
    verdict: str,
    judgement: Judgement,
    *,
    evidence: Sequence[Evidence],
    because: str = "",
    topics: str = "",
) -> Finding | None:
    """Return one row of the table, with the evidence its verdict rests on."""
    word: Verdict = "fit" if verdict == "fit" else "friction" if verdict == "friction" else "unknown"
    found = ctx.finding(
        "summary",
        {"fact": "verdict", "topic": topic, "verdict": word, "because": because},
        values={"topics": topics},
        evidence=evidence,
        judgement=judgement if word != "unknown" else unknown(),
        verdict=word,
        topic=ctx.say(f"topic.{topic}"),
    )
    if found is None and word != "unknown":  # marked as not so: as if it could not be told
        return row(ctx, topic, "unknown", unknown(), evidence=evidence)
    return found


def attachment_row(ctx: Context) -> Finding | None:
    """Return the row on attachment: nothing stands out (fit), the mix (friction), or unknown."""
    scores = [
        (person, construct, score)
        for person in ctx.people
        for construct in DIMENSIONS
        if (score := person.profile.get(construct))
    ]
    if len(scores) < 4:
        return None
    judged = [level(score) for _, _, score in scores]
    mix = mix_people(ctx)
    if mix:
        verdict, judgement = "friction", mix[2]
    elif all(j.speaks and j.direction < 0 for j in judged):
        verdict, judgement = "fit", weakest(judged)
    else:
        verdict, judgement = "unknown", unknown()
    evidence = [ctx.construct_evidence(*entry) for entry in scores]
    return row(ctx, "attachment", verdict, judgement, evidence=evidence)


def main_strength(ctx: Context) -> Finding | None:
    """Return the surest strength for the first screen; what the two do or share comes first.

    Between equals the text decides, and not who of the two is called A.
    """
    found = sorted(
        strength_findings(ctx),
        key=lambda f: (
            f.rule.startswith(("bond.", "map.")),
            RANK[f.confidence],
            -(f.probability or 0.0),
            f.text,
        ),
    )
    if not found:
        return None
    best = found[0]
    return replace(best, id=f"summary.{best.id}", section="summary", topic=ctx.say("summary.strength.topic"))


def no_strength(ctx: Context) -> Finding | None:
    evidence = [Evidence(label=ctx.say("evidence.strengths"), detail=ctx.say("evidence.strengths.none"))]
    found = ctx.finding(
        "summary", {"fact": "summary-strength", "outcome": "none"}, evidence=evidence, judgement=unknown()
    )
    return found and replace(found, topic=ctx.say("summary.strength.topic"))


def loop_sentence(ctx: Context) -> Finding | None:
    """Return the main loop in one sentence, or that there is none to print."""
    judgement: Judgement | None = unknown()
    values: dict[str, str] = {}
    evidence: Sequence[Evidence]
    cycle = drawn_cycle(ctx)
    if ctx.loop is None:
        said = "absent"
        evidence = [Evidence(label=ctx.say("loop.part"), detail=ctx.say("loop.absent"))]
    elif cycle is not None:
        steps = steps_of(ctx, cycle)
        said, judgement = "same" if steps.same else "printed", leading_judgement(cycle)
        evidence = [link_evidence(ctx, link) for link in links_in_order(steps, cycle)]
        values = {"first_short": act_words(ctx, steps.first, steps.first_move)}
        values["act"] = move_words(ctx, steps.first_move).noun
        values["second_short"] = act_words(ctx, steps.second, steps.second_move)
    else:
        said, evidence, judgement = without_cycle(ctx)
    found = ctx.finding(
        "summary",
        {"fact": "summary-loop", "outcome": said},
        values=values,
        evidence=evidence,
        judgement=judgement,
    )
    return found and replace(found, topic=ctx.say("summary.loop.topic"))


def without_cycle(ctx: Context) -> tuple[str, Sequence[Evidence], Judgement | None]:
    """Return what is said where no loop is drawn: coercive acts first, then one person's account."""
    coercive = [ratings for who in BOTH for ratings in coercive_of(ctx, who)]
    if coercive:
        return "coercive", [coercive_evidence(ctx, ratings) for ratings in coercive], None
    one = one_sided(ctx)
    if one is not None:
        return "one", one.evidence, unknown()
    assert ctx.loop is not None
    return "none", [none_evidence(ctx, ctx.loop)], unknown()


def act_words(ctx: Context, person: Person, move: str) -> str:
    noun = move_words(ctx, move).noun
    return ctx.say("summary.loop.act", name=person.name, noun=noun)


def step_sentences(ctx: Context) -> Iterator[Finding]:
    """Yield what to try this week, or that nothing is suggested here."""
    steps: list[Finding | None] = [*this_week(ctx)] if ctx.advice else []
    if not steps:
        evidence = [Evidence(label=ctx.say("evidence.advice"), detail=ctx.say("evidence.advice.none"))]
        said = "talk" if ctx.joint and can_advise(ctx) and has_ground(ctx) else "none"
        steps = [ctx.finding("summary", {"fact": "summary-step", "outcome": said}, evidence=evidence)]
    for step in steps:
        if step:
            yield replace(step, topic=ctx.say("summary.step.topic"))


def main_points(ctx: Context, findings: list[Finding]) -> Iterator[Finding]:
    """Yield up to four findings of a solo report: a strength, then the surest of the others."""
    strength = main_strength(ctx)
    shown = {strength.rule} if strength else set()
    if strength:
        yield strength
    rest = [
        f
        for f in findings
        if f.section != "strengths"
        and f.rule not in shown
        and f.confidence in (Confidence.CLEAR, Confidence.LIKELY)
    ]
    concerns = [f for f in findings if f.rule.startswith("bond.") and ".low." in f.rule]
    for finding in [*concerns, *sorted(rest, key=lambda f: RANK[f.confidence])][:3]:
        yield replace(finding, id=f"summary.{finding.id}", section="summary")
