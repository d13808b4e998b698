"""The report for two: loop, needs, pictures, steps; what consent and marks hold back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from tests.property.strategies import CREATED, random_couple, with_consent
from tests.unit.report_build.pair_answers import (
    conflict_answers,
    move_answers,
    need_answers,
    person,
    planted,
)

from pairbond.app.release import release
from pairbond.dyad.needs_result import Need, Needs
from pairbond.errors import ConfigError
from pairbond.findings import Chart, Confidence, Finding, Prose, Report, TableBlock
from pairbond.library.answers import AnswersFile
from pairbond.library.content_spec import NarrativeSpec
from pairbond.library.pair_texts import load_actions
from pairbond.library.paths import CONTENT
from pairbond.library.validate import validated
from pairbond.library.yaml12 import read_yaml
from pairbond.report.build import assemble, build_context, build_report
from pairbond.report.catalogue import load_catalogue, load_claims

Couple = tuple[AnswersFile, AnswersFile]
FILES = ("loop", "needs", "perception", "actions")
ONLY_WITH_NORMS = {"needs.ordinary-and-rare", "needs.high-and-ordinary", "needs.answer.norms"}
HUNGRY = {"predictability": (6, 1, 3, 3, 5, 2), "reassurance": (6, 1, 3, 3, 5, 2)}
GIVES_LITTLE = {
    "predictability": (2, 3, 1, 4, 2, 2),
    "reassurance": (2, 3, 1, 4, 2, 2),
    "space": (6, 1, 1, 4, 5, 2),
}


def loop_couple(**changes: Any) -> Couple:
    ada, ben = planted(**changes)
    return person("Ada", moves=ada), person("Ben", moves=ben)


def full(**changes: Any) -> Couple:
    ada, ben = planted(**changes)
    return (
        person(
            "Ada",
            moves=ada,
            needs=need_answers(HUNGRY),
            conflict=conflict_answers({"conflict.flooding": 5, "conflict.demand": 5}),
        ),
        person(
            "Ben",
            moves=ben,
            needs=need_answers(GIVES_LITTLE),
            conflict=conflict_answers({"conflict.demand": 5}),
        ),
    )


def joint(couple: Couple, **options: Any) -> Report:
    return build_report(*couple, created=CREATED, **options)


def found(report: Report, beginning: str) -> list[Finding]:
    return [finding for finding in report.findings() if finding.id.startswith(beginning)]


def everything(report: Report) -> str:
    blocks = [(s.id, s.title, s.blocks) for s in report.sections]
    return repr((report.header, report.to_dict(), blocks))


# ---- the loop ------------------------------------------------------------------------------------


def test_a_loop_that_both_name_is_drawn_told_and_quoted() -> None:
    report = joint(loop_couple())
    section = report.section("loop")
    assert section is not None
    (chart,) = [block for block in section.blocks if isinstance(block, Chart)]
    assert chart.kind == "loop" and len(chart.table.rows) == 2
    assert {row[3] for row in chart.table.rows} == {"both of you"}
    (told,) = found(report, "loop.cycle.printed")
    assert told.text.startswith("When Ben goes quiet, Ada often asks Ben")
    assert told.confidence in {Confidence.CLEAR, Confidence.LIKELY}
    assert all("named by Ada and Ben" in evidence.detail for evidence in told.evidence)
    data: Any = report.to_dict()
    (printed,) = [cycle for cycle in data["loop"]["cycles"] if cycle["printed"]]
    assert (printed["a_move"], printed["b_move"]) == ("reassurance", "quiet")


def test_places_to_interrupt_stand_only_where_advice_was_agreed_to() -> None:
    a, b = loop_couple()
    assert len(found(joint((a, b)), "loop.places")) == 1
    open_loop = {"loop": "open"}
    silent = joint((with_consent(a, open_loop), with_consent(b, open_loop)))
    assert found(silent, "loop.cycle.printed") and not found(silent, "loop.places")
    data: Any = silent.to_dict()
    assert data["loop"]["levers"] == [] and data["actions"] == []


@pytest.mark.parametrize(
    ("answers", "rule"),
    [
        (move_answers(rest=1), "loop.none.nothing-stirs"),
        (move_answers(rest=3), "loop.none.all-alike"),
        (move_answers(do={"quiet": 4}, sees={"quiet": 4}, stirs={"quiet": 2}), "loop.none.nothing-stirs"),
    ],
)
def test_equal_answers_show_no_loop_and_say_why(answers: Any, rule: str) -> None:
    ada = ben = answers
    report = joint((person("Ada", moves=ada), person("Ben", moves=ben)))
    assert found(report, rule)
    section = report.section("loop")
    assert section is not None and not [b for b in section.blocks if isinstance(b, Chart)]
    assert any("no chain of steps is clear" in text for text in report.cannot_say)


def test_nobody_is_named_where_one_sided() -> None:
    ada, _ = planted()
    ben = move_answers(
        do={"quiet": 4},
        sees={"reassurance": 4},
        stirs={"reassurance": 4},
        links=({"reassurance": []}, {"quiet": []}),
    )
    report = joint((person("Ada", moves=ada), person("Ben", moves=ben)))
    (told,) = found(report, "loop.cycle.one")
    assert told.text.startswith("Named by one of you")
    assert all(evidence.detail == "named by one of you" for evidence in told.evidence)
    data: Any = report.to_dict()
    assert {cycle["account"] for cycle in data["loop"]["cycles"]} == {"one"}


# ---- acts that only the doer can change ----------------------------------------------------------


@pytest.mark.parametrize("changes", [{"ada_sees": {"monitoring": 5}}, {"ben_does": {"monitoring": 5}}])
def test_a_coercive_act_counts_by_the_higher_report_and_never_says_whose(changes: Any) -> None:
    report = joint(full(**changes))
    (concern,) = found(report, "loop.concern")
    assert concern.id == "loop.concern.b" and "Ada" not in concern.text
    assert all("Ada" not in e.label + e.detail and "very often" in e.detail for e in concern.evidence)
    steps: Any = report.to_dict()["actions"]
    assert {step["who"] for step in steps} == {"b"} and steps[0]["id"].startswith("action.stop")
    assert not found(report, "needs.proposal") and not found(report, "loop.places")
    section = report.section("actions")
    assert section is not None
    assert not any(isinstance(b, Prose) and b.role == "heading" for b in section.blocks)


@pytest.mark.parametrize(
    ("changes", "named"), [({}, ["Ben"]), ({"ada_does": {"monitoring": 2}}, ["Ada", "Ben"])]
)
def test_what_each_has_to_stop_stands_on_the_first_screen(changes: Any, named: list[str]) -> None:
    report = joint(full(ada_sees={"monitoring": 5}, **changes))
    assert [finding.text.split()[0] for finding in found(report, "summary.action.stop")] == named


def test_a_mark_that_hides_such_an_act_asks_nothing_of_the_other() -> None:
    report = joint(full(ada_sees={"monitoring": 5}), withheld={"loop.concern.b"})
    data: Any = report.to_dict()
    assert not found(report, "loop.concern")
    assert data["actions"] == []
    assert not found(report, "needs.proposal")
    assert not found(report, "loop.places")
    assert not [p for p in data["perception"] or [] if p["area"] == "moves" and p["judge"] == "a"]


def test_whoever_reported_it_the_report_is_the_same() -> None:
    reports = [joint(loop_couple(**{who: {"monitoring": 4}})) for who in ("ada_sees", "ben_does")]
    texts = [[(f.id, f.text, f.evidence) for f in found(report, "loop.concern")] for report in reports]
    assert texts[0] and texts[0] == texts[1]
    for report in reports:
        data: Any = report.to_dict()
        assert data["loop"]["coercive"] == {"a": [], "b": [{"move": "monitoring", "reported": 4}]}
        pictures = data["perception"] or []
        assert not [p for p in pictures if p["area"] == "moves" and p["judge"] == "a"]


def test_frequent_harsh_words_leave_steps_to_their_doer_alone() -> None:
    a, b = full()
    conflict = conflict_answers({"conflict.attack.observed": 5})
    a = person("Ada", moves=dict(planted()[0]), needs=need_answers(HUNGRY), conflict=conflict)
    steps: Any = joint((a, b)).to_dict()["actions"]
    assert [step["who"] for step in steps] == ["b"]


def test_the_others_steps_never_ask_to_be_less_stirred() -> None:
    for seed in range(40):
        for step in joint(random_couple(seed)).to_dict()["actions"]:  # type: ignore[attr-defined]
            text = " ".join(str(value) for value in step.values())
            assert "less stirred" not in text and "calm down" not in text


# ---- equal load ----------------------------------------------------------------------------------


def test_both_have_the_same_number_of_steps() -> None:
    steps: Any = joint(full()).to_dict()["actions"]
    per_person = {who: len([s for s in steps if s["who"] in {who, "both"}]) for who in ("a", "b")}
    assert per_person["a"] == per_person["b"] and 1 <= per_person["a"] <= 3
    assert {"why", "how", "when", "know", "what"} <= steps[0].keys()


def test_the_talk_and_the_agreement_stand_beside_the_steps() -> None:
    section = joint(full()).section("actions")
    assert section is not None
    headings = [b.text for b in section.blocks if isinstance(b, Prose) and b.role == "heading"]
    assert headings == ["An agreement on time", "A talk of twenty minutes"]


# ---- needs ---------------------------------------------------------------------------------------


def test_needs_stand_in_counts_and_never_name_sex() -> None:
    report = joint(full())
    (short,) = found(report, "needs.short.a")
    assert "a time named and kept" in short.text
    assert "wanted 6" in short.evidence[0].detail and "given 1 by Ben" in short.evidence[0].detail
    tables = [
        b.table
        for s in report.sections
        for b in s.blocks
        if isinstance(b, TableBlock) and b.id.startswith("needs-")
    ]
    assert len(tables) == 2
    cells = [cell for table in tables for row in table.rows for cell in row]
    assert not any("sexual" in cell for cell in cells)
    assert "sex" not in {entry["need"] for entry in report.to_dict()["needs"]}  # type: ignore[union-attr,index]


def test_single_answers_of_moves_and_needs_stand_under_nobodys_scores() -> None:
    report = joint(full(ada_sees={"monitoring": 5}))
    scales = {name for person_ in report.people for name in person_.scales}
    assert scales and not [name for name in scales if name.startswith(("moves.", "needs."))]
    alone = build_report(full()[0], created=CREATED)
    assert "moves.quiet.do" in alone.people[0].scales


def test_the_two_questions_stand_as_headings_with_an_answer_or_what_is_missing() -> None:
    report = joint(full())
    headings = [
        b.text for s in report.sections for b in s.blocks if isinstance(b, Prose) and b.role == "heading"
    ]
    assert any("really there" in text for text in headings) and any("too much" in text for text in headings)
    (answer,) = found(report, "needs.answer")
    assert answer.confidence == Confidence.CANNOT_TELL and "other couples" in answer.text


def with_classes(couple: Couple) -> Report:
    """The report as it would be with norms: two needs of Ada's are classed by hand."""
    ctx = build_context(*couple, reader="joint", created=CREATED, norm=None, language="en")
    assert ctx.needs is not None
    classes = {"predictability": "ordinary-and-rare", "reassurance": "high-and-ordinary"}

    def classed(need: Need) -> Need:
        known = classes.get(need.need)
        return replace(need, need_class=known, with_norms=True) if known and need.who == "a" else need  # type: ignore[arg-type]

    needs: Needs = replace(
        ctx.needs, with_norms=True, needs=tuple((classed(one), classed(two)) for one, two in ctx.needs.needs)
    )
    return assemble(replace(ctx, needs=needs))


def test_ordinary_is_said_only_where_there_are_norms() -> None:
    plain, normed = joint(full()), with_classes(full())
    assert not found(plain, "needs.ordinary") and not found(plain, "needs.high")
    assert {f.rule for f in normed.findings()} >= ONLY_WITH_NORMS


# ---- consent, one person, marks ------------------------------------------------------------------


def test_without_a_partner_nothing_of_a_partner_is_stated() -> None:
    a, b = full()
    alone, beside = build_report(a, created=CREATED), build_report(a, b, reader="a", created=CREATED)
    assert everything(alone) == everything(beside)
    data: Any = alone.to_dict()
    assert data["loop"] is None and data["perception"] is None and data["signal"] is None
    assert all(set(entry) == {"need", "a"} for entry in data["needs"])
    assert (
        not found(alone, "loop.cycle") and not found(alone, "needs.short") and "Ben" not in everything(alone)
    )


@pytest.mark.parametrize("part", ["loop", "needs"])
def test_a_part_held_back_looks_like_one_not_answered(part: str) -> None:
    a, b = full()
    parts = {"conflict": "open", "needs": "open", "loop": "open", "actions": "open"}
    name = {"loop": "moves", "needs": "needs"}[part]
    held = joint((with_consent(a, parts), with_consent(b, {**parts, part: "none"})))
    kept = {key: given for key, given in b.responses.items() if key != name}
    missing = joint((with_consent(a, parts), with_consent(replace(b, responses=kept), parts)))
    assert everything(held) == everything(missing)


def test_a_marked_sentence_looks_like_one_not_found() -> None:
    a, b = full()
    draft = joint((a, b))
    (told,) = found(draft, "loop.cycle.printed")
    released = release(a, b, marks={told.id}, created=CREATED)
    assert not found(released, "loop.cycle") and not found(released, "summary.loop.printed")
    assert found(released, "loop.none.unclear") and found(released, "summary.loop.none")
    data: Any = released.to_dict()
    assert not any(cycle["printed"] for cycle in data["loop"]["cycles"]) and data["loop"]["levers"] == []
    assert "say-sooner" not in everything(released) and "mark" not in everything(released).lower().replace(
        "marks", ""
    )


def test_a_marked_first_screen_takes_its_origin_along() -> None:
    a, b = full()
    (row,) = [f for f in joint((a, b)).findings() if f.id == "summary.loop.printed"]
    assert not found(release(a, b, marks={row.id}, created=CREATED), "loop.cycle")


def test_a_marked_verdict_cannot_be_told() -> None:
    a, b = full()
    rows = [f for f in joint((a, b)).findings() if f.verdict == "friction"]
    assert rows
    for row in rows:
        after = [
            f
            for f in release(a, b, marks={row.id}, created=CREATED).findings()
            if f.topic == row.topic and f.verdict
        ]
        assert [f.verdict for f in after] == ["unknown"]


def test_marks_leave_both_own_reports_untouched_and_unknown_ids_are_refused() -> None:
    a, b = full()
    with pytest.raises(ConfigError, match=r"no sentence 'nothing\.here'"):
        release(a, b, marks={"nothing.here"}, created=CREATED)
    assert everything(release(a, b, marks=(), created=CREATED)) == everything(joint((a, b)))


def test_any_sentence_can_be_marked_and_is_gone() -> None:
    a, b = full()
    for finding in joint((a, b)).findings():
        after = {f.id for f in release(a, b, marks={finding.id}, created=CREATED).findings()}
        assert finding.id not in after, finding.id


# ---- what the words rest on ----------------------------------------------------------------------


def couples() -> Iterator[Couple]:
    yield full()
    yield loop_couple()
    yield full(ada_sees={"monitoring": 5})
    same = move_answers(
        do={"quiet": 5},
        sees={"quiet": 5},
        stirs={"quiet": 5},
        links=({"quiet": ["quiet"]}, {"quiet": ["quiet"]}),
    )
    quiet = move_answers(
        do={"quiet": 5}, sees={"quiet": 5}, stirs={"quiet": 5}, links=({"quiet": []}, {"quiet": []})
    )
    calm = move_answers(do={"quiet": 5}, sees={"quiet": 5}, stirs={"quiet": 2})
    blank = move_answers(do={"quiet": 5}, sees={"quiet": 5}, stirs={"quiet": 5})
    stay = {f"moves.stay{i}": 3 for i in range(1, 5)}
    forced = move_answers(
        do={"silence": 5},
        sees={"reassurance": 5},
        stirs={"reassurance": 5},
        links=({"reassurance": ["silence"]}, {"silence": ["reassurance"]}),
    )
    pressed = move_answers(
        do={"reassurance": 5},
        sees={"silence": 5},
        stirs={"silence": 5},
        links=({"silence": ["reassurance"]}, {"reassurance": ["silence"]}),
    )
    ada, _ = planted()
    lone = move_answers(
        do={"quiet": 4},
        sees={"reassurance": 4},
        stirs={"reassurance": 4},
        links=({"reassurance": []}, {"quiet": []}),
    )
    for one, two in (
        (same, same), (same, quiet), (calm, calm), (blank, blank), (move_answers(rest=3), move_answers(rest=3)),
        (stay, stay), (pressed, forced), (ada, lone),
    ):  # fmt: skip
        yield person("Ada", moves=one), person("Ben", moves=two)
    gaps: dict[str, dict[str, tuple[int, int, int, int, int, int]]] = {
        need: {need: (6, 1, 1, 4, 5, 6)}
        for need in ("closeness", "told", "repair", "predictability", "reassurance", "talk")
    }
    for gap in gaps.values():
        yield (
            person("Ada", needs=need_answers(gap)),
            person("Ben", needs=need_answers(dict.fromkeys(gap, (2, 2, 1, 4, 3, 2)))),
        )
    no_room = {"predictability": (6, 1, 1, 4, 5, 6), "space": (0, 1, 1, 4, 2, 0)}
    yield person("Ada", needs=need_answers(no_room)), person("Ben", needs=need_answers(no_room))
    high = dict.fromkeys(
        ("closeness", "affection", "talk", "told", "help", "space", "autonomy"), (2, 6, 1, 3, 4, 7)
    )
    low = dict.fromkeys(high, (1, 1, 6, 3, 4, 1))
    yield person("Ada", needs=need_answers(high)), person("Ben", needs=need_answers(low))
    yield person("Ada", needs=need_answers(low)), person("Ben", needs=need_answers(high))
    every = dict.fromkeys(
        ("quiet", "vague", "slow-replies", "leaving", "clinging", "minimising", "criticism"), 5
    )
    yield person("Ada", moves=move_answers(sees=every)), person("Ben", moves=move_answers(sees={"quiet": 2}))
    yield person("Ada", moves=move_answers(do=every)), person("Ben", moves=move_answers(do={"quiet": 2}))
    yield from (random_couple(seed) for seed in range(60))


@cache
def rules_seen() -> frozenset[str]:
    reports = [joint(couple) for couple in couples()]
    a, b = full()
    reports.append(joint((with_consent(a, {"conflict": "open"}), b)))
    reports.append(with_classes(full()))
    reports += [build_report(one, created=CREATED) for one, _ in (full(), full(ada_sees={"monitoring": 5}))]
    for answers in (move_answers(do={"monitoring": 4, "quiet": 4}), move_answers(do={"quiet": 4})):
        conflict = conflict_answers({"conflict.flooding.self": 5}, rest=1)
        reports.append(build_report(person("Ada", moves=answers, conflict=conflict), created=CREATED))
    return frozenset(finding.rule for report in reports for finding in report.findings())


@pytest.mark.slow
def test_every_rule_of_the_pair_can_be_reached() -> None:
    folder = CONTENT / "narratives" / "en"
    specs = [validated(NarrativeSpec, read_yaml(folder / f"{name}.yaml"), name) for name in FILES]
    wanted = {rule.id for spec in specs for rule in spec.rules}
    assert wanted - rules_seen() == set()


def test_every_step_can_be_reached() -> None:
    assert {f"action.{spec.id}" for spec in load_actions().actions} - rules_seen() == set()


def test_every_cited_source_has_a_claim_with_its_size() -> None:
    cited = {key for rule in load_catalogue().rules for key in rule.cite}
    cited |= {key for spec in load_actions().actions for key in spec.cite}
    assert cited <= set(load_claims())
    assert cited <= set(load_catalogue().sources)
    assert all(claim.effect and claim.n for claim in load_claims().values())
