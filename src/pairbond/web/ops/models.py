"""Chores of the server, and when each is due again."""

from __future__ import annotations

from django.db import models


class Chore(models.Model):
    """A chore that comes again; whoever moves ``due_at`` on is the one who does it."""

    name = models.CharField(max_length=40, primary_key=True)
    due_at = models.DateTimeField()

    class Meta:
        db_table = "chore"

    def __str__(self) -> str:
        return self.name
