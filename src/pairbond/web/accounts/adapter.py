"""How allauth meets our accounts: names as fingerprints, no mail, sealed second factors."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from pairbond.app.envelope import Place, open_bytes, seal_bytes
from pairbond.web.accounts.models import Person
from pairbond.web.accounts.vault import make_person_key, name_index
from pairbond.web.clock import today
from pairbond.web.keys import SECRETS, key_for

SECRET_PLACE = Place(table="mfa_authenticator", column="data", row="", owner="")


def nobody(user: Any) -> str:
    """Return what allauth calls a person on its pages: nothing that could be read over a shoulder."""
    return _("you")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts without an address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.PAIRBOND.signup)

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """Return the name; it is refused where it is taken, as nothing else says so later."""
        name = username.strip()
        if not name.isprintable():
            raise ValidationError(_("Please use ordinary characters only."))
        if not shallow and Person.objects.filter(name_index=name_index(name)).exists():
            raise ValidationError(_("This name is taken. Please choose another one."))
        return name

    def save_user(self, request: HttpRequest, user: Person, form: Any, commit: bool = True) -> Person:
        """Keep a new person and their key in one transaction."""
        user.name_index = name_index(form.cleaned_data["username"])
        user.joined = today()
        user.set_password(form.cleaned_data["password1"])
        with transaction.atomic():
            user.save()
            make_person_key(user)
        return user

    def reauthenticate(self, user: Any, password: str) -> bool:
        return bool(user.check_password(password))

    def populate_username(self, request: HttpRequest, user: Person) -> None:
        """Leave the fingerprint alone."""

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Send nothing: no address is known."""

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: the person's own log says it."""

    def get_user_search_fields(self) -> list[str]:
        return []


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors are sealed; an authenticator app shows the neutral title only."""

    def encrypt(self, text: str) -> str:
        return b64encode(seal_bytes(text.encode(), key_for(SECRETS), SECRET_PLACE)).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return open_bytes(b64decode(encrypted_text), key_for(SECRETS), SECRET_PLACE).decode()

    def _get_user_identifier(self, user: Any) -> str:
        return str(settings.PAIRBOND.title)

    def get_totp_label(self, user: Any) -> str:
        return str(settings.PAIRBOND.title)
