"""Loads the moment of alarm."""

from __future__ import annotations

from functools import cache

from pairbond.errors import ContentError, shown
from pairbond.library.alarm_spec import AlarmSpec
from pairbond.library.solo import solo_path
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml


@cache
def load_alarm(language: str = "en") -> AlarmSpec:
    """Return the steps and texts of the moment of alarm; ContentError for a language that does not ship."""
    path = solo_path("alarm", language)
    if not path.exists():
        raise ContentError(f"The moment of alarm is not there in {shown(language)}; 'en' ships.")
    return validated(AlarmSpec, read_yaml(path), path.name)
