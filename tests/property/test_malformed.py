"""Files that are no answers are refused in one to four lines, whatever is wrong with them."""

import gzip
import io
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pairbond.cli.main import main

PEOPLE = 2_000
TABLES = 100
IN_A_SUBPROCESS = 20
SEED = 20_261_101

Breaker = Callable[[random.Random], bytes]


def whole(rng: random.Random) -> dict[str, Any]:
    """A good answers file to break."""
    return {
        "schema": "pairbond.answers/1",
        "person": {"alias": "Sam", "age": rng.randint(18, 90), "relationship_months": 40},
        "occasion": "2026-11-01",
        "responses": {
            "closeness": {f"closeness.{n:02}": rng.randint(1, 5) for n in range(1, 37)},
            "ecr": {f"ecr.{n:02}": rng.randint(1, 5) for n in range(1, 37)},
        },
        "response_range": {"ecr": [1, 5]},
        "seconds": {"closeness": {"closeness.01": 4.2}},
        "consent": {"attachment": "open"},
    }


def packed(data: object) -> bytes:
    return json.dumps(data).encode("utf-8")


def place(rng: random.Random, data: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """An answer of the file: the mapping it is in, and its key."""
    answers = data["responses"][rng.choice(["closeness", "ecr"])]
    return answers, rng.choice(list(answers))


STRANGE_KEYS = (
    "no.such", "", " ", "closeness.1", "CLOSENESS.01", "../../etc/passwd", "a\x00b", "\ud800", "\u202eevil",
    "x" * 300_000, "closeness.01\n\n\n\n\n\nTraceback", "\x1b[31mred", "🫠" * 50, "__class__", "0",
)  # fmt: skip
WRONG_ANSWERS = (
    "3", "", True, False, 3.5, 3.0, [], [3], {}, {"value": 3}, 0, 6, 8, -1, -3, 10**9, 10**30, -(10**400), 1e308,
    2**63, "x" * 100_000, "\ud800", [[[[3]]]],
)  # fmt: skip
WRONG_PARTS: tuple[tuple[str, object], ...] = (
    ("schema", "pairbond.answers/2"), ("schema", None), ("schema", 1), ("schema", ["pairbond.answers/1"]),
    ("person", []), ("person", "Sam"), ("person", {"age": 17}), ("person", {"age": 111}), ("person", {"age": -1}),
    ("person", {"age": "31"}), ("person", {"age": True}), ("person", {"age": 31.5}), ("person", {"alias": ""}),
    ("person", {"alias": "x" * 41}), ("person", {"alias": "a\nb"}), ("person", {"alias": "\ud800"}),
    ("person", {"alias": 7}), ("person", {"name": "Sam"}), ("person", {"relationship_months": -2}),
    ("person", {"relationship_months": 10**6}), ("occasion", "2026-02-30"), ("occasion", "1999-12-31"),
    ("occasion", "2999-01-01"), ("occasion", "yesterday"), ("occasion", 20261101), ("occasion", "2026-11-1"),
    ("occasion", "٢٠٢٦-١١-٠١"), ("responses", []), ("responses", None), ("responses", "closeness"),
    ("responses", {"closeness": []}), ("responses", {"closeness": 3}), ("responses", {"closeness": None}),
    ("responses", {}), ("response_range", {"ecr": [5, 1]}), ("response_range", {"ecr": [1, 99]}),
    ("response_range", {"ecr": [1]}), ("response_range", {"ecr": "1:5"}), ("response_range", {"ecr": [1, 5, 7]}),
    ("response_range", {"closeness": [1, 7]}), ("response_range", {"values": [1, 5]}),
    ("response_range", {"ecr": [True, 5]}), ("response_range", {"ecr": [-3, 2]}), ("response_range", []),
    ("seconds", {"closeness": {"closeness.01": -1}}), ("seconds", {"closeness": {"closeness.01": 10**7}}),
    ("seconds", {"closeness": {"no.such": 3}}), ("seconds", {"values": {}}), ("seconds", {"closeness": 4}),
    ("seconds", {"closeness": {"closeness.01": "soon"}}), ("consent", {"attachment": "yes"}), ("consent", True),
    ("consent", {"At tachment": "open"}), ("consent", {"x" * 99: "open"}), ("consent", ["attachment"]),
    ("extra", 1), ("scores", {}), ("note", ""), ("note", 5), ("note", "x" * 5_000), ("__proto__", {}),
)  # fmt: skip


def truncated(rng: random.Random) -> bytes:
    raw = packed(whole(rng))
    return raw[: rng.randrange(len(raw) - 1)]


def wrong_answer(rng: random.Random) -> bytes:
    data = whole(rng)
    answers, key = place(rng, data)
    answers[key] = rng.choice(WRONG_ANSWERS)
    return packed(data)


def wrong_part(rng: random.Random) -> bytes:
    key, value = rng.choice(WRONG_PARTS)
    return packed({**whole(rng), key: value})


def part_left_out(rng: random.Random) -> bytes:
    data = whole(rng)
    del data[rng.choice(["schema", "responses"])]
    return packed(data)


def unknown_item(rng: random.Random) -> bytes:
    data = whole(rng)
    answers, _ = place(rng, data)
    answers[rng.choice(STRANGE_KEYS)] = 3
    return packed(data)


def unknown_instrument(rng: random.Random) -> bytes:
    data = whole(rng)
    data["responses"][rng.choice(STRANGE_KEYS)] = {"a.01": 3}
    return packed(data)


def unknown_part(rng: random.Random) -> bytes:
    data = whole(rng)
    rng.choice([data, data["person"]])[rng.choice(STRANGE_KEYS)] = rng.choice(WRONG_ANSWERS)
    return packed(data)


def no_number(rng: random.Random) -> bytes:
    data = whole(rng)
    answers, key = place(rng, data)
    answers[key] = "@@"
    word = rng.choice(
        [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1e999", b"0x3", b"03", b"+3", b"3.", b".3"]
    )
    return packed(data).replace(b'"@@"', word)


def huge_number(rng: random.Random) -> bytes:
    data = whole(rng)
    answers, key = place(rng, data)
    answers[key] = "@@"
    return packed(data).replace(b'"@@"', b"9" * rng.choice([13, 400, 5_000, 100_000]))


def duplicate_key(rng: random.Random) -> bytes:
    text = packed(whole(rng)).decode("utf-8")
    key = rng.choice(['"closeness.01": ', '"schema": "pairbond.answers/1", ', '"ecr.36": ', '"age": '])
    value = '"age": 30, ' if key == '"age": ' else key + "3, " if key.endswith(": ") else key
    return text.replace(key, value + key, 1).encode("utf-8")


def nested(rng: random.Random) -> bytes:
    depth = rng.choice([60, 2_000, 100_000, 400_000])
    opening, closing = rng.choice([("[", "]"), ('{"a":', "}")])
    inside = opening * depth + ("1" if opening != "[" else "") + closing * depth
    return rng.choice(
        [inside, '{"schema": "pairbond.answers/1", "responses": ' + inside + "}", opening * depth]
    ).encode()


def wrong_encoding(rng: random.Random) -> bytes:
    data = whole(rng)
    data["person"]["alias"] = "Zoé"
    text = json.dumps(data, ensure_ascii=False)
    name = rng.choice(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp037", "utf-7"])
    raw = text.encode(name)
    return raw if name != "utf-7" else b"+AHs-" + raw


def stray_bytes(rng: random.Random) -> bytes:
    raw = packed(whole(rng))
    spot = rng.choice([0, 1, raw.index(b'"person"'), len(raw) // 2, len(raw)])
    stray = rng.choice(
        [
            b"\x00",
            b"\x00" * 4_096,
            b"\xff",
            b"\xed\xa0\x80",
            b"\xc0\x80",
            b"\xef\xbb\xbf\xef\xbb\xbf",
            b"\x1a",
        ]
    )
    return raw[:spot] + stray + raw[spot:]


def other_json(rng: random.Random) -> bytes:
    return rng.choice(
        [b"[]", b"[{}]", b"{}", b"null", b"true", b"3", b'"closeness"', b"NaN", b"[1,2", b"{'a': 1}", b"//"]
    )


def no_json(rng: random.Random) -> bytes:
    options = [
        b"", b" ", b"\n\n\n", b"\xef\xbb\xbf", rng.randbytes(rng.choice([1, 50, 5_000])) + b"\xff",
        b"schema: pairbond.answers/1\n", b"<html></html>", b"Q1,Q2\n1,2\n", gzip.compress(b"{}"), b"%PDF-1.7\n%\xe2",
    ]  # fmt: skip
    return rng.choice(options)


def too_large(rng: random.Random) -> bytes:
    return b'{"schema": "' + b"x" * rng.choice([2_100_000, 4_100_000]) + b'"}'


def sealed_badly(rng: random.Random) -> bytes:
    head = rng.choice([b"age-encryption.org/v1\n", b"-----BEGIN AGE ENCRYPTED FILE-----\n"])
    stanza = (
        b"-> scrypt aYdfcpIkOcS/Q0rWxJNhQA %d\n0cbml/Y+bbfYmhTwxg7162uOPEq1LViim1ruyh5BnyE\n"
        % rng.choice([1, 40, 64])
    )
    return head + rng.choice(
        [b"", stanza, stanza + b"--- x", rng.randbytes(300), b"-----END AGE ENCRYPTED FILE-----\n"]
    )


BREAKERS: tuple[tuple[int, Breaker], ...] = (
    (12, truncated), (20, wrong_answer), (16, wrong_part), (2, part_left_out), (8, unknown_item),
    (6, unknown_instrument), (6, unknown_part), (5, no_number), (4, huge_number), (5, duplicate_key), (3, nested),
    (4, wrong_encoding), (5, stray_bytes), (2, other_json), (2, no_json), (1, too_large), (2, sealed_badly),
)  # fmt: skip


def broken_people(n: int, seed: int) -> list[tuple[str, bytes]]:
    """Broken answers files, each with the name of what broke it."""
    rng = random.Random(seed)
    chosen = rng.choices([breaker for _, breaker in BREAKERS], [weight for weight, _ in BREAKERS], k=n)
    return [(breaker.__name__, breaker(rng)) for breaker in chosen]


def fault(code: int, out: str, err: str) -> str | None:
    """What is wrong with a refusal, None where it is as it should be."""
    lines = err.splitlines()
    if code != 1:
        return f"exit code {code}"
    if out:
        return "something was printed"
    if not 1 <= len(lines) <= 4 or any(len(line) > 500 for line in lines):
        return f"{len(lines)} lines"
    if not lines[0].startswith("pairbond: "):
        return "not a sentence"
    return None if all(line.isprintable() for line in lines) else "control characters"


def refuse(arguments: list[str]) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    return code, out.getvalue(), err.getvalue()


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PAIRBOND_PASSPHRASE", "correct horse battery")
    monkeypatch.setenv("PAIRBOND_DATA", str(tmp_path / "data"))


def test_what_is_broken_was_good(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_bytes(packed(whole(random.Random(1))))
    code, out, err = refuse(["score", str(path), "--instrument", "closeness"])
    assert (code, err) == (0, "")
    assert "Attachment anxiety" in out


def test_malformed_answers_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    seen: Counter[str] = Counter()
    faults = []
    for number, (name, raw) in enumerate(broken_people(PEOPLE, SEED)):
        path.write_bytes(raw)
        code, out, err = refuse(["score", str(path), "--instrument", "closeness"])
        seen[name] += 1
        wrong = fault(code, out, err)
        if wrong:
            faults.append(f"seed {SEED}, number {number}, {name}: {wrong}: {err[:300]!r} for {raw[:200]!r}")
    assert not faults, "\n".join(faults[:20])
    assert len(seen) == len(BREAKERS)


@pytest.mark.slow
def test_malformed_answers_files_are_refused_by_the_command(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    for name, raw in broken_people(IN_A_SUBPROCESS, SEED + 1):
        path.write_bytes(raw)
        done = run(["score", str(path), "--instrument", "closeness"])
        assert fault(done.returncode, done.stdout, done.stderr) is None, (name, done)


def run(arguments: list[str]) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pairbond", *arguments]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


# ---- tables --------------------------------------------------------------------------------------


def table(rng: random.Random, rows: int = 40) -> pl.DataFrame:
    return pl.DataFrame({f"Q{n}": [rng.randint(1, 5) for _ in range(rows)] for n in range(1, 37)})


def as_csv(frame: pl.DataFrame) -> str:
    return frame.write_csv()


def as_parquet(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    return buffer.getvalue()


def bad_cell(rng: random.Random) -> tuple[str, bytes]:
    lines = as_csv(table(rng)).splitlines()
    row = rng.randrange(1, len(lines))
    cells = lines[row].split(",")
    cells[rng.randrange(36)] = rng.choice(
        [
            "6",
            "-2",
            "99",
            "3.5",
            "yes",
            "1e9",
            "inf",
            "3;4",
            "٣",
            "\x00",
            "9" * 40,
            "true",
            "2026-01-01",
            "=1+2",
        ]
    )
    lines[row] = ",".join(cells)
    return ".csv", "\n".join(lines).encode("utf-8")


def ragged(rng: random.Random) -> tuple[str, bytes]:
    lines = as_csv(table(rng)).splitlines()
    lines[rng.randrange(1, len(lines))] += ",1,2,3"
    return ".csv", "\n".join(lines).encode("utf-8")


def no_table(rng: random.Random) -> tuple[str, bytes]:
    raw = rng.choice(
        [b"", b"\n", b"\x00" * 100, b"\xff\xfe" + rng.randbytes(50), rng.randbytes(2_000), b"\xef\xbb\xbf"]
    )
    return rng.choice([".csv", ".tsv", ".parquet", ".csv.gz"]), raw


def bad_header(rng: random.Random) -> tuple[str, bytes]:
    text = as_csv(table(rng))
    old, new = rng.choice([("Q7,", "Q6,"), ("Q36", "Q37"), ("Q1,", ""), ("Q5,", "Q5 five,"), (",", " ")])
    return ".csv", text.replace(old, new).encode("utf-8")


def header_only(rng: random.Random) -> tuple[str, bytes]:
    return ".csv", as_csv(table(rng, rows=0)).encode("utf-8")


def encoded(rng: random.Random) -> tuple[str, bytes]:
    return ".csv", as_csv(table(rng)).encode(rng.choice(["utf-16", "utf-32", "utf-16-le"]))


def torn_gzip(rng: random.Random) -> tuple[str, bytes]:
    raw = gzip.compress(as_csv(table(rng, rows=5_000)).encode("utf-8"))
    if rng.random() < 0.5:
        return ".csv.gz", raw[: rng.randrange(3, len(raw) - 1)]
    spot = rng.randrange(len(raw) // 2, len(raw) - 20)
    return ".csv.gz", raw[:spot] + bytes(255 - byte for byte in raw[spot : spot + 12]) + raw[spot + 12 :]


def bad_parquet(rng: random.Random) -> tuple[str, bytes]:
    raw = as_parquet(table(rng))
    choice = rng.randrange(4)
    if choice == 0:
        return ".parquet", raw[: rng.randrange(4, len(raw) - 1)]
    if choice == 1:
        return ".parquet", raw[:4] + bytes(rng.randbytes(len(raw) - 8)) + raw[-4:]
    if choice == 2:
        return ".parquet", as_parquet(table(rng).with_columns(Q3=pl.lit("often"), Q4=pl.lit([1, 2])))
    return ".parquet", as_parquet(table(rng).with_columns(Q9=pl.lit(True)))


TABLE_BREAKERS = (bad_cell, ragged, no_table, bad_header, header_only, encoded, torn_gzip, bad_parquet)


@pytest.mark.slow
def test_malformed_tables_are_refused(tmp_path: Path) -> None:
    rng = random.Random(SEED)
    faults = []
    for number in range(TABLES):
        breaker = TABLE_BREAKERS[number % len(TABLE_BREAKERS)]
        ending, raw = breaker(rng)
        path = tmp_path / f"table{ending}"
        path.write_bytes(raw)
        options = [
            "--instrument",
            "ecr",
            "--columns",
            "Q{n}",
            "--range",
            "1:5",
            "--out",
            str(tmp_path / "o.csv"),
        ]
        code, out, err = refuse(["score", str(path), *options])
        wrong = fault(code, out, err)
        if wrong:
            faults.append(
                f"seed {SEED}, number {number}, {breaker.__name__}: {wrong}: {err[:400]!r} for {raw[:150]!r}"
            )
        assert not (tmp_path / "o.csv").exists()
    assert not faults, "\n".join(faults[:20])
    assert list(tmp_path.glob(".*")) == []
