"""What a password must not be."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

FEWEST = 6


class TooFewCharacters:
    """Refuses a password that repeats a few characters to become long."""

    def validate(self, password: str, user: object = None) -> None:
        if len(set(password)) < FEWEST:
            raise ValidationError(
                _("This password repeats too few characters. Four or five unrelated words work well."),
                code="password_too_few_characters",
            )

    def get_help_text(self) -> str:
        return _("Four or five unrelated words work well.")
