"""The questions of ``pairbond take``: the items, who is answering, what the partner may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from time import monotonic

from pairbond.app.draft import Draft
from pairbond.app.person_file import Sharing
from pairbond.app.session import KEEP, LEAVE, Unclear, understand
from pairbond.cli.screen import Screen
from pairbond.library.answers import AnswersFile
from pairbond.safety import ADVICE, BAND_ROWS

PART_NAMES = {
    "attachment": "closeness and distance: how much you fear for the bond, how much distance you keep",
    "bond": "how content you are with the two of you, and how cared for you feel",
    "conflict": "how you two disagree, as you see it",
    "values": "what matters to you in life",
    "dealbreakers": "children, money, faith and the other things to settle",
    "personality": "personality: the five broad traits",
    "needs": "what you want and get in a week, in counts",
    "loop": "what each of you does when it gets tense, and what comes next",
}
EXPLAINED = (
    "A report for both of you shows a part only where both of you agreed to it. Open means that your partner "
    "sees your scores on it, how sure they are, and the sentences that follow from them{answers}. None keeps "
    "the part out, and the report does not say why. Your own report always has everything. You can change "
    "this later."
)
ITEM_BY_ITEM = "; here that is each answer itself"
ANSWER_BY_ANSWER = frozenset({"dealbreakers", "needs", "loop"})
"""Parts that are made of single answers, so that a report for two shows the answers."""
ADVICE_EXPLAINED = (
    "Advice means steps to try, and a letter to your partner drafted from your answers for you to change or "
    "leave. Your own report shows them to you alone; a report for both of you advises only where both of you "
    "said yes. You can change this later."
)
ADVICE_WORDS: dict[str, Sharing] = {"y": "open", "yes": "open", "n": "none", "no": "none", "": "none"}
BANDS_EXPLAINED = (
    "Bands means that your partner sees only whether you are in the lower, middle or upper third of a scale. "
    "Where one of you says bands and the other open, both are shown in bands."
)
BAND_WORDS: dict[str, Sharing] = {"b": "banded", "bands": "banded"}
OPEN_WORDS: dict[str, Sharing] = {"o": "open", "open": "open", "n": "none", "none": "none", "": "none"}


def ask_items(screen: Screen, draft: Draft, clock: Callable[[], float] = monotonic) -> bool:
    """Ask item after item; return whether the person finished (else they left)."""
    note, first = "", True
    while True:
        session = draft.session
        if session.done and not screen.live:
            return True
        if session.done:
            screen.end(session, note)
        else:
            screen.item(session, note, first=first)
        shown = clock()
        text = screen.ask("> ")
        move = LEAVE if text is None else understand(text, session)
        if isinstance(move, Unclear):
            note = move.hint
            continue
        note, first = "", False
        if move == LEAVE or (session.done and move == KEEP):
            return move != LEAVE
        draft.take(move, clock() - shown)


def ask_who(
    screen: Screen, known: AnswersFile | None, alias: str | None, age: int | None
) -> tuple[str | None, int | None]:
    """Return alias and age; on a terminal what is not known yet is asked for, and may be left out."""
    alias = alias or (known.alias if known else None)
    age = age or (known.age if known else None)
    if not screen.live:
        return alias, age
    if alias is None:
        text = screen.ask("What shall the report call you? (Enter for no name) ") or ""
        alias = "".join(filter(str.isprintable, text)).strip()[:40] or None
    while age is None:
        text = (
            screen.ask("Your age in years, to compare with people of it? (Enter to leave out) ") or ""
        ).strip()
        if not text:
            break
        if text.isascii() and text.isdecimal() and int(text[:4]) <= 110:
            age = int(text)
        else:
            screen.say("Please type a number, or just Enter.", "yellow")
    return alias, age


def ask_consent(screen: Screen, parts: Sequence[str]) -> dict[str, Sharing]:
    """Return what the partner may see of these parts; nothing is open unless it is said."""
    if not parts:
        return {}
    screen.say()
    screen.say("What may your partner see?", "bold")
    screen.say(EXPLAINED.format(answers=ITEM_BY_ITEM if ANSWER_BY_ANSWER & set(parts) else "") + "\n")
    if set(parts) & set(BAND_ROWS):
        screen.say(BANDS_EXPLAINED + "\n")
    return {part: ask_part(screen, part) for part in parts}


def ask_advice(screen: Screen) -> dict[str, Sharing]:
    """Return whether reports may give advice; they may not unless it is said."""
    screen.say()
    screen.say("May reports give advice?", "bold")
    screen.say(ADVICE_EXPLAINED + "\n")
    return {ADVICE: ask_word(screen, "y for yes, n or Enter for no: ", ADVICE_WORDS, "Please type y or n.")}


def ask_part(screen: Screen, part: str) -> Sharing:
    screen.say(PART_NAMES.get(part, part)[:1].upper() + PART_NAMES.get(part, part)[1:])
    if part in BAND_ROWS:
        words = OPEN_WORDS | BAND_WORDS
        return ask_word(
            screen, "o for open, b for bands, n or Enter for none: ", words, "Please type o, b or n."
        )
    return ask_word(screen, "o for open, n or Enter for none: ", OPEN_WORDS, "Please type o or n.")


def ask_word(screen: Screen, prompt: str, words: Mapping[str, Sharing], hint: str) -> Sharing:
    """Return what one of the words means; the end of input means the same as Enter."""
    while True:
        word = (screen.ask(prompt) or "").strip().casefold()
        if word in words:
            return words[word]
        screen.say(hint, "yellow")
