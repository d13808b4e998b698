"""The forms of accounts."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, LoginWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from pairbond.library.answers import ADULT, OLDEST
from pairbond.web.accounts.about import About

NO_PASSKEY = (KeyError, TypeError, ValueError, AttributeError)
"""What the passkey library says to credentials that are none."""


class SignupForm(AllauthSignupForm):
    """A name, a password, and two things to confirm."""

    adult = forms.BooleanField(
        label=_("I am 18 or over."),
        error_messages={"required": _("This is made for people of 18 and over.")},
    )
    free = forms.BooleanField(
        label=_("I do this of my own free will, and not for a court, a custody case or an employer."),
        error_messages={"required": _("Please come back when you are free to choose. Nothing was kept.")},
    )
    field_order = ("username", "password1", "adult", "free")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["username"], self.fields["password1"]
        name.label = _("A name to sign in with")
        name.help_text = _("Any name, or an address. It is kept as a fingerprint that nobody can read back.")
        name.widget.attrs = {"autocomplete": "username", "maxlength": "60", "autocapitalize": "none"}
        password.label = _("A password")
        password.help_text = _("15 characters or more. Four or five unrelated words work well.")
        password.widget.attrs = {"autocomplete": "new-password", "minlength": "15"}


class LoginForm(AllauthLoginForm):
    """Name and password, in our words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label = _("The name you sign in with")
        name.widget.attrs = {"autocomplete": "username", "maxlength": "60", "autocapitalize": "none"}
        password.label = _("Your password")
        password.help_text = ""
        password.widget.attrs = {"autocomplete": "current-password"}


class AboutForm(forms.Form):
    """What reports call a person, and their age for comparison; all may be left out."""

    alias = forms.CharField(
        label=_("What shall your report call you?"),
        help_text=_("A first name or any other word."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    age = forms.IntegerField(
        label=_("Your age in years"),
        help_text=_("Scores are compared with people of about your age."),
        required=False,
        min_value=ADULT,
        max_value=OLDEST,
        error_messages={"min_value": _("This is made for people of 18 and over.")},
    )

    def clean_alias(self) -> str:
        alias = str(self.cleaned_data["alias"]).strip()
        if not alias.isprintable():
            raise forms.ValidationError(_("Please use ordinary characters only."))
        return alias

    def about(self, before: About) -> About:
        return About(
            alias=self.cleaned_data["alias"] or None,
            age=self.cleaned_data["age"],
            relationship_months=before.relationship_months,
        )


def refused() -> forms.ValidationError:
    return forms.ValidationError(_("This was no passkey. Please try again."))


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey. The library keeps a plain 0, and fails on credentials with parts missing."""

    def clean_credential(self) -> dict[str, Any]:
        credential = self.cleaned_data["credential"]
        if not isinstance(credential, dict):
            raise refused()
        return credential

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except NO_PASSKEY as error:
            raise refused() from error


class _PasskeyGiven:
    """A passkey that is to open something."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except NO_PASSKEY as error:
            raise refused() from error


class PasskeyLoginForm(_PasskeyGiven, LoginWebAuthnForm):
    """Signing in with a passkey."""


class PasskeyAgainForm(_PasskeyGiven, ReauthenticateWebAuthnForm):
    """A passkey once more, for pages that ask for it."""
