"""Asks for passphrases: on the terminal, or from the environment for scripts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TypeVar

import click

from pairbond.cli.printing import print_text
from pairbond.errors import ConfigError, WrongPassphrase

Opened = TypeVar("Opened")

VARIABLE = "PAIRBOND_PASSPHRASE"
TRIES = 3


def from_environment(who: str = "") -> str | None:
    """Return the passphrase scripts set; *who* (a or b) may have one of their own."""
    own = os.environ.get(f"{VARIABLE}_{who.upper()}") if who else None
    return own or os.environ.get(VARIABLE)


def known_passphrase(name: str, who: str = "") -> str:
    """Return the passphrase of an existing file, asked for by the file's name."""
    given = from_environment(who)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise ConfigError(f"{name} is sealed: run this in a terminal, or set {VARIABLE}.")
    answer: str = click.prompt(f"Passphrase for {name}", hide_input=True, err=True)
    return answer


def opened(opener: Callable[[], Opened], who: str = "") -> Opened:
    """Return what *opener* opens; on a terminal a wrong passphrase may be corrected."""
    patient = from_environment(who) is None and sys.stdin.isatty()
    for _ in range(TRIES - 1 if patient else 0):
        try:
            return opener()
        except WrongPassphrase as error:
            print_text(str(error), err=True)
    return opener()


def new_passphrase(name: str) -> str:
    """Return a new passphrase, asked for twice."""
    from pairbond.app.sealing import SHORTEST, check_new_passphrase

    given = from_environment()
    if given is not None:
        return check_new_passphrase(given)
    if not sys.stdin.isatty():
        raise ConfigError(
            f"{name} would be sealed: run this in a terminal, set {VARIABLE}, or use --plain to leave it open."
        )
    print_text(
        f"Choose a passphrase for {name}, of {SHORTEST} characters or more. Nobody can recover it, so keep "
        "it where only you look.",
        err=True,
    )
    for _ in range(TRIES):
        first: str = click.prompt("New passphrase", hide_input=True, err=True)
        try:
            check_new_passphrase(first)
        except ConfigError as error:
            print_text(str(error), err=True)
            continue
        if first == click.prompt("The same again", hide_input=True, err=True):
            return first
        click.echo("The two were not the same; once more.", err=True)
    raise ConfigError("No passphrase was set, so nothing was written; run the command again when you like.")
