"""The Django app of accounts."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and their keys."""

    name = "pairbond.web.accounts"
    label = "accounts"

    def ready(self) -> None:
        from pairbond.web.accounts import signals  # noqa: F401  (connects them)
