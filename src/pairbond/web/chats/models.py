"""Figures of a chat that a person brought: their own, and apart from them those about both."""

from __future__ import annotations

from django.db import models

from pairbond.web.accounts.models import Person


class ChatFigures(models.Model):
    """What is left of one import. ``couple`` can be emptied without opening it, and is after ``couple_ends_at``."""

    person = models.OneToOneField(
        Person, on_delete=models.CASCADE, primary_key=True, related_name="chat_figures"
    )
    at = models.DateTimeField(db_index=True)
    own = models.BinaryField()
    couple = models.BinaryField(default=b"")
    couple_ends_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "chat_figures"

    def __str__(self) -> str:
        return "figures"
