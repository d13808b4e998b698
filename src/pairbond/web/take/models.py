"""Answers, as they were given: one sealed row each, never changed and never overwritten."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from pairbond.web.accounts.models import Person


class Sitting(models.Model):
    """One run through one version of a questionnaire; ``calibration`` names the item parameters of an
    adaptive test, and is empty where every line is asked.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sittings")
    instrument = models.CharField(max_length=80)
    version = models.CharField(max_length=20)
    content_hash = models.CharField(max_length=80)
    calibration = models.CharField(max_length=80, blank=True, default="")
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "sitting"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["person", "instrument", "begun_at"])]

    def __str__(self) -> str:
        return "sitting"


class Answer(models.Model):
    """What was said to one item: sealed item, value, time shown and time answered.

    ``key`` comes with the page that was shown, so that a page sent twice is kept once. A later row
    for the same item counts in place of an earlier one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=40)
    sealed = models.BinaryField()

    class Meta:
        db_table = "answer"
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["sitting", "number"], name="answer_number_once"),
            models.UniqueConstraint(fields=["sitting", "key"], name="answer_key_once"),
        ]

    def __str__(self) -> str:
        return "answer"
