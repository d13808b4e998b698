"""The ten topics a life together must settle: a table, and open questions."""

from __future__ import annotations

from collections.abc import Iterator

from pairbond.dyad.dealbreakers import TOPICS, Stand, Topic, stand, topics
from pairbond.findings import Block, Evidence, Finding, TableBlock
from pairbond.report.context import Context, Person
from pairbond.types import Table


def lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def couple_topics(ctx: Context) -> list[Topic]:
    pair = ctx.pair
    return topics(pair.a, pair.b) if pair else []


def topic_blocks(ctx: Context) -> Iterator[Block]:
    if not ctx.joint:
        yield from own_topic_blocks(ctx)
        return
    found = couple_topics(ctx)
    if not found:
        return
    yield TableBlock(id="topics", table=topics_table(ctx, found))
    decide = [topic for topic in found if topic.kind == "decide"]
    talk = [topic for topic in found if topic.kind == "talk-about"]
    findings = [decide_finding(ctx, topic) for topic in decide]
    findings.append(talk_finding(ctx, talk) if talk else None)
    yield from (finding for finding in findings if finding)


def decide_finding(ctx: Context, topic: Topic) -> Finding | None:
    return ctx.finding(
        "values",
        {"fact": "topic", "kind": "decide"},
        key=topic.name,
        values={"topic": ctx.say(f"topic.{topic.name}")},
        evidence=stands_evidence(ctx, [topic]),
    )


def talk_finding(ctx: Context, found: list[Topic]) -> Finding | None:
    return ctx.finding(
        "values",
        {"fact": "topics-talk"},
        values={"topics": topic_names(ctx, found)},
        evidence=stands_evidence(ctx, found),
    )


def topic_names(ctx: Context, found: list[Topic]) -> str:
    return ctx.listed(lowered(ctx.say(f"topic.{topic.name}")) for topic in found)


def stands_evidence(ctx: Context, found: list[Topic]) -> list[Evidence]:
    """Return where each of the two stands on each topic."""
    return [
        stand_evidence(ctx, topic, where, person)
        for topic in found
        for person, where in zip(ctx.people, (topic.a, topic.b), strict=True)
    ]


def classes_evidence(ctx: Context) -> list[Evidence]:
    """Return how many topics there are of each class."""
    found = couple_topics(ctx)
    kinds = list(dict.fromkeys(topic.kind for topic in found))
    counts = {kind: sum(1 for topic in found if topic.kind == kind) for kind in kinds}
    detail = ", ".join(f"{ctx.say(f'topic.kind.{kind}')} {n}" for kind, n in counts.items())
    return [Evidence(label=ctx.say("topics.title"), detail=detail)] if found else []


def stand_evidence(ctx: Context, topic: Topic, where: Stand, person: Person) -> Evidence:
    return Evidence(
        label=ctx.say("evidence.person", name=person.name, what=ctx.say(f"topic.{topic.name}")),
        detail="; ".join(
            text
            for text in (place_text(ctx, topic.name, where), *weight_texts(ctx, topic.name, where))
            if text
        ),
    )


def answer_label(ctx: Context, item_id: str, value: int | None) -> str:
    """Return the wording of an answer, as it stood in the questionnaire."""
    if value is None:
        return ""
    instrument = ctx.instruments["dealbreakers"]
    item = next(item for item in instrument.items if item.id == item_id)
    return instrument.labels_for(item)[value - instrument.response.minimum]


def place_text(ctx: Context, topic: str, where: Stand) -> str:
    return answer_label(ctx, f"dealbreakers.{topic}.place", where.place)


def weight_texts(ctx: Context, topic: str, where: Stand) -> list[str]:
    return [
        answer_label(ctx, f"dealbreakers.{topic}.matters", where.matters),
        answer_label(ctx, f"dealbreakers.{topic}.move", where.move),
    ]


def topics_table(ctx: Context, found: list[Topic]) -> Table:
    first, second = ctx.people
    return Table(
        title=ctx.say("topics.title"),
        columns=(
            ctx.say("topics.column.topic"),
            ctx.say("topics.column.stand", name=first.name),
            ctx.say("topics.column.stand", name=second.name),
            ctx.say("topics.column.kind"),
        ),
        rows=tuple(
            (
                ctx.say(f"topic.{topic.name}"),
                place_text(ctx, topic.name, topic.a),
                place_text(ctx, topic.name, topic.b),
                ctx.say(f"topic.kind.{topic.kind}"),
            )
            for topic in found
        ),
        notes=(ctx.say("topics.note"),),
    )


def own_topic_blocks(ctx: Context) -> Iterator[Block]:
    reader = ctx.people[0]
    stands = [(name, where) for name in TOPICS if (where := stand(reader.profile, name))]
    if not stands:
        return
    rows = tuple(
        (ctx.say(f"topic.{name}"), place_text(ctx, name, where), *weight_texts(ctx, name, where))
        for name, where in stands
    )
    columns = ("topic", "self", "matters", "move")
    yield TableBlock(
        id="topics",
        table=Table(
            title=ctx.say("topics.title.self"),
            columns=tuple(ctx.say(f"topics.column.{name}") for name in columns),
            rows=rows,
            notes=(ctx.say("topics.note"),),
        ),
    )
    weighty = [name for name, where in stands if (where.matters or 0) >= 4]
    if weighty:
        finding = ctx.finding(
            "values",
            {"fact": "weighty"},
            values={"topics": ctx.listed(lowered(ctx.say(f"topic.{name}")) for name in weighty)},
            evidence=[own_stand(ctx, name, where) for name, where in stands if name in weighty],
        )
        if finding:
            yield finding


def own_stand(ctx: Context, name: str, where: Stand) -> Evidence:
    texts = (place_text(ctx, name, where), *weight_texts(ctx, name, where))
    return Evidence(
        label=ctx.say("evidence.self", what=ctx.say(f"topic.{name}")),
        detail="; ".join(filter(None, texts)),
        items=tuple(f"dealbreakers.{name}.{part}" for part in ("place", "matters", "move")),
    )


def agreement_finding(ctx: Context) -> Finding | None:
    """Return the topics that matter to both and on which they stand in the same place."""
    found = [topic for topic in couple_topics(ctx) if topic.kind == "agree" and topic.matters_to_both]
    if not found or not ctx.joint:
        return None
    return ctx.finding(
        "strengths",
        {"fact": "topics-agree"},
        values={"topics": topic_names(ctx, found)},
        evidence=stands_evidence(ctx, found),
    )
