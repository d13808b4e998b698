"""Runs an instrument's golden cases: given answers must give the stated scores."""

from __future__ import annotations

from pathlib import Path

from pairbond.errors import ContentError
from pairbond.instruments import Instrument
from pairbond.library.instruments import build_instrument, read_spec
from pairbond.library.spec import GoldenSpec, InstrumentSpec
from pairbond.scoring import read_responses, score

TOLERANCE = 5e-7


def check_instrument(path: Path) -> Instrument:
    """Return the instrument in a file; ContentError says what is wrong in it, or in its scores."""
    spec = read_spec(path)
    instrument = build_instrument(spec)
    faults = golden_faults(spec, instrument)
    if faults:
        more = f" ({len(faults) - 1} more like this)" if len(faults) > 1 else ""
        raise ContentError(f"{path.name}: {faults[0]}{more}")
    return instrument


def golden_faults(spec: InstrumentSpec, instrument: Instrument) -> list[str]:
    """Return one sentence for every score that a golden case states otherwise."""
    return [fault for case in spec.golden for fault in case_faults(case, instrument)]


def case_faults(case: GoldenSpec, instrument: Instrument) -> list[str]:
    name = f"golden “{case.name}”"
    known = {str(scale.id) for scale in instrument.scales}
    faults = [
        f"{name}: {scale} is not a scale of this instrument." for scale in case.scores if scale not in known
    ]
    faults += [f"{name}: states no score for {scale}." for scale in sorted(known - case.scores.keys())]
    answers: dict[str, object] = dict(zip(instrument.item_ids, case.answers, strict=True))
    for found in score(read_responses(answers, instrument)).scales:
        scale = str(found.scale.id)
        if scale in case.scores and not equal(case.scores[scale], found.value):
            faults.append(
                f"{name}: {scale} is {text(found.value)}, the file states {text(case.scores[scale])}."
            )
    return faults


def equal(stated: float | None, found: float | None) -> bool:
    if stated is None or found is None:
        return stated is found
    return abs(stated - found) <= TOLERANCE


def text(value: float | None) -> str:
    return "unscored" if value is None else f"{value:.7g}"
