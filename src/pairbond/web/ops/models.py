"""Chores of the server, and a person's own rule for copies of their data."""

from __future__ import annotations

from django.db import models

from pairbond.web.accounts.models import Person


class Chore(models.Model):
    """A chore that comes again; whoever moves ``due_at`` on is the one who does it."""

    name = models.CharField(max_length=40, primary_key=True)
    due_at = models.DateTimeField()

    class Meta:
        db_table = "chore"

    def __str__(self) -> str:
        return self.name


class CopyRule(models.Model):
    """Whether and how soon a person's data may be copied, sealed: see :mod:`pairbond.web.ops.copies`."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="copy_rule"
    )
    sealed = models.BinaryField()

    class Meta:
        db_table = "copy_rule"

    def __str__(self) -> str:
        return "rule"
