"""What people do in sealed mode, for the tests: turning it on, unlocking, coming back locked."""

import re
from typing import Any

from .conftest import User

PASSPHRASE = "amber kettles drift over Ulm"
ANOTHER = "violet ladders hum near Jena"


def cheap(monkeypatch: Any) -> None:
    """Let a try at a passphrase cost next to nothing, and the heap of a test run be."""
    from pairbond.app.locked_key import Cost
    from pairbond.web.accounts import sealing, unlocked

    monkeypatch.setattr(sealing, "COST", Cost(memory=64, passes=1))
    monkeypatch.setattr(unlocked, "collect", lambda: None)


def code_in(response: Any) -> str:
    found = re.search(r'class="code">([^<]+)<', response.content.decode())
    assert found, response.content.decode()[-1500:]
    return found[1]


def turn_on(user: User, passphrase: str = PASSPHRASE) -> str:
    """Turn sealed mode on and return the printed code."""
    stepped_up(user)
    given = {"new": passphrase, "repeated": passphrase, "understood": "on"}
    code = code_in(user.post("/account/sealed/on/", given))
    user.person = fresh(user)
    return code


def stepped_up(user: User) -> None:
    """As after the password was given once more, without the time that takes."""
    from allauth.account.internal.flows.login import record_authentication
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    request.session = user.client.session
    record_authentication(request, user.person, method="password", reauthenticated=True)
    request.session.save()


def fresh(user: User) -> Any:
    from pairbond.web.accounts.models import Person

    return Person.objects.select_related("key").get(pk=user.person.pk)


def unlock(user: User, passphrase: str = PASSPHRASE, there: str = "/home/") -> Any:
    return user.post("/unlock/", {"passphrase": passphrase, "next": there})


def lock(user: User) -> None:
    assert user.post("/account/sealed/lock/")["Location"] == "/unlock/"


def come_back(user: User) -> None:
    """Sign in anew and unlock, as after a long pause."""
    user.again()
    assert unlock(user)["Location"] == "/home/"
