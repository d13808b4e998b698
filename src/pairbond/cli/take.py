"""``pairbond take``: a questionnaire in the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pairbond.cli.options import FILE, examples

if TYPE_CHECKING:
    from pairbond.app.draft import Draft, Target
    from pairbond.cli.screen import Screen
    from pairbond.instruments import Instrument
    from pairbond.library.answers import AnswersFile
    from pairbond.scoring.parameters import Calibration

ADULT, OLDEST, LONGEST_NAME = 18, 110, 40
TOO_YOUNG = (
    "These questionnaires are made for people of 18 and over, so this one stops here and keeps nothing. If "
    "something weighs on you, somebody you trust or a youth helpline will listen today."
)
STOPPED = 130


@click.command(
    "take",
    short_help="Answer a questionnaire here.",
    epilog=examples(
        "pairbond take closeness --out answers.json",
        "pairbond take closeness --adaptive --out answers.json",
        "pairbond take values --out answers.json",
        "pairbond take safety --out answers.json",
    ),
)
@click.argument("instrument_id", metavar="ID")
@click.option("--out", type=FILE, metavar="FILE", help="Your answers file; others join in it.")
@click.option("--plain", is_flag=True, help="Do not seal the file with a passphrase.")
@click.option("--adaptive", is_flag=True, help="Ask fewer lines, each chosen by what you said before.")
@click.option("--alias", metavar="NAME", help="The name that reports use for you.")
@click.option("--age", type=int, metavar="N", help="Your age; scores are compared with people of it.")
def command(
    instrument_id: str, out: Path | None, *, plain: bool, adaptive: bool, alias: str | None, age: int | None
) -> int:
    """Answer the questionnaire ID. Stop whenever you like: the same command goes on from there.

    The file is sealed with a passphrase of yours, and every answer is kept at once. Nothing is kept
    of the answers to safety: they can only switch off what your file lets a shared report say.
    """
    from pairbond.cli.take_safety import SAFETY, take_safety

    instrument = askable(instrument_id)
    check_person(alias, age)
    calibration = parameters_of(instrument) if adaptive else None
    if instrument.id == SAFETY:
        return take_safety(instrument, out, plain=plain)
    if out is None:
        raise click.UsageError("Missing option '--out'.")
    return take(instrument, target_of(out, plain=plain), alias, age, calibration=calibration)


def parameters_of(instrument: Instrument) -> Calibration:
    """Return the item parameters of an adaptive test; ConfigError where there can be none."""
    from pairbond.app.adaptive_session import check_range
    from pairbond.library.scored import adaptive_calibration

    calibration = adaptive_calibration(instrument)
    check_range(instrument, calibration)
    return calibration


def take(
    instrument: Instrument,
    target: Target,
    alias: str | None,
    age: int | None,
    *,
    calibration: Calibration | None = None,
) -> int:
    """Go on with the questionnaire or begin it; return the exit code."""
    from pairbond.app.draft import Draft, draft_path
    from pairbond.cli.screen import Screen

    screen = Screen()
    if instrument.id in (target.known or ()) and not draft_path(target.out).exists():
        choice = already_answered(screen, target, instrument)
        if choice != "a":
            return share_again(screen, target, instrument) if choice == "c" else 0
    with Draft.open(target, instrument, calibration) as draft:
        try:
            return run(screen, draft, alias, age)
        except KeyboardInterrupt:
            tell_saved(draft)
            return STOPPED


def askable(instrument_id: str) -> Instrument:
    """Return a questionnaire whose wording is at hand."""
    from pairbond.errors import ConfigError
    from pairbond.library.instruments import load_instrument

    instrument = load_instrument(instrument_id)
    if any(item.text is None for item in instrument.items):
        raise ConfigError(
            f"{instrument.title} comes without its wording, which is not ours to share; if you may use it, add "
            f"it with: pairbond instruments add-wording {instrument.id} FILE"
        )
    return instrument


def check_person(alias: str | None, age: int | None) -> None:
    from pairbond.errors import ConfigError

    if age is not None and age < ADULT:
        raise ConfigError(TOO_YOUNG)
    if age is not None and age > OLDEST:
        raise ConfigError(f"--age {age} is not possible; give years up to {OLDEST}, or leave it out.")
    if alias is not None and not (alias.isprintable() and 0 < len(alias.strip()) <= LONGEST_NAME):
        raise ConfigError(f"--alias needs 1 to {LONGEST_NAME} ordinary characters.")


def target_of(out: Path, *, plain: bool) -> Target:
    """Return the file that answers go into, opened where it exists."""
    from pairbond.app.draft import Target, draft_path
    from pairbond.app.sealed_log import is_sealed_log
    from pairbond.app.sealing import is_sealed
    from pairbond.cli.passphrase import new_passphrase
    from pairbond.errors import ConfigError

    if str(out) == "-" or out.is_dir():
        raise ConfigError("--out needs the name of a file, for example answers.json.")
    raw = None
    if out.exists():
        from pairbond.app.person_file import read_bytes

        raw = read_bytes(out)
        if is_sealed(raw) == plain:
            way = "leave out --plain" if plain else "add --plain"
            state = "sealed" if plain else "not sealed"
            raise ConfigError(f"{out.name} is {state}: {way}, or choose another name.")
    if plain:
        return Target(out=out, passphrase=None, known=opened_file(out, raw))
    if raw is None and not (draft_path(out).exists() and is_sealed_log(draft_path(out))):
        return Target(out=out, passphrase=new_passphrase(out.name))
    return unlocked(out, raw)


def opened_file(out: Path, raw: bytes | None) -> AnswersFile | None:
    from pairbond.library.answers import parse_answers

    return None if raw is None else parse_answers(raw, out.name)


def unlocked(out: Path, raw: bytes | None) -> Target:
    """Return a sealed file, or draft, opened by the passphrase that is asked for."""
    from pairbond.app.draft import KIND, Target, draft_path
    from pairbond.app.person_file import open_person
    from pairbond.app.sealed_log import SealedLog
    from pairbond.cli.passphrase import known_passphrase, opened

    def attempt() -> Target:
        passphrase = known_passphrase(out.name)
        if raw is not None:
            known = open_person(raw, out.name, lambda _: passphrase)
            return Target(out=out, passphrase=passphrase, known=known)
        log = SealedLog.open(draft_path(out), kind=KIND, passphrase=passphrase)
        return Target(out=out, passphrase=passphrase, log=log)

    return opened(attempt)


def already_answered(screen: Screen, target: Target, instrument: Instrument) -> str:
    """Ask what to do with answers that are there already: a, c or q."""
    from pairbond.errors import ConfigError

    name = target.out.name
    screen.say(f"{name} already holds your answers to “{instrument.title}”.")
    screen.say("a  answer again (the old answers stay until you finish)")
    screen.say("c  change what your partner may see, and whether there may be advice")
    screen.say("q  leave everything as it is")
    while True:
        answer = screen.ask("a, c or q: ")
        if answer is None:
            raise ConfigError(
                f"{name} already holds answers to {instrument.id}, and they were left as they are."
            )
        if answer.strip().casefold() in {"a", "c", "q"}:
            return answer.strip().casefold()


def run(screen: Screen, draft: Draft, alias: str | None, age: int | None) -> int:
    """Ask until the person finishes or leaves; return the exit code."""
    from pairbond.cli.take_questions import ask_items

    with screen.page():
        finished = ask_items(screen, draft)
    if not finished:
        tell_saved(draft)
        return 0
    return finish(screen, draft, alias, age)


def finish(screen: Screen, draft: Draft, alias: str | None, age: int | None) -> int:
    from datetime import date

    from pairbond.app.person_file import parts_of
    from pairbond.cli.take_next import print_next
    from pairbond.cli.take_questions import ask_advice, ask_consent, ask_who
    from pairbond.errors import ConfigError
    from pairbond.safety import ADVICE

    if draft.session.n_answered == 0:
        draft.discard()
        screen.say("You skipped every line, so nothing was written. Come back when you like.")
        return 0
    who = ask_who(screen, draft.target.known, alias, age)
    if who[1] is not None and who[1] < ADULT:
        draft.discard()
        raise ConfigError(TOO_YOUNG)
    consent = ask_consent(screen, parts_of(draft.session.instrument))
    if ADVICE not in ((draft.target.known and draft.target.known.consent) or ()):
        consent |= ask_advice(screen)
    answers = draft.finish(who=who, consent=consent, today=date.today())  # noqa: DTZ011
    print_next(screen, draft.target, answers)
    return 0


def share_again(screen: Screen, target: Target, instrument: Instrument) -> int:
    """Ask again what the partner may see, and keep only that."""
    from dataclasses import replace

    from pairbond.app.person_file import parts_of, write_person
    from pairbond.cli.take_questions import ask_advice, ask_consent

    known = target.known
    assert known is not None
    chosen = ask_consent(screen, parts_of(instrument)) | ask_advice(screen)
    consent = {**(known.consent or {}), **chosen}
    write_person(replace(known, consent=consent), target.out, target.passphrase)
    screen.say("Kept. Reports made from now on follow it; those made before stay as they are.")
    return 0


def tell_saved(draft: Draft) -> None:
    session, out = draft.session, draft.target.out
    done, n = len(session.said), len(session.asked)
    count = f"{done} of {n}" if session.usual is None else f"{done} so far"
    options = " --adaptive" if session.usual is not None else ""
    options += " --plain" if draft.target.passphrase is None else ""
    click.echo(f"Saved: {count}. Go on with: pairbond take {session.instrument.id} --out {out}{options}")
