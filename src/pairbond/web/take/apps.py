"""The Django app of take."""

from django.apps import AppConfig


class TakeConfig(AppConfig):
    """Questionnaires and the private screen."""

    name = "pairbond.web.take"
    label = "take"
