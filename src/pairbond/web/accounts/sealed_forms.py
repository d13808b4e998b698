"""The forms of sealed mode."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def passphrase_field(label: Any, autocomplete: str = "off", **options: Any) -> forms.CharField:
    """Return a field for a passphrase; browsers are asked not to offer to keep it."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=200, strip=False, widget=widget, **options)


class UnlockForm(forms.Form):
    """The passphrase."""

    passphrase = passphrase_field(gettext_lazy("Your passphrase"))


class NewPassphraseForm(forms.Form):
    """A new passphrase, twice, for a person."""

    new = passphrase_field(
        gettext_lazy("A new passphrase"),
        help_text=gettext_lazy(
            "15 characters or more. Five or six unrelated words work well. Not your password, and nothing your partner could guess."
        ),
    )
    repeated = passphrase_field(gettext_lazy("The same once more"))

    def __init__(self, person: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_new(self) -> str:
        """Refuse what is weak, and the sign-in password: that one is sent at each sign-in."""
        text: str = self.cleaned_data["new"]
        password_validation.validate_password(text)
        if self.person.check_password(text):
            raise forms.ValidationError(_("Please take another one than your password."))
        return text

    def clean_repeated(self) -> str:
        text: str = self.cleaned_data["repeated"]
        if "new" in self.cleaned_data and text != self.cleaned_data["new"]:
            raise forms.ValidationError(_("The two are not the same."))
        return text


class TurnOnForm(NewPassphraseForm):
    """The same, and that its loss is understood."""

    understood = forms.BooleanField(
        label=gettext_lazy(
            "I understand: if I lose both the passphrase and the printed code, nobody can bring my answers back."
        ),
        error_messages={"required": gettext_lazy("Please tick this, or leave sealed mode off.")},
    )


class ChangeForm(NewPassphraseForm):
    """The present passphrase and a new one."""

    passphrase = passphrase_field(gettext_lazy("Your present passphrase"))
    field_order = ("passphrase", "new", "repeated")


class CodeForm(NewPassphraseForm):
    """The printed code and a new passphrase."""

    code = forms.CharField(
        label=gettext_lazy("Your printed code"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    field_order = ("code", "new", "repeated")
