"""What a person marked "not so for me": sealed, replaced in place, and told to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from pairbond.app.marking import TOPICS, own_sentences, topics_of
from pairbond.web.accounts.vault import open_for, seal_for
from pairbond.web.clock import today
from pairbond.web.couples.models import Marks
from pairbond.web.couples.parts import NAMES
from pairbond.web.couples.sharing import all_parts, shares

if TYPE_CHECKING:
    from collections.abc import Collection

    from pairbond.library.answers import AnswersFile
    from pairbond.types import Who
    from pairbond.web.accounts.models import Person

WORDS: dict[str, Any] = {
    "worry": gettext_lazy("how much you worry about the bond, also beside your partner"),
    "distance": gettext_lazy("how much distance you keep, also beside your partner"),
    "content": gettext_lazy("how content you are"),
    "cared-for": gettext_lazy("how cared for you feel"),
    "loud": gettext_lazy("loud or hurtful words from you, or that there are few between you"),
    "peace": gettext_lazy("that you make peace, or look for a way that suits both"),
    "stirred": gettext_lazy("that quarrels stir you so much that listening stops"),
    "pulling-away": gettext_lazy("that one of you raises things and the other pulls away"),
    "two-accounts": gettext_lazy("where you two tell it differently"),
    "aims": gettext_lazy("where your aims are alike, shared or apart"),
    "to-settle": gettext_lazy("topics on which you agree, or which you have to settle"),
    "traits": gettext_lazy("what you are like, in a few words"),
    "wishes": gettext_lazy("what you want, and how often it happens"),
    "guesses": gettext_lazy("how well you two guess what the other wants or does"),
    "agreements": gettext_lazy("agreements to try"),
    "loop": gettext_lazy("the loop of what each of you does in turn"),
    "own-to-change": gettext_lazy("acts of yours that only you can change"),
    "steps": gettext_lazy("steps for you"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A topic on the page: what it is about, and what one's own answers already say on it."""

    id: str
    words: str
    marked: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The topics of one part."""

    title: str
    lines: tuple[Line, ...]


def marks_of(person: Person) -> frozenset[str]:
    """Return the topics that a person marked."""
    row = Marks.objects.filter(person=person).first()
    return frozenset(open_for(person, where(person), row.sealed)["topics"]) if row else frozenset()


def keep_marks(person: Person, ids: Collection[str]) -> None:
    """Put these marks in place of the earlier ones; marks of parts that are not on stay as they are."""
    from pairbond.web.couples.release import renew

    seen = {one.id for one in topics_of(parts_on(person))}
    kept = (marks_of(person) - seen) | (seen & set(ids))
    sealed = seal_for(person, where(person), {"topics": sorted(kept)})
    Marks.objects.update_or_create(person=person, defaults={"sealed": sealed})
    renew(person)


def forget_marks(person: Person) -> None:
    Marks.objects.filter(person=person).delete()


def where(person: Person) -> tuple[str, str, object]:
    return "marks", "sealed", person.pk


def parts_on(person: Person) -> tuple[str, ...]:
    chosen = shares(person)
    return tuple(part for part in all_parts() if chosen.choice(part) != "none")


def groups(person: Person, answers: AnswersFile, who: Who) -> list[Group]:
    """Return what can be marked of the parts that a person shares; nothing of it depends on the other."""
    parts, marked = parts_on(person), marks_of(person)
    said = own_sentences(answers, who, created=today()) if answers.responses else {}
    return [
        Group(
            title=str(NAMES[part][0]),
            lines=tuple(
                Line(
                    id=one.id,
                    words=str(WORDS[one.id]),
                    marked=one.id in marked,
                    sentences=said.get(one.id, ()),
                )
                for one in topics_of([part])
            ),
        )
        for part in parts
        if any(one.part == part for one in TOPICS)
    ]
