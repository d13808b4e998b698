"""Section 10: at most three steps each, an agreement on time, and a talk of twenty minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from pairbond.findings import Block, Finding, Prose, Section
from pairbond.findings.confidence import Confidence
from pairbond.findings.narrative import filled
from pairbond.library.pair_texts import ActionSpec
from pairbond.report.context import Context
from pairbond.report.sections.action_choice import Step, chosen_steps, needs_pair, time_pair
from pairbond.report.sections.coercion import can_advise, problem_doers
from pairbond.report.sections.loop import drawn_cycle
from pairbond.report.sections.own_actions import own_steps

DETAILS = ("why", "how", "moment", "know")
STOP = "action.stop"
KINDS = ("stop", "say-sooner", "give", "ask", "name-the-time", "one-matter", "pause")
"""Which kind comes first on the first screen."""


def actions_section(ctx: Context) -> Section | None:
    """Return the steps; None where advice was not agreed to, or there is nothing to build it on."""
    if not ctx.advice or not has_ground(ctx):
        return None
    found = list(action_findings(ctx))
    if not ctx.joint and not found:
        return None
    blocks: list[Block] = [ctx.prose(f"actions.intro.{ctx.voice}", "intro")]
    if ctx.joint and problem_doers(ctx):
        blocks = [ctx.prose("actions.stop.intro", "intro")]
    blocks += found or [ctx.prose("actions.none")]
    if can_advise(ctx):
        blocks += [*agreement(ctx), *talk(ctx)]
    return Section(id="actions", number=10, title=ctx.voiced("actions.title"), blocks=tuple(blocks))


def has_ground(ctx: Context) -> bool:
    """Return whether anything was answered that steps are built on."""
    prefixes = ("move.", "need.", "conflict.")
    return any(person.profile.has_part(prefix) for person in ctx.people for prefix in prefixes)


def action_findings(ctx: Context) -> Iterator[Finding]:
    steps = chosen_steps(ctx) if ctx.joint else own_steps(ctx)
    shared = {step.kind: step for step in steps if step.both}
    for step in [*(step for step in steps if not step.both), *shared.values()]:
        finding = action(ctx, step)
        if finding:
            yield finding


def action(ctx: Context, step: Step) -> Finding | None:
    """Return a step in words: what, and then why, how, when, and how one will know."""
    spec = action_spec(ctx, {"kind": step.kind, "reader": ctx.voice})
    whose = "" if step.both else step.who
    finding_id = ".".join(part for part in ("action", step.kind, step.about, whose) if part)
    if spec is None or ctx.is_withheld(finding_id):
        return None
    return Finding(
        id=finding_id,
        section="actions",
        reader=ctx.reader,
        grade=spec.grade,
        confidence=Confidence.DESCRIBED,
        text=filled(spec.what, step.values, spec.id),
        evidence=step.evidence,
        rule=f"action.{spec.id}",
        citations=spec.cite,
        topic=for_whom(ctx, step) if ctx.joint else None,
        who=None if step.both else step.who,
        details=tuple(
            (ctx.say(f"actions.label.{name}"), filled(getattr(spec, name), step.values, spec.id))
            for name in DETAILS
        ),
    )


def for_whom(ctx: Context, step: Step) -> str:
    if step.both:
        return ctx.say("actions.for.both")
    return ctx.say("actions.for", name=ctx.person(step.who).name)


def action_spec(ctx: Context, fact: Mapping[str, str]) -> ActionSpec | None:
    for spec in ctx.actions.actions:
        if all(
            fact.get(name) in ([allowed] if isinstance(allowed, str) else allowed)
            for name, allowed in spec.when.items()
        ):
            return spec
    return None


def agreement(ctx: Context) -> Iterator[Block]:
    """Yield the agreement on time, where a named time would help."""
    if time_pair(ctx) is None:
        return
    words = ctx.actions.agreement
    yield Prose(text=words.title, role="heading", rule="agreement")
    for line in words.lines:
        yield Prose(text=line, role="item", rule="agreement")


def talk(ctx: Context) -> Iterator[Block]:
    """Yield the talk of twenty minutes, about what this report found first."""
    words = ctx.actions.talk
    topic = "loop" if drawn_cycle(ctx) else "need" if needs_pair(ctx) else "open"
    yield Prose(text=words.title, role="heading", rule="talk")
    yield Prose(text=words.before, rule="talk")
    for step in words.steps:
        text = filled(step, {"topic": ctx.say(f"actions.topic.{topic}")}, "talk")
        yield Prose(text=text, role="item", rule="talk")
    yield Prose(text=words.after, role="note", rule="talk")


def this_week(ctx: Context) -> list[Finding]:
    """Return one step for the first screen; between equals the text decides, not who is called A.

    Where both have something to stop, both stand there: to name one alone would hide the other.
    """
    found = sorted(action_findings(ctx), key=lambda f: (order_of(f), f.text))
    stops = [finding for finding in found if finding.rule == STOP]
    return [
        replace(finding, id=f"summary.{finding.id}", section="summary", who=None, details=())
        for finding in stops or found[:1]
    ]


def order_of(finding: Finding) -> int:
    return KINDS.index(finding.rule.removeprefix("action.").removesuffix(".self"))
