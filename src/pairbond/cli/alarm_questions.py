"""The pages of ``pairbond alarm``: one question each, the help page, and what came of an entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pairbond.app.alarm import (
    AFTER,
    SAFETY,
    Moment,
    Move,
    Question,
    Said,
    Value,
    order,
    pairs,
    question_at,
    step,
    understand,
)
from pairbond.app.alarm_log import Kept
from pairbond.app.session import BACK, LEAVE, SKIP, Unclear
from pairbond.cli.screen import Screen
from pairbond.library.alarm_spec import AlarmSpec, AskSpec

MOST_ENTRIES = 20
HOW = {
    "choice": "number and Enter",
    "many": "numbers and Enter, such as 1 4",
    "scale": "0 to 10 and Enter",
    "text": "write, then Enter",
}
KEYS = "s skip · b back · h help page · q leave"
SAFETY_KEYS = "number and Enter · h help page · q leave"
Extras = Mapping[str, Callable[[], None]]


def advance(
    screen: Screen, spec: AlarmSpec, moment: Moment, until: Callable[[Moment], bool]
) -> Moment | None:
    """Ask until a state is reached or nothing more is asked; None where the person left."""
    lead = () if moment.at in {SAFETY, AFTER} else spec.welcome
    while not (moment.over or until(moment)):
        question = question_at(spec, moment)
        assert question is not None
        move = ask(screen, question, moment.given.get(question.id), (*lead, *place(spec, moment)), {})
        if move == LEAVE:
            return None
        lead = reply(spec, question, move)
        moment = step(spec, moment, move)
    return moment


def place(spec: AlarmSpec, moment: Moment) -> tuple[str, ...]:
    """Return how far one is, the safety question not counted."""
    asked = order(spec, moment.given)
    here = asked.index(moment.at)
    return (f"{here} of {len(asked) - 1}",) if here else ()


def reply(spec: AlarmSpec, question: Question, move: Move) -> tuple[str, ...]:
    """Return what is said to an answer, on the next page."""
    if question.id != "about-to" or not isinstance(move, Said):
        return ()
    return tuple(choice.reply for choice in spec.about_to.choices if choice.id == move.value)


def ask(screen: Screen, question: Question, said: Value | None, lead: Sequence[str], extras: Extras) -> Move:
    """Show a question until what is typed is an answer or a turn; the end of input is leaving."""
    handlers = {"h": lambda: show_help(screen), **extras}
    note = ""
    while True:
        show(screen, question, said, lead, note)
        text = screen.ask("> ")
        if text is None:
            return LEAVE
        handler = handlers.get(text.strip().casefold())
        if handler is not None:
            handler()
            note = ""
            continue
        move = understand(text, question, said=said is not None)
        if not isinstance(move, Unclear):
            return move
        note = move.hint


def show(screen: Screen, question: Question, said: Value | None, lead: Sequence[str], note: str) -> None:
    screen.fresh()
    for text in lead:
        screen.say(text, "dim" if text[0].isdigit() else "")
    screen.say(f"\n{question.ask}\n" if lead else f"{question.ask}\n", "bold")
    for text in question.notes:
        screen.say(text, "" if question.id == SAFETY else "dim")
    if question.choices:
        screen.console.print(Padding(grid(question, said), (1 if question.notes else 0, 0, 1, 2)))
    if said is not None:
        screen.say("You have answered this. Enter keeps it.", "italic")
    keys = SAFETY_KEYS if question.id == SAFETY else f"{HOW[question.kind]} · {KEYS}"
    screen.say(note or keys, "yellow" if note else "dim")


def grid(question: Question, said: Value | None) -> Table:
    chosen = said if isinstance(said, tuple) else (said,)
    table = Table.grid(padding=(0, 2))
    for number, (id_, text) in enumerate(question.choices, 1):
        table.add_row(Text(f"{number:>2} ", style="bold reverse" if id_ in chosen else "bold"), Text(text))
    return table


def show_help(screen: Screen) -> None:
    """Show the help page, which is the same for everyone."""
    from pairbond.report.catalogue import load_help

    intro, checked, places = load_help()
    screen.fresh()
    for text in intro:
        screen.say(text)
    screen.say()
    for each in places:
        screen.say(f"{each.name}: {each.contact} ({each.note})")
    screen.say(f"\nChecked in {checked}.\n", "dim")
    if screen.live:
        screen.ask("Enter to go back ")


def show_held(screen: Screen, spec: AlarmSpec) -> int:
    """Show the texts for other moments, and the help page where it is wanted."""
    screen.fresh()
    for text in spec.safety.held:
        screen.say(text + "\n")
    while (screen.ask("h for the help page, Enter to close: ") or "").strip().casefold() == "h":
        show_help(screen)
    return 0


def ask_which(screen: Screen, spec: AlarmSpec, waiting: Sequence[Kept]) -> Kept | None:
    """Ask which entry it is about, newest first; None where the person left."""
    newest = {str(kept.number): kept for kept in reversed(waiting[-MOST_ENTRIES:])}
    question = Question(
        id="which",
        kind="choice",
        ask="Which entry is it about?",
        choices=tuple((id_, label(spec, kept)) for id_, kept in newest.items()),
    )
    move = ask(screen, question, None, (), {})
    return newest[str(move.value)] if isinstance(move, Said) else None


def label(spec: AlarmSpec, kept: Kept) -> str:
    """Return an entry by its date, its kind and its numbers, without its texts."""
    entry = kept.entry
    kinds = {choice.id: choice.text for choice in spec.happened.choices}
    numbers = [str(value) for value in (entry.before, entry.after) if value is not None]
    parts = [f"{entry.date:%d %b %Y}".lstrip("0"), kinds.get(entry.happened or "", "")]
    parts.append(f"alarm {', then '.join(numbers)}" if numbers else "")
    return " · ".join(filter(None, parts))


def ask_what_came(screen: Screen, spec: AlarmSpec, kept: Kept) -> tuple[str, str | None] | None:
    """Ask what came of an entry and whether it was talked about; None where it is left open."""
    extras = {"w": lambda: show_texts(screen, kept)} if kept.texts else {}
    lead = (label(spec, kept), *(("w shows what you wrote then.",) if extras else ()))
    while True:
        came = ask(screen, asked("outcome", spec.outcome), None, lead, extras)
        if not isinstance(came, Said):
            return None
        talked = ask(screen, asked("talked", spec.outcome.talked), None, (), extras)
        if talked == LEAVE:
            return None
        if talked != BACK:
            return str(came.value), None if talked == SKIP or not isinstance(talked, Said) else str(
                talked.value
            )


def asked(id_: str, spec: AskSpec) -> Question:
    return Question(id=id_, kind="choice", ask=spec.ask, choices=pairs(spec.choices))


def show_texts(screen: Screen, kept: Kept) -> None:
    """Show the person's own words, named as what was written."""
    screen.fresh()
    screen.say("You wrote then:")
    for text in kept.texts.values():
        screen.say(f"“{text}”")
    if screen.live:
        screen.ask("Enter to go back ")
