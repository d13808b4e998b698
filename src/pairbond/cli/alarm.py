"""``pairbond alarm``: ten minutes with oneself, and what one learns from them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pairbond.cli.options import FILE, examples

if TYPE_CHECKING:
    from pairbond.app.alarm import Moment
    from pairbond.app.alarm_log import AlarmLog
    from pairbond.cli.screen import Screen
    from pairbond.library.alarm_spec import AlarmSpec

NOTHING = "Nothing was written."
LATER = "Later you can write down what came of it: pairbond alarm --outcome"
NO_ENTRY = "There is no entry that waits for what came of it."
KEPT = "What you wrote is kept, sealed. pairbond alarm asks for the rest when you come back."


@click.command(
    "alarm",
    short_help="Ten minutes for a moment of alarm.",
    epilog=examples("pairbond alarm", "pairbond alarm --outcome", "pairbond alarm --review"),
)
@click.option("--log", type=FILE, metavar="FILE", help="Your private log, in place of the usual one.")
@click.option("--review", is_flag=True, help="Show what your entries say so far.")
@click.option("--outcome", is_flag=True, help="Write down what came of an entry.")
def command(log: Path | None, *, review: bool, outcome: bool) -> int:
    """Go through a moment of alarm: what happened, what else could fit, one thing to do, a wait.

    The log is sealed with a passphrase of yours. You can leave out every question.
    """
    from pairbond.cli.screen import Screen
    from pairbond.library.alarm import load_alarm

    if review and outcome:
        raise click.UsageError("--review and --outcome are two things; choose one of them.")
    path = checked(log)
    screen = Screen()
    with screen.page():
        return run(screen, load_alarm(), path, review=review, outcome=outcome)


def checked(log: Path | None) -> Path:
    from pairbond.app.alarm_log import default_path
    from pairbond.errors import ConfigError

    if log is not None and (str(log) == "-" or log.is_dir()):
        raise ConfigError("--log needs the name of a file, for example notes.log.")
    return log or default_path()


def run(screen: Screen, spec: AlarmSpec, path: Path, *, review: bool, outcome: bool) -> int:
    """Ask about safety first; only after a no is the log opened."""
    from pairbond.app.alarm import SAFETY, begin
    from pairbond.cli.alarm_questions import advance, show_held

    moment = advance(screen, spec, begin(), lambda moment: moment.at != SAFETY)
    if moment is None:
        return leave(screen, NOTHING)
    if moment.at == "held":
        return show_held(screen, spec)
    if (review or outcome) and not path.exists():
        from pairbond.report.alarm_review import review as review_of

        return leave(screen, review_of((), spec)[0] if review else NO_ENTRY)
    with unlocked(path) as log:
        if review:
            return show_review(screen, spec, log)
        return ask_outcome(screen, spec, log) if outcome else go_through(screen, spec, log, moment)


def unlocked(path: Path) -> AlarmLog:
    """Return the log, its passphrase asked for once."""
    import sys

    from pairbond.app.alarm_log import AlarmLog
    from pairbond.cli.passphrase import VARIABLE, from_environment, known_passphrase, new_passphrase, opened
    from pairbond.errors import ConfigError

    if path.exists():
        return opened(lambda: AlarmLog.open(path, known_passphrase(path.name)))
    if from_environment() is None and not sys.stdin.isatty():
        raise ConfigError(f"{path.name} will be sealed: run this in a terminal, or set {VARIABLE}.")
    return AlarmLog.open(path, new_passphrase(path.name))


def leave(screen: Screen, *sentences: str) -> int:
    """Show the last sentences; on a terminal they stay until Enter."""
    screen.fresh()
    for sentence in sentences:
        screen.say(sentence + "\n")
    if screen.live:
        screen.ask("Enter to close ")
    return 0


def go_through(screen: Screen, spec: AlarmSpec, log: AlarmLog, moment: Moment) -> int:
    """Ask everything up to the wait, keep that, then ask how it went."""
    from pairbond.app.alarm import AFTER, HELD
    from pairbond.cli.alarm_questions import advance, show_held

    day = date.today()  # noqa: DTZ011
    waiting = log.waiting(spec)
    if waiting is not None and not goes_on(screen, waiting[1]):
        log.drop_waiting()
        waiting = None
    if waiting is not None:
        return finish(screen, spec, log, *waiting)
    reached = advance(screen, spec, moment, lambda moment: moment.at == AFTER)
    if reached is None:
        return leave(screen, NOTHING)
    if reached.at == HELD:
        return show_held(screen, spec)
    if reached.empty:
        return leave(screen, "You left everything out, so nothing was written.")
    log.keep_waiting(reached, day)
    return finish(screen, spec, log, reached, day)


def goes_on(screen: Screen, day: date) -> bool:
    """Ask whether to finish the entry that waits."""
    screen.fresh()
    screen.say(f"On {day:%d %B} you began an entry and chose to wait.".replace("On 0", "On "))
    while True:
        text = screen.ask("Enter to finish it, n to put it away and begin anew: ")
        word = (text or "").strip().casefold()
        if word in {"", "y", "yes"}:
            return True
        if word in {"n", "no"}:
            return False


def finish(screen: Screen, spec: AlarmSpec, log: AlarmLog, moment: Moment, day: date) -> int:
    from pairbond.app.alarm import DONE
    from pairbond.cli.alarm_questions import advance

    done = advance(screen, spec, moment, lambda moment: moment.at == DONE)
    if done is None:
        return leave(screen, KEPT)
    log.keep_entry(done, day)
    stayed = (spec.after.stayed,) if done.given.get("did") in spec.after.did.stayed else ()
    return leave(screen, *stayed, *spec.after.close, LATER)


def show_review(screen: Screen, spec: AlarmSpec, log: AlarmLog) -> int:
    from pairbond.report.alarm_review import review

    return leave(screen, *review([kept.entry for kept in log.kept(spec)], spec))


def ask_outcome(screen: Screen, spec: AlarmSpec, log: AlarmLog) -> int:
    from pairbond.cli.alarm_questions import ask_what_came, ask_which

    waiting = log.still_open(spec)
    if not waiting:
        return leave(screen, NO_ENTRY)
    kept = ask_which(screen, spec, waiting)
    answers = kept and ask_what_came(screen, spec, kept)
    if not kept or not answers:
        return leave(screen, NOTHING)
    log.keep_outcome(kept.number, *answers)
    return leave(screen, spec.outcome.thanks)
