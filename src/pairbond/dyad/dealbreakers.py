"""Ten topics a life together must settle: talk about, live with, or decide.

Each person says where they stand (1-5 along a line), how far they could move (1-5) and how much it
matters (1-5). One answer is a coarse measure, so the classes are cautious: a topic is *decide*
only when the places are at least two steps apart, one of the two says it would decide their
happiness or matters a lot, and both together cannot move far enough to meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pairbond.profile import Profile

TOPICS = (
    "children", "commitment", "monogamy", "faith", "money",
    "place", "family", "household", "substances", "politics",
)  # fmt: skip
TopicClass = Literal["agree", "live-with", "talk-about", "decide"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """One person's answers on a topic, 1-5 each; None where unanswered."""

    place: int
    move: int | None
    matters: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """Both people's stands on a topic and what that asks of them."""

    name: str
    a: Stand
    b: Stand
    gap: int
    kind: TopicClass

    @property
    def matters_to_both(self) -> bool:
        return min(self.a.matters or 0, self.b.matters or 0) >= 4


def stand(profile: Profile, topic: str) -> Stand | None:
    """Return where a person stands, None when they did not say."""
    place = whole(profile, f"dealbreaker.{topic}.place")
    if place is None:
        return None
    return Stand(
        place=place,
        move=whole(profile, f"dealbreaker.{topic}.move"),
        matters=whole(profile, f"dealbreaker.{topic}.matters"),
    )


def whole(profile: Profile, construct: str) -> int | None:
    value = profile.value(construct)
    return None if value is None else round(value)


def topics(a: Profile, b: Profile) -> list[Topic]:
    """Return the topics both answered, those to decide first."""
    found = []
    for name in TOPICS:
        first, second = stand(a, name), stand(b, name)
        if first is not None and second is not None:
            found.append(topic(name, first, second))
    order = ("decide", "talk-about", "live-with", "agree")
    return sorted(found, key=lambda t: (order.index(t.kind), TOPICS.index(t.name)))


def topic(name: str, first: Stand, second: Stand) -> Topic:
    gap = abs(first.place - second.place)
    return Topic(name=name, a=first, b=second, gap=gap, kind=classify(gap, first, second))


def classify(gap: int, first: Stand, second: Stand) -> TopicClass:
    """Return the class of a topic; an unknown willingness to move counts as the middle."""
    if gap == 0:
        return "agree"
    weight = max(first.matters or 3, second.matters or 3)
    room = (first.move or 3) - 1 + (second.move or 3) - 1
    if gap == 1 or weight <= 2:
        return "talk-about" if gap > 1 or (weight >= 4 and room == 0) else "live-with"
    return "decide" if weight >= 4 and room < gap else "talk-about"
