"""Reports that were issued to two people, sealed under the couple's key, until they expire."""

from __future__ import annotations

import uuid

from django.db import models

from pairbond.web.couples.models import Couple


class JointReport(models.Model):
    """What was issued; it is never changed, and a later answer changes nothing in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="reports")
    issued_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "joint_report"

    def __str__(self) -> str:
        return "report"
