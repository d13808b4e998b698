"""Solo: partners before, early years as questions, and carrying what belongs to others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pairbond.findings import Block, Evidence, Finding, Section
from pairbond.instruments import Pick
from pairbond.report.context import Context
from pairbond.report.sections.attachment import ANXIETY, level
from pairbond.report.sections.levels import against_middle, direction, part_cautions
from pairbond.report.sections.topics import lowered
from pairbond.scoring.responses import Responses
from pairbond.types import ItemId

PARTNERS = range(1, 6)
BEHAVIOURS = range(1, 7)
OFTEN = 4
QUESTIONS = {
    "care": (("01", "low"), ("02", "low"), ("03", "high")),
    "caregiver": (("04", "high"), ("06", "high")),
    "loss": (("07", "high"), ("08", "high")),
    "peers": (("09", "high"),),
    "love": (("10", "high"), ("11", "high")),
    "someone": (("12", "high"),),
}


def own_answers(ctx: Context, instrument: str) -> Responses | None:
    return None if ctx.joint else ctx.people[0].answers.responses.get(instrument)


def past_section(ctx: Context) -> Section | None:
    """Return what repeats over past partners, as a question, beside base rates."""
    answers = own_answers(ctx, "past-partners")
    if answers is None or not answers.n_answered:
        return None
    blocks: list[Block] = [ctx.prose("past.intro", "intro")]
    found = [f for f in (repeated(ctx, answers), drawn(ctx, answers)) if f]
    blocks += found or [ctx.prose("past.few")]
    blocks += [f for name in ("steadies", "follow-through") if (f := chosen(ctx, answers, name))]
    return Section(id="past", number=5, title=ctx.say("past.title"), blocks=tuple(blocks))


def described(answers: Responses) -> list[int]:
    """Return the partners with at least one behaviour answered."""
    return [
        p for p in PARTNERS
        if any(answers.value(f"past-partners.p{p}.{b}") is not None for b in BEHAVIOURS)
    ]  # fmt: skip


def repeated(ctx: Context, answers: Responses) -> Finding | None:
    """Return behaviours remembered of most partners; None with fewer than two partners."""
    partners = described(answers)
    if len(partners) < 2:
        return None
    facets = {item.id: item.facet for item in answers.instrument.items}
    common: list[str] = []
    rows: list[Evidence] = []
    for behaviour in BEHAVIOURS:
        values = [answers.value(f"past-partners.p{p}.{behaviour}") for p in partners]
        often = sum(1 for value in values if value is not None and value >= OFTEN)
        if often * 2 > len(partners):
            facet = facets[ItemId(f"past-partners.p1.{behaviour}")]
            common.append(facet)
            items = tuple(f"past-partners.p{p}.{behaviour}" for p in partners)
            detail = ctx.say("past.evidence", often=often, n=len(partners))
            rows.append(Evidence(label=facet, detail=detail, items=items))
    if not common:
        return None
    said = {"n": str(len(partners)), "what": ctx.listed(common)}
    return ctx.finding("past", {"fact": "past"}, values=said, evidence=rows)


def drawn(ctx: Context, answers: Responses) -> Finding | None:
    """Return what both drew and later stirred, seen from its two sides."""
    counts: Counter[str] = Counter()
    labels: dict[str, str] = {}
    for p in PARTNERS:
        first = answers.picks.get(ItemId(f"past-partners.p{p}.drew"), ())
        later = answers.picks.get(ItemId(f"past-partners.p{p}.stirs"), ())
        counts.update(set(first) & set(later))
        for item in answers.instrument.items:
            if item.pick and item.id.endswith("drew"):
                labels.update(item.pick.labels)
    if not counts:
        return None
    name, n = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[0]
    detail = ctx.say("past.evidence", often=n, n=len(described(answers)) or n)
    row = Evidence(label=labels[name], detail=detail, items=drawn_items(answers, name))
    return ctx.finding(
        "past", {"fact": "drawn-and-stirred"}, values={"n": str(n), "what": labels[name]}, evidence=[row]
    )


def drawn_items(answers: Responses, name: str) -> tuple[str, ...]:
    """Return the items in which this was chosen both as what drew and as what stirred."""
    pairs = [(f"past-partners.p{p}.drew", f"past-partners.p{p}.stirs") for p in PARTNERS]
    both = [pair for pair in pairs if all(name in answers.picks.get(ItemId(item), ()) for item in pair)]
    return tuple(item for pair in both for item in pair)


def chosen(ctx: Context, answers: Responses, name: str) -> Finding | None:
    """Return a choice in the words of the questionnaire."""
    found = ItemId(f"past-partners.{name}")
    picks = answers.picks.get(found, ())
    pick: Pick | None = next(item.pick for item in answers.instrument.items if item.id == found)
    if not picks or pick is None:
        return None
    words = ctx.listed(lowered(pick.labels[option]) for option in picks)
    row = Evidence(
        label=ctx.say("evidence.self", what=words), detail=ctx.say("past.chosen"), items=(str(found),)
    )
    return ctx.finding("past", {"fact": name}, values={"what": words}, evidence=[row])


def history_section(ctx: Context) -> Section | None:
    """Return open questions that the answers on early years suggest; nothing is inferred."""
    answers = own_answers(ctx, "history")
    if answers is None or not answers.n_answered:
        return None
    asked = [name for name, marks in QUESTIONS.items() if any(marked(answers, *m) for m in marks)]
    blocks: list[Block] = [ctx.prose("history.intro", "intro")]
    blocks += [ctx.prose(f"history.question.{name}", "question") for name in asked]
    return Section(id="history", number=5, title=ctx.say("history.title"), blocks=tuple(blocks))


def marked(answers: Responses, number: str, side: str) -> bool:
    """Return whether an answer lies on the named side of its middle."""
    item = next(item for item in answers.instrument.items if item.id == f"history.{number}")
    value = answers.value(item.id)
    low, high = answers.instrument.response_for(item).bounds
    if value is None:
        return False
    middle = (low + high) / 2
    return value > middle if side == "high" else value < middle


def over_responsibility_section(ctx: Context) -> Section | None:
    """Return carrying what belongs to others, beside worry about the bond."""
    score = None if ctx.joint else ctx.people[0].profile.get("over-responsibility")
    if score is None:
        return None
    judgement = against_middle(score)
    worry = level(ctx.people[0].profile.get(ANXIETY))
    high = worry.speaks and worry.direction > 0
    label = ctx.say("evidence.self", what=ctx.say("construct.over-responsibility"))
    found = ctx.finding(
        "over-responsibility",
        {
            "fact": "over-responsibility",
            "direction": direction(judgement),
            "worry": "high" if high else "other",
        },
        evidence=[ctx.score_evidence(label, score)],
        judgement=judgement,
    )
    blocks: list[Block] = [ctx.prose("over-responsibility.intro", "intro")]
    blocks += [found] if found else []
    blocks += part_cautions(ctx, "over-responsibility")
    title = ctx.say("over-responsibility.title")
    return Section(id="over-responsibility", number=5, title=title, blocks=tuple(blocks))


def solo_history(ctx: Context) -> Iterator[Section]:
    """Yield the sections of this module that have something to say."""
    for make in (over_responsibility_section, past_section, history_section):
        section = make(ctx)
        if section:
            yield section
