"""What ``pairbond take`` says at the end: where the answers are, and what to do next."""

from __future__ import annotations

from pairbond.app.draft import Target
from pairbond.cli.screen import Screen
from pairbond.library.answers import NEVER_STORED, AnswersFile
from pairbond.library.instruments import instrument_ids, load_instrument

ORDER = (
    "closeness", "conflict", "values", "dealbreakers", "bond", "moves", "needs", "signs", "targets",
    "personality", "over-responsibility", "past-partners", "history",
)  # fmt: skip


def print_next(screen: Screen, target: Target, answers: AnswersFile) -> None:
    """Say where the answers are and the commands that come next."""
    plain = " --plain" if target.passphrase is None else ""
    way = (
        "not sealed, so anybody who can open the file can read it" if plain else "sealed with your passphrase"
    )
    screen.say()
    screen.say(f"Your answers are in {target.out}, {way}.", "bold")
    left = [name for name in worded() if name not in answers]
    if left:
        screen.say(f"\nAnother questionnaire ({', '.join(left)}):")
        command(screen, f"pairbond take {left[0]} --out {target.out}{plain}")
    screen.say("\nYour own report, now:")
    command(screen, f"pairbond report {target.out} --out report")
    screen.say("\nNine private questions before you share anything; they are asked of everyone:")
    command(screen, f"pairbond take safety --out {target.out}{plain}")
    screen.say("\nThe report for both of you, when your partner has answered too:")
    command(screen, f"pairbond report {target.out} PARTNER.json --out report")


def worded() -> list[str]:
    """Return the questionnaires with wording of our own, in the order of a report."""
    names = [name for name in instrument_ids() if name not in NEVER_STORED and load_instrument(name).worded]
    return sorted(names, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))


def command(screen: Screen, line: str) -> None:
    """Print a command on one line, however long, so that it can be copied."""
    screen.console.print(f"  {line}", markup=False, soft_wrap=True)
