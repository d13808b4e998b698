"""What the private screen holds back is what withheld consent holds back, byte for byte.

Slow: the number of couples is for CI; ``benchmarks/gate_and_lint.py`` runs as many as asked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import pytest
from tests.property.strategies import CREATED, full_couple, random_couple, with_consent

from pairbond.findings import Report
from pairbond.library.answers import AnswersFile, answers_bytes
from pairbond.report.build import build_report
from pairbond.report.document import Document
from pairbond.safety import HELD, PARTS, held_consent
from pairbond.safety.linter import concerns, lint_report

COUPLES, RENDERED = 30, 8
NAMES = (*PARTS, *(name for name in HELD if name not in PARTS))


def random_consent(rng: np.random.Generator) -> dict[str, str] | None:
    if rng.random() < 0.15:
        return None
    return {name: str(rng.choice(["none", "banded", "open", "open"])) for name in NAMES if rng.random() < 0.9}


def never_given(consent: Mapping[str, str] | None) -> dict[str, str]:
    """The record of somebody who agreed to the same parts and never to loop, signal or advice."""
    whole = dict.fromkeys(PARTS, "open") if consent is None else dict(consent)
    return {name: how for name, how in whole.items() if name not in HELD}


def joint(a: AnswersFile, b: AnswersFile) -> Document:
    return build_report(a, b, created=CREATED)


def whole(report: Report) -> str:
    blocks = [(s.id, s.title, s.blocks) for s in report.sections]
    return json.dumps(report.to_dict(), sort_keys=True) + repr((report.header, blocks))


def held_and_withheld(seed: int) -> tuple[list[Document], Document]:
    """Reports with the gate on a, and the one where a never gave these consents."""
    rng = np.random.default_rng(seed)
    a, b = random_couple(seed) if seed % 2 else full_couple(seed)
    mine, theirs = random_consent(rng), random_consent(rng)
    you = with_consent(b, theirs)
    held = held_consent(mine)  # type: ignore[arg-type]
    reports = [joint(with_consent(a, held), you), joint(with_consent(a, held_consent(held)), you)]
    return reports, joint(with_consent(a, never_given(mine)), you)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(3))
def test_the_gate_looks_like_consent_that_was_never_given(block: int) -> None:
    for seed in range(block * COUPLES // 3, (block + 1) * COUPLES // 3):
        held, withheld = held_and_withheld(seed)
        assert {whole(report) for report in held} == {whole(withheld)}, seed


@pytest.mark.slow
def test_also_in_every_rendered_form() -> None:
    for seed in range(RENDERED):
        held, withheld = held_and_withheld(seed)
        assert held[0].html() == withheld.html(), seed
        assert held[0].text() == withheld.text(), seed


def test_the_file_left_by_the_gate_is_the_file_of_somebody_who_chose_so() -> None:
    a, _ = full_couple(3)
    rng = np.random.default_rng(3)
    for _ in range(200):
        consent = random_consent(rng)
        held = held_consent(consent)  # type: ignore[arg-type]
        by_hand = {name: "none" if name in HELD else how for name, how in (consent or held).items()}
        assert answers_bytes(with_consent(a, held)) == answers_bytes(with_consent(a, by_hand))


@pytest.mark.slow
def test_no_report_of_a_random_couple_has_a_flaw() -> None:
    for seed in range(30):
        a, b = random_couple(seed)
        reports = [
            joint(a, b),
            build_report(a, b, created=CREATED, banded=True),
            build_report(a, b, reader="b", created=CREATED),
        ]
        for report in reports:
            assert lint_report(report) == [], seed


@pytest.mark.slow
def test_concerns_do_not_depend_on_how_many_strengths_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same report with every strength taken away states the same concerns, and some are stated."""
    from pairbond.report.sections import strengths

    made = [random_couple(seed) for seed in range(40, 60)]
    before = [concerns(joint(a, b)) for a, b in made]
    monkeypatch.setattr(strengths, "strength_findings", lambda ctx: iter(()))
    assert [concerns(joint(a, b)) for a, b in made] == before
    assert any(before)
