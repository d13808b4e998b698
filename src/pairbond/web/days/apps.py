"""The Django app of days."""

from django.apps import AppConfig


class DaysConfig(AppConfig):
    """The moment of alarm and the daily check-in."""

    name = "pairbond.web.days"
    label = "days"
