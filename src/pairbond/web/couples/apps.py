"""The Django app of couples."""

from django.apps import AppConfig


class CouplesConfig(AppConfig):
    """Inviting, sharing, holding and leaving."""

    name = "pairbond.web.couples"
    label = "couples"
