"""What one's partner may see of one's daily check-ins: asked alone, kept in one's own answers file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pairbond.library.answers import Sharing

EXPLAINED: Final = (
    "The answer whether a change shows in both diaries is given only where both of you agreed to more than none. "
    "None: nothing of your days leaves your own report, and no answer is given; your partner is not told why. "
    "Banded: both of you get the answer, and your partner sees each of your weeks as low, middle or high. "
    "Open: both of you get the answer, and where both said open, each sees the other's days one by one. "
    "The lower of your two choices counts. You can change this later."
)
KEPT: Final = "Kept. Reports made from now on follow it; those made before stay as they are."


def words() -> dict[str, Sharing]:
    return {
        "o": "open", "open": "open", "b": "banded", "banded": "banded", "n": "none", "none": "none", "": "none",
    }  # fmt: skip


def ask_again(path: Path) -> None:
    """Ask what the partner may see, and keep it in the answers file."""
    from dataclasses import replace

    from pairbond.app.inputs import beginning
    from pairbond.app.person_file import write_person
    from pairbond.app.sealing import is_sealed
    from pairbond.cli.screen import Screen
    from pairbond.cli.take_questions import ask_word
    from pairbond.cli.take_safety import file_of
    from pairbond.safety import HELD, PARTS, SIGNAL

    whole: Sharing = "open"
    plain = path.is_file() and not is_sealed(beginning(path))
    target, screen = file_of(path, plain=plain), Screen()
    screen.say("What may your partner see of your daily check-ins?", "bold")
    screen.say(EXPLAINED + "\n")
    prompt = "o for open, b for banded, n or Enter for none: "
    said = ask_word(screen, prompt, words(), "Please type o, b or n.")
    assert target.known is not None
    # Without a record everything is used whole; saying one thing must not take back the others.
    known = target.known.consent
    before = dict.fromkeys((*PARTS, *HELD), whole) if known is None else dict(known)
    consent = {**before, SIGNAL: said}
    write_person(replace(target.known, consent=consent), target.out, target.passphrase)
    screen.say(KEPT)
