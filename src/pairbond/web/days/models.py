"""Private notes of single moments and days: sealed, appended, never changed."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from pairbond.web.accounts.models import Person


class Note(models.Model):
    """One record of a person's log of moments; what kind it is, is sealed too."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notes")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "note"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "number"], name="note_number_once"),
        ]

    def __str__(self) -> str:
        return "note"


class Day(models.Model):
    """One check-in; of two for the same day the later counts. The day itself is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="days")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "day"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "number"], name="day_number_once"),
        ]

    def __str__(self) -> str:
        return "day"
