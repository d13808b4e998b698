"""The JSON Schemas of the content files, generated from the models that check them.

``python -m pairbond.library.schemas`` writes them into ``schemas/v1``; a test fails when a
committed one is not what its model gives.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pairbond.library.alarm_spec import AlarmSpec
from pairbond.library.answers import AnswersSpec
from pairbond.library.calibration import CalibrationSpec
from pairbond.library.checkins import CheckinsSpec
from pairbond.library.content_spec import (
    ClaimsSpec,
    HelpSpec,
    NarrativeSpec,
    SourceSpec,
    ValueReferenceSpec,
)
from pairbond.library.lint_rules import LintSpec
from pairbond.library.marks import MarksSpec
from pairbond.library.pair_texts import ActionsSpec
from pairbond.library.safety_texts import SafetyTextsSpec
from pairbond.library.signal_spec import SignalPowerSpec, SignalThresholdsSpec
from pairbond.library.spec import InstrumentSpec, NormSpec, Spec, WordingSpec
from pairbond.library.trials import TrialSpec

DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = Path(__file__).resolve().parents[3] / "schemas" / "v1"

MODELS: Mapping[str, type[Spec]] = {
    "actions": ActionsSpec,
    "alarm": AlarmSpec,
    "answers": AnswersSpec,
    "calibration": CalibrationSpec,
    "claims": ClaimsSpec,
    "checkins": CheckinsSpec,
    "help": HelpSpec,
    "instrument": InstrumentSpec,
    "lint": LintSpec,
    "marks": MarksSpec,
    "narratives": NarrativeSpec,
    "norms": NormSpec,
    "safety-texts": SafetyTextsSpec,
    "signal-power": SignalPowerSpec,
    "signal-thresholds": SignalThresholdsSpec,
    "sources": SourceSpec,
    "trial": TrialSpec,
    "value-reference": ValueReferenceSpec,
    "wording": WordingSpec,
}


def schema_text(name: str) -> str:
    """Return the JSON Schema of one kind of file, as it is committed."""
    schema = MODELS[name].model_json_schema(by_alias=True, mode="validation")
    headed = {"$schema": DIALECT, "$id": f"urn:pairbond:schema:v1:{name}", **schema}
    return json.dumps(headed, ensure_ascii=False, indent=2) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write every schema into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in MODELS:
        path = folder / f"{name}.schema.json"
        path.write_text(schema_text(name), encoding="utf-8")
        written.append(path)
    return written


def main(arguments: Sequence[str]) -> int:
    folder = Path(arguments[0]) if arguments else FOLDER
    for path in write_schemas(folder):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
