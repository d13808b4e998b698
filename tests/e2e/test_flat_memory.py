"""A table of two million people is scored in a fixed amount of memory."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.unit.cli.conftest import environment_of

pytestmark = pytest.mark.slow

ROWS, CHUNK = 2_000_000, 200_000
MEGABYTES = 600
PROGRAM = """
import json, resource, sys
from pairbond.cli.main import main
code = main(sys.argv[1:])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
json.dump({"code": code, "megabytes": peak / (1024 * 1024 if sys.platform == "darwin" else 1024)}, sys.stderr)
"""


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("big") / "people.csv"
    rng = np.random.default_rng(1)
    with path.open("wb") as out:
        for start in range(0, ROWS, CHUNK):
            columns = {f"Q{n}": rng.integers(0, 6, CHUNK, dtype=np.int8) for n in range(1, 37)}
            frame = pl.DataFrame({**columns, "age": rng.integers(18, 80, CHUNK)})
            frame.write_csv(out, include_header=start == 0)
    return path


@pytest.mark.parametrize("ending", ["", ".csv", ".parquet", ".json"])
def test_memory_is_flat(table: Path, tmp_path: Path, ending: str) -> None:
    options = [
        "--instrument",
        "ecr",
        "--columns",
        "Q{n}",
        "--range",
        "1:5",
        "--missing",
        "0",
        "--age-column",
        "age",
    ]
    if ending:
        options += ["--out", str(tmp_path / f"scores{ending}")]
    command = [sys.executable, "-c", PROGRAM, "score", str(table), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment_of({}))
    assert f"{ROWS:,} of {ROWS:,} rows used" in done.stdout
    assert json.loads(done.stderr)["code"] == 0
    assert json.loads(done.stderr)["megabytes"] < MEGABYTES
    if ending == ".parquet":
        assert pl.scan_parquet(tmp_path / f"scores{ending}").select(pl.len()).collect().item() == ROWS
