"""One person's scores as files: JSON, or a frame of one row as tables have it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pairbond.scoring import Scores

if TYPE_CHECKING:
    import polars as pl


def person_json(scores: Sequence[Scores]) -> bytes:
    """Return the scores as JSON: one questionnaire's alone, several in a list."""
    found = [each.to_dict() for each in scores]
    data = found[0] if len(found) == 1 else {"schema": "pairbond.scores-list/1", "scores": found}
    return (json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode("utf-8")


def person_frame(scores: Sequence[Scores]) -> pl.DataFrame:
    """Return one row: ``row`` 0, then value, se, percentile and n of every scale."""
    import polars as pl

    columns: dict[str, list[float | int | None]] = {"row": [0]}
    for each in scores:
        for scale in each.scales:
            known = scale.to_dict()
            for name, key in (
                ("", "value"),
                (".se", "se"),
                (".percentile", "percentile"),
                (".n", "n_answered"),
            ):
                columns[f"{scale.scale.id}{name}"] = [known[key]]  # type: ignore[list-item]
    return pl.DataFrame(columns)
