"""A questionnaire that is being answered: its draft on disk, and the file it ends in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pairbond.app.person_file import Sharing, with_answers, write_person
from pairbond.app.sealed_log import SealedLog
from pairbond.app.session import Move, Session, replay, responses, steps
from pairbond.errors import ConfigError
from pairbond.instruments import Instrument
from pairbond.library.answers import AnswersFile
from pairbond.types import JsonDict

if TYPE_CHECKING:
    from pairbond.scoring.parameters import Calibration

KIND = "draft"


def draft_path(out: Path) -> Path:
    """Return where the draft of an answers file lies: beside it."""
    return out.with_name(out.name + ".part")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The file that answers end in, what is in it already, and its passphrase (None: plain).

    ``log`` is the draft beside it, where unlocking the file has opened that already.
    """

    out: Path
    passphrase: str | None
    known: AnswersFile | None = None
    log: SealedLog | None = None


class Draft:
    """A session whose every answer is on the disk before the next state is returned."""

    def __init__(self, target: Target, log: SealedLog, session: Session) -> None:
        self.target = target
        self.session = session
        self._log = log

    @classmethod
    def open(cls, target: Target, instrument: Instrument, adaptive: Calibration | None = None) -> Self:
        """Go on with the draft beside the file, or begin one; with *adaptive*, of an adaptive test."""
        path = draft_path(target.out)
        opener = SealedLog.open if path.exists() else SealedLog.create
        log = target.log or opener(path, kind=KIND, passphrase=target.passphrase)
        try:
            if not log.records:
                ref = instrument.ref
                kind = {} if adaptive is None else {"adaptive": marker(adaptive)}
                log.append({"begin": ref.id, "hash": ref.content_hash, **kind})
            check_same(log, instrument, target)
            check_kind(log, instrument, target, adaptive)
            session = replayed_session(instrument, adaptive, log.records[1:])
        except BaseException:
            log.close()
            raise
        return cls(target, log, session)

    def take(self, move: Move, seconds: float) -> None:
        """Make one move; when this returns, what was said is on the disk."""
        for session, record in steps(self.session, move, seconds):
            if record is not None:
                self._log.append(record)
            self.session = session

    def finish(
        self, *, who: tuple[str | None, int | None], consent: Mapping[str, Sharing], today: date
    ) -> AnswersFile:
        """Write the answers into their file and remove the draft (*who*: alias and age)."""
        target = self.target
        answers = with_answers(target.known, responses(self.session), who=who, consent=consent, today=today)
        write_person(answers, target.out, target.passphrase)
        self._log.delete()
        return answers

    def discard(self) -> None:
        """Remove the draft; nothing is kept."""
        self._log.delete()

    def close(self) -> None:
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def marker(adaptive: Calibration) -> JsonDict:
    from pairbond.app.adaptive_session import marker as test_marker

    return test_marker(adaptive)


def replayed_session(
    instrument: Instrument, adaptive: Calibration | None, records: Sequence[JsonDict]
) -> Session:
    if adaptive is None:
        return replay(instrument, records)
    from pairbond.app.adaptive_session import replay_adaptive

    return replay_adaptive(instrument, adaptive, records)


def check_kind(log: SealedLog, instrument: Instrument, target: Target, adaptive: Calibration | None) -> None:
    """Refuse to go on with an adaptive test as a whole questionnaire, or the other way round."""
    found, name = log.records[0].get("adaptive"), log.path.name
    plain = " --plain" if target.passphrase is None else ""
    command = f"pairbond take {instrument.id} --out {target.out}{plain}"
    if found is not None and adaptive is None:
        raise ConfigError(
            f"{name} was begun with --adaptive: go on with {command} --adaptive, or delete {name}."
        )
    if found is None and adaptive is not None:
        raise ConfigError(f"{name} was begun without --adaptive: go on with {command}, or delete {name}.")
    if adaptive is not None and found != marker(adaptive):
        raise ConfigError(
            f"{name} was begun with other item parameters of {instrument.id}, and the two cannot be mixed; "
            f"delete {name} to begin anew."
        )


def check_same(log: SealedLog, instrument: Instrument, target: Target) -> None:
    """Refuse a draft of another questionnaire, or of another version of this one."""
    begun, content = log.records[0].get("begin"), log.records[0].get("hash")
    name = log.path.name
    if begun != instrument.id:
        raise ConfigError(
            f"{name} holds “{begun}”, which is not finished: go on with pairbond take {begun} --out "
            f"{target.out}, or delete {name}."
        )
    if content != instrument.content_hash:
        raise ConfigError(
            f"{name} was begun with other wording of {instrument.id}, and the two cannot be mixed; "
            f"delete {name} to begin anew."
        )
