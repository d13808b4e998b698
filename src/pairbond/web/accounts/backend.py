"""Signing in by name and password; the name is looked up by its keyed fingerprint."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password

from pairbond.web.accounts.models import Person, PersonKey
from pairbond.web.accounts.vault import name_index
from pairbond.web.statements import first


class NameBackend(BaseBackend):
    """Takes equally long for a name that does not exist."""

    def authenticate(
        self, request: Any, username: str | None = None, password: str | None = None, **_: object
    ) -> Person | None:
        if not username or not password:
            return None
        person = self.people().filter(name_index=name_index(username)).first()
        if person is None:
            make_password(password)
            return None
        return person if person.check_password(password) and person.is_active else None

    def get_user(self, user_id: Any) -> Person | None:
        person = first(Person, "WHERE id = %s", (user_id,))
        if person is None or not person.is_active:
            return None
        key = first(PersonKey, "WHERE person_id = %s", (user_id,))
        if key is not None:
            person._state.fields_cache["key"] = key
        return person

    def people(self) -> Any:
        return Person.objects.select_related("key")
