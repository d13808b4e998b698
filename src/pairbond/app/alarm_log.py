"""The private log of moments of alarm: one sealed line for each thing that is finished.

Four kinds of records are appended, none is ever changed:

1. ``waiting``: the wait was chosen; what was said so far, so that the window may be closed;
2. ``entry``: a finished entry (it takes the place of the waiting one);
3. ``outcome``: what came of an entry, by its number;
4. ``dropped``: the waiting one was put away.

A new log's file appears with its first record, so that whoever stops before leaves no trace.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from pairbond.app.alarm import AFTER, Moment, from_record, to_record
from pairbond.app.sealed_log import SealedLog
from pairbond.app.sealing import check_new_passphrase
from pairbond.errors import StoreError
from pairbond.library.alarm_spec import AlarmSpec
from pairbond.library.paths import data_folder, private_folder
from pairbond.profile.alarm import AlarmEntry
from pairbond.types import JsonDict

KIND = "notes"
FOLDER, NAME = "notes", "notes.log"
OPEN = {None, "unclear"}


def default_path() -> Path:
    return data_folder() / FOLDER / NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A finished entry as it is in the log, texts included; ``number`` is its record's."""

    number: int
    entry: AlarmEntry
    texts: Mapping[str, str]


class AlarmLog:
    """The log of one person, open or still to be made."""

    def __init__(self, path: Path, passphrase: str, log: SealedLog | None) -> None:
        self.path = path
        self._passphrase = passphrase
        self._log = log

    @classmethod
    def open(cls, path: Path, passphrase: str) -> Self:
        """Open a log, or get ready to make one.

        Raises
        ------
        WrongPassphrase, StoreError, ConfigError
            When it does not open, is no such log, or a new passphrase is too short.
        """
        if path.exists():
            return cls(path, passphrase, SealedLog.open(path, kind=KIND, passphrase=passphrase))
        import pyrage  # noqa: F401  (missed now, and not after ten minutes of writing)

        return cls(path, check_new_passphrase(passphrase), None)

    @property
    def records(self) -> list[JsonDict]:
        return self._log.records if self._log else []

    def append(self, record: Mapping[str, object]) -> None:
        """Add a record; when this returns it is on the disk."""
        if self._log is None:
            self._log = self.made()
        self._log.append(record)

    def made(self) -> SealedLog:
        if self.path.exists():  # another window was quicker
            return SealedLog.open(self.path, kind=KIND, passphrase=self._passphrase)
        if self.path == default_path():
            private_folder(FOLDER)
        return SealedLog.create(self.path, kind=KIND, passphrase=self._passphrase)

    def keep_waiting(self, moment: Moment, day: date) -> None:
        """Keep what was said up to the wait."""
        self.append({"kind": "waiting", "date": day.isoformat(), **to_record(moment)})

    def keep_entry(self, moment: Moment, day: date) -> None:
        self.append({"kind": "entry", "date": day.isoformat(), **to_record(moment)})

    def keep_outcome(self, number: int, outcome: str, talked: str | None) -> None:
        """Keep what came of the entry of this number; the latest one counts."""
        self.append({"kind": "outcome", "entry": number, "outcome": outcome, "talked": talked})

    def drop_waiting(self) -> None:
        self.append({"kind": "dropped"})

    def waiting(self, spec: AlarmSpec) -> tuple[Moment, date] | None:
        """Return the entry that waits to be finished, None where there is none."""
        relevant = [
            record for record in self.records if record.get("kind") in {"waiting", "entry", "dropped"}
        ]
        if not relevant or relevant[-1]["kind"] != "waiting":
            return None
        moment = from_record(spec, {**relevant[-1], "at": AFTER})
        return moment, day_of(relevant[-1])

    def kept(self, spec: AlarmSpec) -> list[Kept]:
        """Return the finished entries with what came of them, oldest first."""
        outcomes = {
            record.get("entry"): str(record.get("outcome"))
            for record in self.records
            if record.get("kind") == "outcome"
        }
        return [
            build_kept(number, record, from_record(spec, record), outcomes.get(number))
            for number, record in enumerate(self.records)
            if record.get("kind") == "entry"
        ]

    def still_open(self, spec: AlarmSpec) -> list[Kept]:
        """Return the entries of which it is not known yet what came."""
        return [each for each in self.kept(spec) if each.entry.outcome in OPEN]

    def close(self) -> None:
        if self._log is not None:
            self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def build_kept(number: int, record: JsonDict, moment: Moment, outcome: str | None) -> Kept:
    given = moment.given
    chosen = {id_: value for id_, value in given.items() if isinstance(value, str)}
    numbers = {id_: value for id_, value in given.items() if isinstance(value, int)}
    entry = AlarmEntry(
        date=day_of(record),
        happened=chosen.get("happened"),
        before=numbers.get("before"),
        after=numbers.get("after"),
        step=chosen.get("settle"),
        about_to=chosen.get("about-to"),
        did=chosen.get("did"),
        outcome=outcome,
    )
    texts: dict[str, str] = {name: chosen[name] for name in ("happened-text", "reading") if name in chosen}
    return Kept(number=number, entry=entry, texts=texts)


def day_of(record: Mapping[str, object]) -> date:
    try:
        return date.fromisoformat(str(record.get("date")))
    except ValueError as error:
        raise StoreError("A date in the log is not one Pairbond wrote; restore an earlier copy.") from error
