"""Signing in by name and password; the name is looked up by its keyed fingerprint."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password

from pairbond.web.accounts.models import Person
from pairbond.web.accounts.vault import name_index


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
        return self.people().filter(pk=user_id, is_active=True).first()

    def people(self) -> Any:
        return Person.objects.select_related("key")
