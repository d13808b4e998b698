"""The Django app of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Reports for one and for two."""

    name = "pairbond.web.reports"
    label = "reports"
