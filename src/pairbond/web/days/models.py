"""Private notes of single moments and days: sealed, appended, never changed; and the weekly answers.

``at`` is the date on which a row was written, for its deletion after 24 months. No time of day is kept.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from pairbond.web.accounts.models import Person
from pairbond.web.couples.models import Couple


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


class Desk(models.Model):
    """What a person set up for their days, in one sealed row, so that nothing shows which of it there is."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="desk")
    sealed = models.BinaryField()

    class Meta:
        db_table = "desk"

    def __str__(self) -> str:
        return "desk"


class Week(models.Model):
    """A week of two people that was looked at, whatever came of it."""

    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="weeks")
    last_day = models.DateField(db_index=True)

    class Meta:
        db_table = "week"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["couple", "last_day"], name="week_once"),
        ]

    def __str__(self) -> str:
        return "week"


class WeekAnswer(models.Model):
    """The answer one of two people was given for a week, sealed for that person; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="week_answers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="week_answers")
    last_day = models.DateField(db_index=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "week_answer"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "last_day"], name="week_answer_once"),
        ]

    def __str__(self) -> str:
        return "answer"
