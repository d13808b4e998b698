"""A person's own rule for copies of their data, sealed."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pairbond.app.copying import CopyRule
from pairbond.web.accounts.vault import must_be_open, open_for, seal_for
from pairbond.web.ops.models import CopyRule as Row

if TYPE_CHECKING:
    from pairbond.web.accounts.models import Person

TIMES = ("next_at", "asked_at")


def rule_of(person: Person) -> CopyRule:
    """Return a person's rule for copies."""
    must_be_open(person)
    row = Row.objects.filter(person=person).first()
    if row is None:
        return CopyRule()
    data: dict[str, Any] = dict(open_for(person, where(person), row.sealed))
    for name in TIMES:
        data[name] = datetime.fromisoformat(data[name]) if data[name] else None
    return CopyRule(**data)


def keep_rule(person: Person, rule: CopyRule) -> None:
    data = asdict(rule)
    for name in TIMES:
        data[name] = data[name].isoformat() if data[name] else None
    sealed = seal_for(person, where(person), data)
    Row.objects.update_or_create(person=person, defaults={"sealed": sealed})


def where(person: Person) -> tuple[str, str, object]:
    return "copy_rule", "sealed", person.pk
