"""What of a report for both a person has marked "not so for me", before there is a report.

The draft of a report is shown to nobody before it is issued: it holds the other's answers, and that there is one tells
that the other agreed. So what is marked is not a sentence of the draft but what a sentence is about: a topic. A mark
holds for sentences about the one who made it and for those about both, never for those about the other alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from pairbond.app.release import with_copies
from pairbond.checkins.entries import CheckIns
from pairbond.library.answers import AnswersFile
from pairbond.report.build import build_report
from pairbond.report.catalogue import load_catalogue
from pairbond.report.contact import ContactView
from pairbond.report.document import Document
from pairbond.safety import ADVICE
from pairbond.safety.consent import consent_names
from pairbond.types import Who


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Sentences that are marked together: those of a part whose rules begin so."""

    id: str
    part: str
    rules: tuple[str, ...]


def topic(part: str, id_: str, *rules: str) -> Topic:
    return Topic(id=id_, part=part, rules=rules)


def of_map(name: str) -> tuple[str, ...]:
    return (*(f"map.{name}.{how}" for how in ("high", "low", "apart")), f"bands.{name}.")


TOPICS: tuple[Topic, ...] = (
    topic("attachment", "worry", *of_map("anxiety"), "map.mix"),
    topic("attachment", "distance", *of_map("avoidance"), "map.mix"),
    topic("bond", "content", "bond.satisfaction.", "bands.satisfaction."),
    topic("bond", "cared-for", "bond.responsiveness.", "bands.responsiveness."),
    topic("conflict", "loud", "conflict.attack.", "conflict.calm."),
    topic("conflict", "peace", "conflict.repair.", "conflict.solve."),
    topic("conflict", "stirred", "conflict.flooding."),
    topic("conflict", "pulling-away", "conflict.demand."),
    topic("conflict", "two-accounts", "conflict.accounts.", "perception.moves."),
    topic("values", "aims", "values.similar.more", "values.similar.less", "values.shared", "values.tension"),
    topic("dealbreakers", "to-settle", "dealbreaker."),
    topic("personality", "traits", "personality."),
    topic("needs", "wishes", "needs.short", "needs.met", "needs.differ", "needs.ordinary-", "needs.high-"),
    topic("needs", "guesses", "needs.guess.", "perception.given.", "perception.follows"),
    topic("needs", "agreements", "needs.proposal."),
    topic("loop", "loop", "loop.cycle.", "loop.places"),
    topic("loop", "own-to-change", "loop.concern"),
    topic(ADVICE, "steps", "action."),
)
"""What can be marked, in the order of the sharing page. ``map.mix`` tells of worry and of distance, so it goes with either.

What a report says in any case, such as that something cannot be told, is no topic: leaving it out would show.
"""

OWN_ALONE = ("map.anxiety.high.", "map.anxiety.low.", "map.avoidance.high.", "map.avoidance.low.", "bond.", "conflict.flooding.")  # fmt: skip
"""Rules that one person's own answers decide: what these say can be shown to that person beforehand, word for word."""

SIGNS: Mapping[Who, str] = {"a": "\ue00aA\ue00a", "b": "\ue00aB\ue00a"}
"""Names that stand in no text, so that it can be told whom a sentence is about."""


def topics_of(parts: Collection[str]) -> tuple[Topic, ...]:
    """Return what can be marked where these parts are shared."""
    return tuple(one for one in TOPICS if one.part in parts)


def topic_ids(rule: str) -> frozenset[str]:
    return frozenset(one.id for one in TOPICS if rule.startswith(one.rules))


def own_sentences(own: AnswersFile, who: Who, *, created: date) -> dict[str, tuple[str, ...]]:
    """Return by topic what a report for both would say of this person by their own answers alone, whoever the other is.

    The report is made with a copy of the person in the other's place, and only sentences are taken in which the other
    has no part.
    """
    name = own.alias or load_catalogue().say(f"person.default.{who}")
    copy = replace(own, consent=dict.fromkeys(consent_names(), "open"))
    document = signed_draft(*((own, copy) if who == "a" else (copy, own)), created=created)
    found: dict[str, list[str]] = {}
    for finding in document.findings():
        if not finding.rule.startswith(OWN_ALONE) or SIGNS[who] not in finding.text:
            continue
        for id_ in sorted(topic_ids(finding.rule)):
            text = re.sub(SIGNS[who], lambda _: name, finding.text)
            found.setdefault(id_, []).append(text)
    return {id_: tuple(dict.fromkeys(texts)) for id_, texts in found.items()}


def marked_sentences(draft: Document, marks: Mapping[Who, Collection[str]]) -> frozenset[str]:
    """Return the ids of the sentences of a draft with signs for names that these marks hold back."""
    return frozenset(
        finding.id
        for finding in draft.findings()
        for who, ids in marks.items()
        if topic_ids(finding.rule) & set(ids) and concerns(finding.text, who)
    )


def signed_draft(
    a: AnswersFile,
    b: AnswersFile,
    *,
    created: date,
    checkins: CheckIns | None = None,
    withheld: Collection[str] = (),
) -> Document:
    """Return the report for both with signs in place of the names."""
    signed = (replace(a, alias=SIGNS["a"]), replace(b, alias=SIGNS["b"]))
    return build_report(*signed, reader="joint", created=created, checkins=checkins, withheld=withheld)


def release_marked(
    a: AnswersFile,
    b: AnswersFile,
    *,
    marks: Mapping[Who, Collection[str]],
    created: date,
    checkins: CheckIns | None = None,
    contact: ContactView | None = None,
) -> Document:
    """Return the report for both without what either marked.

    A sentence that is left out can make room for another on the same topic, so it is made until there is none.
    """
    held: frozenset[str] = frozenset()
    while any(marks.values()):
        draft = signed_draft(a, b, created=created, checkins=checkins, withheld=held)
        more = marked_sentences(draft, marks) - held
        if not more:
            break
        held |= with_copies(draft, more)
    return build_report(
        a, b, reader="joint", created=created, checkins=checkins, contact=contact, withheld=held
    )


def concerns(text: str, who: Who) -> bool:
    """Return whether a sentence is about this person, or about both."""
    other: Who = "b" if who == "a" else "a"
    return SIGNS[who] in text or SIGNS[other] not in text
