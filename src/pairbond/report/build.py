"""Builds a report: consent first, then profiles, then one section after the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from pairbond.checkins.entries import CheckIns
from pairbond.dyad import Pair
from pairbond.errors import ConfigError, ContentError
from pairbond.findings import Person as NamedPerson
from pairbond.findings import Section
from pairbond.findings.narrative import Catalogue
from pairbond.instruments import Instrument
from pairbond.library.answers import AnswersFile
from pairbond.library.instruments import load_instrument
from pairbond.library.norms import choose_norms
from pairbond.library.pair_texts import load_actions
from pairbond.library.scored import scored
from pairbond.library.value_reference import load_value_reference
from pairbond.profile import Profile, build_profile
from pairbond.report.catalogue import load_catalogue, load_help
from pairbond.report.contact import ContactView
from pairbond.report.context import NO_BANDS, Context, HelpPage, Person
from pairbond.report.days import days_part
from pairbond.report.document import Document
from pairbond.report.header import header
from pairbond.report.machine import (
    actions_part,
    bands_part,
    conflict_part,
    loop_part,
    needs_part,
    perception_part,
    quality_part,
    values_part,
)
from pairbond.report.sections.actions import actions_section
from pairbond.report.sections.attachment import attachment_section
from pairbond.report.sections.bands import bands_section
from pairbond.report.sections.certainty import cannot_say, certainty_section
from pairbond.report.sections.change import change_section
from pairbond.report.sections.coercion import hides_a_problem
from pairbond.report.sections.conflict import conflict_section
from pairbond.report.sections.everywhere import everywhere_section
from pairbond.report.sections.exercises import approaches_section, exercises_section
from pairbond.report.sections.letter import letter_section
from pairbond.report.sections.loop import loop_section
from pairbond.report.sections.loop_words import contempt
from pairbond.report.sections.messages import messages_section
from pairbond.report.sections.method import help_section, method_section
from pairbond.report.sections.needs import joint_needs_section
from pairbond.report.sections.own_days import own_days_part, own_days_section
from pairbond.report.sections.own_side import moves_section, needs_section
from pairbond.report.sections.past import (
    history_section,
    over_responsibility_section,
    past_section,
)
from pairbond.report.sections.perception import perception_section
from pairbond.report.sections.personality import personality_section
from pairbond.report.sections.signal import signal_section
from pairbond.report.sections.signs import signs_section
from pairbond.report.sections.strengths import strengths_section
from pairbond.report.sections.summary import summary_section
from pairbond.report.sections.values import values_section
from pairbond.safety import PARTS, CoupleBands, advises, couple_bands, part_prefix, released
from pairbond.safety.consent import Release
from pairbond.scoring.classical import NormChoice
from pairbond.types import JsonDict, Reader, Who
from pairbond.version import VERSION

Norms = Mapping[str, NormChoice | None]

MAKERS: tuple[Callable[[Context], Section | None], ...] = (
    attachment_section,
    bands_section,
    signs_section,
    everywhere_section,
    over_responsibility_section,
    past_section,
    history_section,
    moves_section,
    loop_section,
    signal_section,
    messages_section,
    needs_section,
    joint_needs_section,
    perception_section,
    conflict_section,
    personality_section,
    values_section,
    actions_section,
    letter_section,
    exercises_section,
    change_section,
    own_days_section,
    approaches_section,
)
"""The sections between what goes well and the method, in the product's order. Each decides itself
whether it has anything to say to this reader."""


def build_report(
    a: AnswersFile,
    b: AnswersFile | None = None,
    *,
    reader: Reader | None = None,
    created: date,
    norm: str | None = None,
    checkins: CheckIns | None = None,
    contact: ContactView | None = None,
    language: str = "en",
    banded: bool = False,
    withheld: Collection[str] = (),
    earlier: AnswersFile | None = None,
) -> Document:
    """Return the report for one reader.

    Parameters
    ----------
    reader
        ``a`` or ``b``: that person's own report, from their own answers alone. ``joint``: what
        both agreed to show. Default: joint for two people, ``a`` for one.
    created
        The date printed in the header (the library reads no clock).
    norm
        Norms to use in place of the default ones, by id or path.
    banded
        Show no part of a joint report openly: bands, where a part can be shown in bands.
    withheld
        Ids of sentences that someone marked "not so for me"; the report is made as if they had
        not been found.
    earlier
        The reader's own answers of an earlier day (used in their own report only).
    checkins
        The two diaries; consent decides what of them this reader sees.
    contact
        What this reader may see of a chat (:func:`pairbond.app.chat.contact_for` asks consent first).
    """
    reader = reader or ("joint" if b is not None else "a")
    if reader != "a" and b is None:
        raise ConfigError(f"A report for {reader} needs the answers of both people.")
    ctx = build_context(a, b, reader=reader, created=created, norm=norm, language=language, banded=banded)
    ctx = replace(ctx, withheld=frozenset(withheld))
    ctx = replace(ctx, advice=ctx.advice and not hides_a_problem(ctx))
    if earlier is not None and reader != "joint":
        ctx = with_earlier(ctx, earlier)
    if not (banded and reader == "joint"):  # days have no bound on what they reveal, so they need open mode
        ctx = replace(ctx, days=days_part(checkins, a, b, reader=reader), contact=contact)
    return assemble(ctx)


def with_earlier(ctx: Context, earlier: AnswersFile) -> Context:
    """Return the context with the reader's profile of an earlier day."""
    instruments = {name: load_instrument(name) for name in earlier.responses}
    norms = {name: ctx.norms.get(name, norms_for(found, None)) for name, found in instruments.items()}
    person = ctx.people[0]
    profile = profile_of(earlier, person.who, person.name, norms)
    return replace(ctx, earlier=profile, earlier_date=earlier.occasion)


def build_context(
    a: AnswersFile,
    b: AnswersFile | None,
    *,
    reader: Reader,
    created: date,
    norm: str | None,
    language: str,
    banded: bool = False,
) -> Context:
    """Return the context of a report; consent decides here what the sections can see at all."""
    catalogue = load_catalogue(language)
    given: list[tuple[Who, AnswersFile]] = [("a", a)]
    if b is not None:
        given.append(("b", b))
    if reader != "joint":
        given = [(who, answers) for who, answers in given if who == reader]
    instruments = {name: load_instrument(name) for _, answers in given for name in answers.responses}
    norms = {name: norms_for(instrument, norm) for name, instrument in instruments.items()}
    names = alias_names(given, catalogue)
    profiles = {who: profile_of(answers, who, names[who], norms) for who, answers in given}
    agreed = agreed_parts(a, b if reader == "joint" else None, banded=banded)
    parts = parts_in(tuple(profiles.values()), agreed)
    bands = bands_in(a, b, agreed)
    if reader == "joint":
        prefixes = [part_prefix(part) for part in parts]
        profiles = {who: profile.only(prefixes) for who, profile in profiles.items()}
    people = tuple(Person(answers=answers, profile=profiles[who]) for who, answers in given)
    intro, checked, places = load_help(language)
    ctx = Context(
        reader=reader,
        people=people,
        parts=parts,
        absent=tuple(part for part in PARTS if part not in parts and part not in bands.parts),
        catalogue=catalogue,
        norms=norms,
        instruments=instruments,
        values=load_value_reference(),
        help=HelpPage(intro=intro, checked=checked, places=places),
        created=created,
        bands=bands,
        actions=load_actions(language),
        advice=advises(*(answers.consent for _, answers in given)),
    )
    return with_pair(ctx) if ctx.joint else ctx


def with_pair(ctx: Context) -> Context:
    """Return the context with what the shown answers of two people say about the two of them."""
    pair = ctx.pair
    assert isinstance(pair, Pair)
    return replace(
        ctx,
        loop=pair.loop(also_coercive=contempt(ctx)) if "loop" in ctx.parts else None,
        needs=pair.needs() if "needs" in ctx.parts else None,
        perception=pair.perception(),
    )


def agreed_parts(a: AnswersFile, b: AnswersFile | None, *, banded: bool) -> dict[str, Release]:
    """Return how each part may be shown; in a person's own report everything is open to them."""
    if b is None:
        return dict.fromkeys(PARTS, "open")
    return released(a.consent, b.consent, banded=banded)


def parts_in(profiles: tuple[Profile, ...], agreed: Mapping[str, Release]) -> tuple[str, ...]:
    """Return the parts a report shows openly.

    A joint report shows what both agreed to show and both answered: a part one of them did not
    answer looks exactly like a part one of them withholds.
    """
    return tuple(
        part
        for part, how in agreed.items()
        if how == "open" and all(profile.has_part(part_prefix(part)) for profile in profiles)
    )


def bands_in(a: AnswersFile, b: AnswersFile | None, agreed: Mapping[str, Release]) -> CoupleBands:
    """Return the parts a joint report shows in bands, where both answered enough of them."""
    parts = tuple(part for part, how in agreed.items() if how == "banded")
    return couple_bands(a.responses, b.responses, parts) if b is not None else NO_BANDS


def norms_for(instrument: Instrument, norm: str | None) -> NormChoice | None:
    """Return the norms of an instrument; a norm file named by the user serves those it fits."""
    if norm is None:
        return choose_norms(instrument)
    try:
        return choose_norms(instrument, norm)
    except ContentError:
        return choose_norms(instrument)


def alias_names(given: Sequence[tuple[Who, AnswersFile]], catalogue: Catalogue) -> dict[Who, str]:
    """Return the names to print; two equal names are told apart by A and B."""
    names = {who: answers.alias or catalogue.say(f"person.default.{who}") for who, answers in given}
    if len({name.casefold() for name in names.values()}) < len(names):
        return {who: f"{name} ({who.upper()})" for who, name in names.items()}
    return names


def profile_of(answers: AnswersFile, who: Who, name: str, norms: Norms) -> Profile:
    scores = [
        scored(responses, norms=norms.get(instrument), age=answers.age)
        for instrument, responses in sorted(answers.responses.items())
    ]
    return build_profile(scores, who=who, name=name, age=answers.age)


def assemble(ctx: Context) -> Document:
    """Return the report of a context: sections in the product's order."""
    body = [section for make in MAKERS if (section := make(ctx))]
    strengths = strengths_section(ctx)
    cannot = cannot_say(ctx, [strengths, *body])
    summary = summary_section(ctx, [strengths, *body])
    sections: list[Section] = [
        summary,
        certainty_section(ctx),
        strengths,
        *body,
        method_section(ctx, [summary, strengths, *body]),
        help_section(ctx),
    ]
    return Document(
        mode=mode_of(ctx),
        reader=ctx.reader,
        title=ctx.voiced("report.title"),
        subtitle=ctx.voiced("report.subtitle"),
        language=ctx.catalogue.language,
        people=tuple(named(person, hidden=SINGLE_ANSWERS if ctx.joint else ()) for person in ctx.people),
        header=header(ctx),
        sections=numbered(sections),
        cannot_say=cannot,
        versions=versions(ctx),
        extra=json_parts(ctx),
    )


def numbered(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return the sections numbered as they stand, so that a reader misses none."""
    return tuple(replace(section, number=n) for n, section in enumerate(sections, start=1))


def mode_of(ctx: Context) -> Literal["solo", "full", "partial"]:
    """Return solo; for two people full with every part, else partial, whatever the reason."""
    if not ctx.joint:
        return "solo"
    return "partial" if ctx.absent else "full"


SINGLE_ANSWERS = ("move.", "need.")
"""Constructs that are single answers. A report for two gives them as the loop and as needs, where
a coercive act has no reporter and what is a person's own stays theirs."""


def named(person: Person, hidden: tuple[str, ...] = ()) -> NamedPerson:
    """Return a person with their scores, but those of hidden constructs."""
    scales: dict[str, JsonDict] = {
        str(s.scale.id): s.to_dict()
        for scores in person.profile.scores
        for s in scores.scales
        if not (hidden and s.scale.construct.startswith(hidden))
    }
    return NamedPerson(who=person.who, name=person.name, scales=scales)


def versions(ctx: Context) -> JsonDict:
    """Return what the report was made with: the product, every instrument, every norm group."""
    used = {s.instrument.id: s.instrument.to_dict() for p in ctx.people for s in p.profile.scores}
    used |= {ref.id: ref.to_dict() for ref in ctx.bands.instruments}
    norms = {
        (choice.group.id, choice.borrowed): choice.group.ref(borrowed=choice.borrowed).to_dict()
        for name, choice in ctx.norms.items()
        if choice is not None and name in used
    }
    return {"pairbond": VERSION, "instruments": list(used.values()), "norms": list(norms.values())}


def days_json(ctx: Context) -> JsonDict:
    """Return the parts on check-ins: answers, and in one's own report one's own days."""
    if ctx.days is None:
        return {"signal": None}
    own = {} if ctx.joint else {"own_days": own_days_part(ctx)}
    return {"signal": ctx.days.to_dict(), **own}


def json_parts(ctx: Context) -> JsonDict:
    """Return the machine-readable parts of report.json that this report has."""
    return {
        "created": ctx.created.isoformat(),
        "parts": list(ctx.parts),
        **bands_part(ctx),
        "quality": quality_part(ctx),
        "messages": ctx.contact.to_dict() if ctx.contact else None,
        "loop": loop_part(ctx),
        "needs": needs_part(ctx),
        "perception": perception_part(ctx),
        "conflict": conflict_part(ctx),
        "values": values_part(ctx),
        "actions": actions_part(ctx),
        **days_json(ctx),
    }
