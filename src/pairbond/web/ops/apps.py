"""The Django app of ops."""

from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Backup, restoring, erasing, sweeping."""

    name = "pairbond.web.ops"
    label = "ops"
