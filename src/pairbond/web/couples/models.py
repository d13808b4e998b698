"""Two people's space, who is in it, and what each of them shares."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from pairbond.web.accounts.models import Person


class Sharing(models.Model):
    """What a person shares, by part; replaced in place, so that no trace of earlier choices is left."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="sharing")
    sealed = models.BinaryField()

    class Meta:
        db_table = "sharing"

    def __str__(self) -> str:
        return "sharing"


class Marks(models.Model):
    """What a person marked "not so for me", before a report for both; replaced in place."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="marks")
    sealed = models.BinaryField()

    class Meta:
        db_table = "marks"

    def __str__(self) -> str:
        return "marks"


class Couple(models.Model):
    """The space that an invitation opens. Its key seals the reports for both.

    ``wrapped`` is that key under the master key; it is empty while both use sealed mode, when each has
    the key in their own membership.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField()
    wrapped = models.BinaryField()
    code = models.CharField(max_length=64, null=True, unique=True)
    code_opens = models.BooleanField(default=False)
    code_ends_at = models.DateTimeField(null=True)
    codes_made = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, db_index=True)
    last_issued_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "couple"

    def __str__(self) -> str:
        return "couple"


class Release(models.Model):
    """What a person in sealed mode handed over for a report, sealed under the key of the two.

    ``chat`` is apart, so that figures of a chat can be dropped by either of the two without opening it.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="release")
    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="releases")
    begun_at = models.DateTimeField()
    made_at = models.DateTimeField(db_index=True)
    sealed = models.BinaryField()
    chat = models.BinaryField(default=b"")

    class Meta:
        db_table = "release"

    def __str__(self) -> str:
        return "release"


class Membership(models.Model):
    """One person's side of a couple. The other's side never says whether this one is still there."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="membership"
    )
    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="members")
    side = models.CharField(max_length=1)
    joined_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    read_own_at = models.DateTimeField(null=True)
    wrapped = models.BinaryField(default=b"")

    class Meta:
        db_table = "membership"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["couple", "side"], name="one_person_a_side"),
        ]

    def __str__(self) -> str:
        return "membership"
