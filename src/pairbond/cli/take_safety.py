"""``pairbond take safety``: the private screen. What is answered here is kept nowhere.

While the screen is open the consents concerned are off in the answers file, so that a window shut
in haste leaves them off. They are put back when nine lines were answered with no. In each case the
file is written twice, and what stands on the screen is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pairbond.cli.screen import Screen
from pairbond.cli.typed_lines import UNKNOWN, TypedLines
from pairbond.safety.gate import BLANK, NO, RATHER_NOT, YES, forget, held_consent, holds

if TYPE_CHECKING:
    from pairbond.app.draft import Target
    from pairbond.instruments import Instrument
    from pairbond.library.answers import Sharing
    from pairbond.library.safety_texts import SafetyTextsSpec

SAFETY = "safety"
GO, NOT_NOW, HELP = 1, 2, 3
BACK, LEAVE = 4, 5
CHOICES = {b"1": GO, b"2": NOT_NOW, b"": NOT_NOW, b"q": NOT_NOW, b"quit": NOT_NOW, b"3": HELP}
ANSWERS = {
    b"1": NO, b"n": NO, b"no": NO, b"2": YES, b"y": YES, b"yes": YES, b"3": RATHER_NOT,
    b"": BLANK, b"s": BLANK, b"skip": BLANK, b"b": BACK, b"back": BACK, b"q": LEAVE, b"quit": LEAVE,
}  # fmt: skip
KEYS = "number and Enter to answer · Enter alone leaves it out, which counts like 3 · b back · q stop here"
HINT = "Please type 1, 2 or 3, or only Enter."


def take_safety(instrument: Instrument, out: Path | None, *, plain: bool) -> int:
    """Show the private screen; *out* is the answers file whose consents it may switch off."""
    from pairbond.library.safety_texts import load_safety_texts

    target = None if out is None else file_of(out, plain=plain)
    screen, lines, texts = Screen(), TypedLines(), load_safety_texts()
    begun = False
    with suppress(KeyboardInterrupt):
        begun = begins(screen, lines, texts)
        if begun:
            go_through(screen, lines, instrument, texts, target)
    paragraphs(screen, [*texts.after, texts.terminal] if begun else texts.skipped)
    return 0


def file_of(out: Path, *, plain: bool) -> Target:
    """Return the answers file, opened; there must be one, since nothing else is written."""
    from pairbond.cli.take import target_of
    from pairbond.errors import ConfigError

    if not out.is_file():
        raise ConfigError(f"There is no file {out} yet; leave --out away, or answer a questionnaire first.")
    return target_of(out, plain=plain)


def begins(screen: Screen, lines: TypedLines, texts: SafetyTextsSpec) -> bool:
    """Return whether the person is alone and wants to go on."""
    before = texts.before
    paragraphs(screen, [before.free, before.alone, before.device])
    while True:
        for number, choice in enumerate((before.choices.go, before.choices.not_now, before.choices.help), 1):
            screen.say(f"  {number}   {choice}")
        screen.prompt("> ")
        choice_made = lines.meaning(CHOICES) if lines.read() else NOT_NOW
        lines.forget()
        if choice_made == HELP:
            help_page(screen)
        elif choice_made != UNKNOWN:
            return choice_made == GO


def help_page(screen: Screen) -> None:
    from pairbond.report.catalogue import load_help

    intro, _, places = load_help()
    paragraphs(screen, [*intro, *(f"{place.name}: {place.contact} ({place.note})" for place in places)])


def go_through(
    screen: Screen,
    lines: TypedLines,
    instrument: Instrument,
    texts: SafetyTextsSpec,
    target: Target | None,
) -> None:
    """Ask the nine lines with the consents off, and put these back where every answer was no."""
    as_set = target.known.consent if target is not None and target.known is not None else None
    keep(target, held_consent(as_set))
    answers = bytearray(len(instrument.items))
    try:
        with screen.page():
            paragraphs(screen, texts.intro)
            ask_lines(screen, lines, instrument, answers)
        keep(target, held_consent(as_set) if holds(answers) else as_set)
    finally:
        forget(answers)
        lines.forget()


def keep(target: Target | None, consent: Mapping[str, Sharing] | None) -> None:
    """Write the answers file with this consent record and nothing else changed."""
    from dataclasses import replace

    from pairbond.app.person_file import write_person

    if target is not None and target.known is not None:
        write_person(replace(target.known, consent=consent), target.out, target.passphrase)


def ask_lines(screen: Screen, lines: TypedLines, instrument: Instrument, answers: bytearray) -> None:
    """Ask line after line until the last is answered or the person leaves; what is left is blank."""
    place, note = 0, ""
    while place < len(answers):
        show(screen, instrument, place, note)
        said = lines.meaning(ANSWERS) if lines.read() else LEAVE
        lines.forget()
        note = HINT if said == UNKNOWN else ""
        if said == LEAVE:
            return
        if said == BACK:
            place = max(0, place - 1)
        elif said != UNKNOWN:
            answers[place] = said
            place += 1


def show(screen: Screen, instrument: Instrument, place: int, note: str) -> None:
    """Show one line; never what was answered to it before."""
    if place or note:
        screen.fresh()
    screen.say(f"{place + 1} of {len(instrument.items)}", "dim")
    screen.say(f"\n{instrument.items[place].text}\n", "bold")
    for value, label in zip(instrument.response.values, instrument.response.labels, strict=True):
        screen.say(f"   {value}   {label}")
    screen.say(f"\n{note or KEYS}", "yellow" if note else "dim")
    screen.prompt("> ")


def paragraphs(screen: Screen, texts: Iterable[str]) -> None:
    screen.say()
    for text in texts:
        screen.say(f"{text}\n")
