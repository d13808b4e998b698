"""One person's scores, and tables of any size."""

import gzip
import json
import random
from pathlib import Path

import polars as pl
import pytest
from tests.unit.cli.conftest import PASSPHRASE, Run

from pairbond.app.sealing import seal
from pairbond.cohort.table import score_table
from pairbond.library import tables
from pairbond.library.instruments import load_instrument
from pairbond.library.norms import choose_norms

LAYOUT = ("--columns", "Q{n}", "--range", "1:5", "--missing", "0")


def people(rows: int = 50, seed: int = 1) -> pl.DataFrame:
    rng = random.Random(seed)
    columns = {f"Q{n}": [rng.choice([0, 1, 2, 3, 4, 5, 5]) for _ in range(rows)] for n in range(1, 37)}
    return pl.DataFrame({**columns, "age": [rng.randint(15, 70) for _ in range(rows)]})


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    people().write_csv(path)
    return path


# ---- one person ----------------------------------------------------------------------------------


def test_all_questionnaires_of_a_person(run: Run, answers: Path) -> None:
    done = run("score", answers)
    assert (done.code, done.err) == (0, "")
    assert "Closeness and distance" in done.out
    assert "How we are together" in done.out
    assert "Percentiles (borrowed): 22,654 people, 2018" in done.out


def test_one_questionnaire_as_json(run: Run, answers: Path) -> None:
    data = run("score", answers, "--instrument", "closeness", "--json").data
    assert data["schema"] == "pairbond.scores/1"
    anxiety = data["scales"]["closeness.anxiety"]
    assert anxiety["lower"] < anxiety["value"] < anxiety["upper"]
    assert data["quality"]["n_answered"] == 36


def test_several_questionnaires_as_json(run: Run, answers: Path) -> None:
    data = run("score", answers, "--json").data
    assert data["schema"] == "pairbond.scores-list/1"
    assert [each["instrument"]["id"] for each in data["scores"]] == ["closeness", "bond"]


def test_quality_is_told(run: Run, answers: Path) -> None:
    data = json.loads(answers.read_text(encoding="utf-8"))
    data["responses"] = {"closeness": dict.fromkeys(data["responses"]["closeness"], 3)}
    answers.write_text(json.dumps(data), encoding="utf-8")
    assert "is the same, so its scores say little" in " ".join(run("score", answers).out.split())


def test_answers_from_standard_input(run: Run, answers: Path) -> None:
    assert run("score", "-", typed=answers.read_bytes()).out == run("score", answers).out


def test_a_person_without_that_questionnaire(run: Run, answers: Path) -> None:
    done = run("score", answers, "--instrument", "ecr")
    assert (done.code, done.out) == (1, "")
    assert "sam.json has no answers to ecr; it has closeness, bond." in done.err


def test_options_of_tables_are_not_for_a_person(run: Run, answers: Path) -> None:
    done = run("score", answers, "--range", "1:5")
    assert done.code == 2
    assert "--range is for tables" in done.err


@pytest.mark.parametrize("ending", ["json", "csv", "parquet"])
def test_a_persons_scores_as_a_file(run: Run, answers: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"scores.{ending}"
    assert run("score", answers, "--instrument", "closeness", "--out", out).code == 0
    if ending == "json":
        value = json.loads(out.read_text(encoding="utf-8"))["scales"]["closeness.anxiety"]["value"]
    else:
        frame = pl.read_csv(out) if ending == "csv" else pl.read_parquet(out)
        assert frame.height == 1
        value = frame["closeness.anxiety"][0]
    assert value == pytest.approx(
        run("score", answers, "--instrument", "closeness", "--json").data["scales"]["closeness.anxiety"][
            "value"
        ]
    )


@pytest.mark.slow
def test_a_sealed_file_opens_with_its_passphrase(
    run: Run, answers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run("score", answers).out
    answers.write_bytes(seal(answers.read_bytes(), PASSPHRASE))
    assert "is sealed: run this in a terminal, or set PAIRBOND_PASSPHRASE" in run("score", answers).err
    monkeypatch.setenv("PAIRBOND_PASSPHRASE", "something else altogether")
    wrong = run("score", answers)
    assert (wrong.code, wrong.err) == (
        1,
        "pairbond: sam.json: this passphrase does not open it; try again.\n",
    )
    monkeypatch.setenv("PAIRBOND_PASSPHRASE", PASSPHRASE)
    assert run("score", answers).out == plain


# ---- tables --------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "tsv", "parquet"])
def test_a_table_in_any_form_gives_the_same(run: Run, table: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"other.{ending}"
    frame = people()
    if ending == "parquet":
        frame.write_parquet(path)
    elif ending == "csv.gz":
        path.write_bytes(gzip.compress(table.read_bytes()))
    else:
        frame.write_csv(path, separator="\t" if ending == "tsv" else ",")
    expected = run("score", table, "--instrument", "ecr", *LAYOUT).out
    found = run("score", path, "--instrument", "ecr", *LAYOUT)
    assert (found.code, found.err, found.out) == (0, "", expected)


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
@pytest.mark.parametrize("chunk", [7, 100_000])
def test_one_row_out_for_every_row_in(
    run: Run, table: Path, tmp_path: Path, ending: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "CHUNK_ROWS", chunk)
    out = tmp_path / "new" / f"scores.{ending}"
    done = run("score", table, "--instrument", "ecr", *LAYOUT, "--age-column", "age", "--out", out)
    assert (done.code, done.err) == (0, "")
    readers = {"csv": pl.read_csv, "json": pl.read_json, "parquet": pl.read_parquet}
    found = readers[ending](out)
    ecr = load_instrument("ecr")
    expected = score_table(
        people(),
        ecr,
        columns="Q{n}",
        response_range=(1, 5),
        missing=[0],
        age_column="age",
        norms=choose_norms(ecr),
    )
    assert found.columns == expected.columns
    assert found["row"].to_list() == list(range(50))
    difference = (found - expected.cast(found.schema)).select(pl.all().abs().max()).row(0)
    assert max(value or 0 for value in difference) < 1e-9
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_scores_to_standard_output(run: Run, table: Path) -> None:
    done = run("score", table, "--instrument", "ecr", *LAYOUT, "--out", "-")
    assert done.out.splitlines()[0].startswith(
        "row,ecr.anxiety,ecr.anxiety.se,ecr.anxiety.percentile,ecr.anxiety.n"
    )
    assert len(done.out.splitlines()) == 51
    assert "50 of 50 rows used" in done.err


def test_a_table_from_standard_input(run: Run, table: Path, tmp_path: Path) -> None:
    expected = run("score", table, "--instrument", "ecr", *LAYOUT).out
    assert run("score", "-", "--instrument", "ecr", *LAYOUT, typed=table.read_bytes()).out == expected
    people().write_parquet(tmp_path / "people.parquet")
    raw = (tmp_path / "people.parquet").read_bytes()
    assert run("score", "-", "--instrument", "ecr", *LAYOUT, typed=raw).out == expected


def test_the_summary_as_json(run: Run, table: Path) -> None:
    data = run(
        "score", table, "--instrument", "ecr", *LAYOUT, "--clean", "--age-column", "age", "--json"
    ).data
    assert data["schema"] == "pairbond.table-scores/1"
    assert data["rows"] == 50
    assert data["used"] < 50
    assert set(data["scales"]["ecr.anxiety"]) == {"n", "mean", "sd", "alpha"}
    assert data["norm"]["id"] == "ecr-web-2018"


def test_a_bad_answer_is_named_by_its_row_in_the_whole_table(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "CHUNK_ROWS", 10)
    path = tmp_path / "people.csv"
    frame = people().with_columns(Q7=pl.when(pl.int_range(pl.len()) == 33).then(9).otherwise(pl.col("Q7")))
    frame.write_csv(path)
    done = run("score", path, "--instrument", "ecr", *LAYOUT, "--out", tmp_path / "o.csv")
    assert done.code == 1
    assert "row 33, Q7: the answer 9 is not allowed; use a whole number from 1 to 5" in done.err
    assert not (tmp_path / "o.csv").exists()


def test_numbers_with_spaces_and_empty_columns_are_read(run: Run, tmp_path: Path) -> None:
    frame = people().with_columns(Q1=pl.lit(" 3 "), Q2=pl.lit(None, dtype=pl.String))
    frame.write_csv(tmp_path / "people.csv")
    done = run("score", tmp_path / "people.csv", "--instrument", "ecr", *LAYOUT)
    assert (done.code, done.err) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--columns", "Q{n}"], 2, "A table needs --instrument ID"),
        (["--instrument", "ecr", *LAYOUT, "--out", "x.xls"], 1, "end the name with .csv, .json or .parquet"),
        (["--instrument", "ecr", *LAYOUT, "--norm", "nowhere"], 1, "There are no norms 'nowhere'"),
        (["--instrument", "ecr", *LAYOUT, "--norm", "ipip-50-web-2012"], 1, "are not norms of ecr"),
        (["--instrument", "ecr", *LAYOUT, "--age-column", "years"], 1, "There is no age column 'years'"),
        (["--instrument", "ecr", "--columns", "R{n}"], 1, "There is no column 'R1'"),
        (["--instrument", "ecr", *LAYOUT, "--out", "/proc/nowhere/x.csv"], 1, "cannot be written"),
    ],
)
def test_what_does_not_fit_is_said(run: Run, table: Path, arguments: list[str], code: int, says: str) -> None:
    done = run("score", table, *arguments)
    assert (done.code, done.out) == (code, "")
    assert says in done.err


def test_a_missing_file(run: Run) -> None:
    assert run("score", "nowhere.json").err == "pairbond: There is no file nowhere.json.\n"
    assert (
        run("score", "nowhere.csv", "--instrument", "ecr").err == "pairbond: There is no file nowhere.csv.\n"
    )
    assert run("score", "nowhere", "--instrument", "ecr").code == 1


def test_without_norms_that_fit_there_are_no_percentiles(run: Run, table: Path) -> None:
    done = run("score", table, "--instrument", "ecr", "--columns", "Q{n}", "--range", "0:5")
    assert "No norms fit, so there are no percentiles." in done.out


# ---- real data -----------------------------------------------------------------------------------


@pytest.mark.real_data
def test_the_figures_of_the_real_ecr_data(run: Run, real_data: Path) -> None:
    path = real_data / "ecr" / "ecr36.csv.gz"
    done = run("score", path, "--instrument", "ecr", *LAYOUT, "--clean", "--age-column", "age", "--json")
    scales = done.data["scales"]
    assert done.data["used"] == 22_654
    anxiety, avoidance = scales["ecr.anxiety"], scales["ecr.avoidance"]
    assert [round(anxiety[key], 4) for key in ("mean", "sd", "alpha")] == [3.0712, 0.7997, 0.9160]
    assert [round(avoidance[key], 4) for key in ("mean", "sd", "alpha")] == [2.5414, 0.8253, 0.9369]
    assert round(done.data["r"]["ecr.anxiety ecr.avoidance"], 4) == -0.0275


@pytest.mark.real_data
def test_every_row_of_the_real_data_has_its_row(run: Run, real_data: Path, tmp_path: Path) -> None:
    path = real_data / "ecr" / "ecr36.csv.gz"
    rows = gzip.decompress(path.read_bytes()).count(b"\n") - 1
    done = run("score", path, "--instrument", "ecr", *LAYOUT, "--out", tmp_path / "s.csv")
    assert done.code == 0
    assert pl.read_csv(tmp_path / "s.csv").height in {rows, rows + 1}


@pytest.mark.real_data
def test_ecr_and_ecr_r_keys_are_not_the_same(run: Run, real_data: Path) -> None:
    path = real_data / "ecr" / "ecr36.csv.gz"
    found = {
        name: run("score", path, "--instrument", name, *LAYOUT, "--json").data["scales"]
        for name in ("ecr", "ecr-r")
    }
    for scale in ("anxiety", "avoidance"):
        right, wrong = found["ecr"][f"ecr.{scale}"], found["ecr-r"][f"ecr-r.{scale}"]
        assert abs(right["mean"] - wrong["mean"]) > 0.05 or abs(right["sd"] - wrong["sd"]) > 0.05
        assert wrong["alpha"] < right["alpha"] - 0.1
