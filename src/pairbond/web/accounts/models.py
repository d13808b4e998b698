"""A person, their key, their open sessions, and the log of what happened to their data."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class PersonManager(BaseUserManager):
    """People are found by the keyed fingerprint of their sign-in name."""

    def get_by_natural_key(self, username: str | None) -> Any:
        from pairbond.web.accounts.vault import name_index

        return self.get(name_index=name_index(username or ""))


class Person(AbstractBaseUser):
    """One person. The sign-in name is kept as a keyed fingerprint only; nothing says who it is.

    There is no time of the last visit, since a partner who runs the server could read it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name_index = models.CharField(max_length=64, unique=True)
    is_active = models.BooleanField(default=True)
    joined = models.DateField()
    about = models.BinaryField(default=b"")
    recovery = models.CharField(max_length=64, blank=True, default="")
    last_login = None

    USERNAME_FIELD = "name_index"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = PersonManager()

    class Meta:
        db_table = "person"

    def __str__(self) -> str:
        return "you"

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False


class PersonKey(models.Model):
    """A person's data key, wrapped. Deleting this row makes everything sealed with it unreadable.

    ``scheme`` says by what: the server's master key, or in sealed mode the person's own passphrase.
    Then ``by_code`` is the same key wrapped by the printed code, ``cost`` what one try at either costs,
    ``public`` the key of the box that can be filled while it is locked, and ``inner`` what only the data
    key opens: the box's private key, and the data key before. ``version`` counts the data keys.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="key")
    scheme = models.CharField(max_length=16, default="master")
    version = models.PositiveSmallIntegerField(default=1)
    wrapped = models.BinaryField()
    by_code = models.BinaryField(default=b"")
    cost = models.CharField(max_length=60, blank=True, default="")
    public = models.BinaryField(default=b"")
    inner = models.BinaryField(default=b"")

    class Meta:
        db_table = "person_key"

    def __str__(self) -> str:
        return "key"


class OpenSession(models.Model):
    """A browser that is signed in, as its owner sees it in the list."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions")
    session_key = models.CharField(max_length=40, unique=True)
    begun_at = models.DateTimeField()
    device = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "open_session"

    def __str__(self) -> str:
        return self.device


class Event(models.Model):
    """A line of a person's own log; what happened is sealed, only the time is not."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(db_index=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "event"
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return "event"
