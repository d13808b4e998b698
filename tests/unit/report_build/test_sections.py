"""What single sections say of given answers."""

from __future__ import annotations

from typing import Any

import pytest
from tests.property.strategies import CREATED, INSTRUMENTS, answers_file, full_couple, instruments_of

from pairbond.errors import ConfigError, ContentError
from pairbond.findings import Confidence, Finding, Prose, Report
from pairbond.library.answers import AnswersFile
from pairbond.library.instruments import load_instrument
from pairbond.report.build import build_report
from pairbond.report.catalogue import load_catalogue


def person(alias: str, rest: int | None = 3, **levels: int | None) -> AnswersFile:
    """Keyed answers by beginning of the construct (conflict_attack_self=5); others have *rest*."""
    wanted = {name.replace("_", "."): value for name, value in levels.items()}
    found = {}
    for instrument in instruments_of(INSTRUMENTS):
        answers: dict[str, int] = {}
        for scale in instrument.scales:
            construct = scale.construct.replace("-", ".")
            value = next((v for name, v in wanted.items() if construct.startswith(name)), rest)
            if value is not None:
                answers |= {item: 6 - value if item in scale.reverse else value for item in scale.items}
        if answers:
            found[instrument.id] = answers
    return answers_file(found, alias=alias)


def joint(a: AnswersFile, b: AnswersFile) -> Report:
    return build_report(a, b, created=CREATED)


def by_rule(report: Report) -> dict[str, list[Finding]]:
    found: dict[str, list[Finding]] = {}
    for finding in report.findings():
        found.setdefault(finding.rule, []).append(finding)
    return found


def cautions(report: Report) -> list[str]:
    return [b.text for s in report.sections for b in s.blocks if isinstance(b, Prose) and b.role == "caution"]


# ---- conflict ------------------------------------------------------------------------------------


def test_harsh_words_count_by_the_higher_account_whoever_gives_it() -> None:
    for own, seen in ((5, 1), (1, 5)):
        report = joint(person("Ada", conflict_attack_self=own), person("Ben", conflict_attack_observed=seen))
        (concern,) = by_rule(report)["conflict.attack.concern.joint"]
        assert concern.text.startswith("Loud, blaming or hurtful words from Ada")
        assert len(concern.evidence) == 2


def test_accounts_of_harsh_words_are_not_weighed_against_each_other() -> None:
    report = joint(person("Ada", conflict_attack_self=1), person("Ben", conflict_attack_observed=5))
    assert not any("loud" in f.text for f in report.findings() if f.rule.startswith("conflict.accounts"))


def test_calm_needs_all_four_accounts() -> None:
    assert "conflict.calm.joint" in by_rule(
        joint(person("Ada", conflict_attack=1), person("Ben", conflict_attack=1))
    )
    three = joint(person("Ada", conflict_attack=1), person("Ben", conflict_attack_self=1))
    assert "conflict.calm.joint" not in by_rule(three)


def test_who_raises_and_who_pulls_away_is_named_the_right_way_round() -> None:
    a = person("Ada", conflict_demand_withdraw_self=5)
    b = person("Ben", conflict_demand_withdraw_partner=5)
    (found,) = by_rule(joint(a, b))["conflict.demand.both"]
    assert found.text.startswith("By both accounts, Ada often raises things while Ben pulls away.")


def test_the_verdict_on_conflict_shows_what_it_rests_on() -> None:
    report = joint(person("Ada", conflict_attack_self=5), person("Ben"))
    (row,) = by_rule(report)["summary.conflict.friction-attack"]
    assert [e.label for e in row.evidence] == [
        "Ada: loud, blaming or hurtful words",
        "Ben about Ada: loud, blaming or hurtful words",
    ]


# ---- the bond ------------------------------------------------------------------------------------


def test_one_who_is_not_content_makes_friction_however_content_the_other_is() -> None:
    report = joint(person("Ada", bond_satisfaction=1), person("Ben", bond_satisfaction=5))
    (row,) = by_rule(report)["summary.bond.friction"]
    assert row.verdict == "friction"
    assert [e.label.split(":")[0] for e in row.evidence] == ["Ada", "Ben"]
    assert all("contentment" in e.label for e in row.evidence)


def test_a_low_bond_stands_beside_the_strengths() -> None:
    report = joint(person("Ada", bond=1, conflict_repair=5), person("Ben", bond=1, conflict_repair=5))
    section = report.section("strengths")
    assert section is not None
    rules = [b.rule for b in section.blocks if isinstance(b, (Finding, Prose))]
    assert rules.index("conflict.repair.strength.joint") < rules.index("strengths.concern.note")
    assert rules.index("strengths.concern.note") < rules.index("bond.satisfaction.low.joint")


# ---- the map -------------------------------------------------------------------------------------


def test_nothing_settled_is_listed_among_what_cannot_be_said() -> None:
    report = joint(person("Ada"), person("Ben"))
    assert "map.anxiety.unclear" in by_rule(report)
    assert any("worry about the bond" in text for text in report.cannot_say)


def test_the_mix_is_of_one_who_worries_and_one_who_keeps_distance() -> None:
    a = person("Ada", attachment_anxiety=5, attachment_avoidance=1)
    b = person("Ben", attachment_anxiety=1, attachment_avoidance=5)
    for report in (joint(a, b), joint(b, a)):
        (mix,) = by_rule(report)["map.mix"]
        assert mix.text.startswith("Ada reports more worry than most, and Ben reports more distance")
    both = person("Ada", attachment_anxiety=5, attachment_avoidance=5)
    assert "map.mix" not in by_rule(joint(both, b))


def test_levels_of_one_person_alone_are_no_strength_of_two() -> None:
    a = person("Ada", attachment=1)
    report = joint(a, person("Ben", attachment=5))
    strengths = [f for f in report.findings() if f.section == "strengths"]
    assert not any(f.rule.startswith("map.") for f in strengths)


# ---- topics --------------------------------------------------------------------------------------


def stands(alias: str, place: int, matters: int = 5, move: int = 1) -> AnswersFile:
    answers = {"place": place, "matters": matters, "move": move}
    return answers_file(
        {"dealbreakers": {f"dealbreakers.children.{q}": v for q, v in answers.items()}}, alias=alias
    )


def test_a_topic_to_decide_is_asked_as_an_open_question_with_both_stands() -> None:
    report = joint(stands("Ada", 1), stands("Ben", 5))
    (found,) = by_rule(report)["dealbreaker.decide"]
    assert found.grade == "C" and found.text.startswith("Children: you stand far apart")
    labels = load_instrument("dealbreakers").items[0].labels
    assert found.evidence[0].label.startswith("Ada") and labels[0] in found.evidence[0].detail
    assert found.evidence[1].label.startswith("Ben") and labels[4] in found.evidence[1].detail
    (row,) = by_rule(report)["summary.values.friction"]
    assert "children" in row.text and row.evidence == found.evidence


def test_agreement_counts_where_it_matters_to_both() -> None:
    assert "dealbreaker.agree" in by_rule(joint(stands("Ada", 2), stands("Ben", 2)))
    assert "dealbreaker.agree" not in by_rule(joint(stands("Ada", 2), stands("Ben", 2, matters=1)))


# ---- what is missing -----------------------------------------------------------------------------


def test_missing_answers_are_told_of_the_one_who_left_them_out() -> None:
    a, b = full_couple(3)
    data = {
        name: dict(zip(r.instrument.item_ids, r.values.tolist(), strict=True))
        for name, r in b.responses.items()
    }
    for item in ("closeness.02", "closeness.03", "closeness.04"):
        del data["closeness"][item]
    report = joint(a, answers_file(data, alias="Ben"))
    gaps = [text for text in cautions(report) if "missing" in text]
    assert gaps == [
        "Ben: Attachment anxiety: 2 of 18 answers are missing; the interval is wider. "
        "Attachment avoidance: 1 of 18 answers are missing; the interval is wider."
    ]


def test_a_part_that_one_left_out_is_in_nobodys_scores() -> None:
    a, b = full_couple(4)
    bare = answers_file(
        {"closeness": {"closeness.01": 3}, "bond": dict.fromkeys(b.responses["bond"].instrument.item_ids, 3)},
        alias="Ben",
    )
    data: Any = joint(a, bare).to_dict()
    assert data["parts"] == ["bond"] and data["mode"] == "partial"
    for person_ in data["people"].values():
        assert {name.split(".")[0] for name in person_["scales"]} == {"bond"}
    assert set(data["quality"]["a"]) == {"bond"}
    assert data["conflict"] is None and data["values"] is None


def test_two_of_one_name_are_told_apart_in_a_joint_report_only() -> None:
    a, b = person("Sam"), person("SAM")
    assert [p.name for p in joint(a, b).people] == ["Sam (A)", "SAM (B)"]
    assert [p.name for p in build_report(a, b, reader="b", created=CREATED).people] == ["SAM"]


def test_everything_in_the_middle_is_not_spoken_of() -> None:
    speaking = [f for f in joint(person("Ada"), person("Ben")).findings() if f.confidence == Confidence.CLEAR]
    assert not [f for f in speaking if f.section in {"map", "conflict"}]


# ---- refusals ------------------------------------------------------------------------------------


def test_unknown_languages_and_norms_are_refused_by_name() -> None:
    with pytest.raises(ContentError, match="There are no report texts in 'xx'; 'en' ships"):
        build_report(person("Ada"), created=CREATED, language="xx")
    with pytest.raises(ConfigError):
        build_report(person("Ada"), reader="joint", created=CREATED)


def test_sources_of_the_findings_are_listed_and_no_others() -> None:
    report = joint(*full_couple(7))
    section = report.section("method")
    assert section is not None
    tables: dict[str, Any] = {b.id: b.table for b in section.blocks if hasattr(b, "table")}
    cited = {key for f in report.findings() for key in f.citations}
    assert {row[0] for row in tables["sources"].rows} == cited <= set(load_catalogue().sources)
