"""The log keeps what was acknowledged, drops a torn line, and tells nothing without the passphrase."""

import json
import os
from base64 import b64encode
from pathlib import Path

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pairbond.app import sealed_log
from pairbond.app.sealed_log import PAD, AgeCodec, SealedLog, is_sealed_log
from pairbond.errors import ConfigError, StoreError, WrongPassphrase

PASSPHRASE = "correct horse battery"
RECORDS = [{"item": f"bond.{n:02}", "value": n % 5 + 1} for n in range(6)]


def written(path: Path, passphrase: str | None, records: list[dict[str, object]] = RECORDS) -> bytes:
    with SealedLog.create(path, kind="draft", passphrase=passphrase) as log:
        for record in records:
            log.append(record)
    return path.read_bytes()


def read(path: Path, passphrase: str | None) -> list[dict[str, object]]:
    with SealedLog.open(path, kind="draft", passphrase=passphrase) as log:
        return [{key: value for key, value in record.items() if key != "n"} for record in log.records]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return written(tmp_path_factory.mktemp("log") / "x.part", PASSPHRASE)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seal the log's identity without the slow work, which is not what is tested."""
    monkeypatch.setattr(
        sealed_log, "seal", lambda data, passphrase: b64encode(passphrase.encode() + b"|" + data)
    )
    monkeypatch.setattr(sealed_log, "unseal", opened)


def opened(raw: bytes, passphrase: str, name: str) -> bytes:
    from base64 import b64decode

    given_, _, data = b64decode(raw).partition(b"|")
    if given_ != passphrase.encode():
        raise WrongPassphrase(name)
    return data


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.usefixtures("quick")
def test_what_was_appended_is_read(tmp_path: Path, passphrase: str | None) -> None:
    path = tmp_path / "x.part"
    written(path, passphrase)
    assert read(path, passphrase) == RECORDS
    with SealedLog.open(path, kind="draft", passphrase=passphrase) as log:
        log.append({"more": 1})
    assert read(path, passphrase) == [*RECORDS, {"more": 1}]
    assert is_sealed_log(path) == (passphrase is not None)
    assert path.stat().st_mode & 0o077 == 0


def test_a_sealed_log_needs_its_passphrase(tmp_path: Path, sealed: bytes) -> None:
    path = tmp_path / "x.part"
    path.write_bytes(sealed)
    assert read(path, PASSPHRASE) == RECORDS
    with pytest.raises(WrongPassphrase, match=r"x\.part: this passphrase does not open it"):
        read(path, "some other words")
    assert path.read_bytes() == sealed


def test_a_sealed_log_shows_nothing(sealed: bytes) -> None:
    header, *_ = sealed.splitlines()
    assert set(json.loads(header)) == {"schema", "kind", "sealed", "identity"}
    assert b"AGE-SECRET-KEY" not in sealed
    assert b"item" not in sealed


def test_the_length_of_a_record_tells_nothing() -> None:
    codec = AgeCodec(pyrage.x25519.Identity.generate())
    short, long = (codec.decode(codec.encode(record)) for record in (b"{}", b'{"item":"bond.01","value":3}'))
    assert len(short) == len(long) == PAD


@pytest.mark.usefixtures("quick")
@given(
    kept=st.integers(min_value=0), passphrase=st.sampled_from([None, PASSPHRASE]), tail=st.binary(max_size=9)
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cut_anywhere_the_whole_records_before_the_cut_stay(
    tmp_path: Path, kept: int, passphrase: str | None, tail: bytes
) -> None:
    path = tmp_path / "x.part"
    path.unlink(missing_ok=True)
    raw = written(path, passphrase)
    start = raw.index(b"\n") + 1
    cut = start + kept % (len(raw) - start + 1)
    path.write_bytes(raw[:cut] + tail.replace(b"\n", b"\x00"))
    whole = raw[start:cut].count(b"\n")
    assert read(path, passphrase) == RECORDS[:whole]
    with SealedLog.open(path, kind="draft", passphrase=passphrase) as log:
        log.append({"more": 1})
    assert read(path, passphrase) == [*RECORDS[:whole], {"more": 1}]


@pytest.mark.parametrize("line", [2, 4])
def test_damage_before_the_last_line_is_not_passed_over(tmp_path: Path, line: int) -> None:
    path = tmp_path / "x.part"
    lines = written(path, None).split(b"\n")
    lines[line - 1] = b'{"n":77}'
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(StoreError, match=rf"x\.part: line {line} is damaged"):
        read(path, None)


@pytest.mark.usefixtures("quick")
def test_lines_of_another_log_or_in_another_order_are_not_records(tmp_path: Path) -> None:
    one, two = (written(tmp_path / f"{n}.part", PASSPHRASE).split(b"\n") for n in (1, 2))
    path = tmp_path / "x.part"
    for mixed in ([*one[:2], two[2], *one[3:]], [one[0], one[2], one[1], *one[3:]], [one[0], *one[2:]]):
        path.write_bytes(b"\n".join(mixed))
        with pytest.raises(StoreError, match="is damaged"):
            read(path, PASSPHRASE)


def test_one_window_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "x.part"
    with (
        SealedLog.create(path, kind="draft", passphrase=None),
        pytest.raises(StoreError, match="another window"),
    ):
        SealedLog.open(path, kind="draft", passphrase=None)
    SealedLog.open(path, kind="draft", passphrase=None).close()


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"x", b"[]\n", b'{"schema": "other/1"}\n', b"\xff\xfe\n", b"[" * 100_000 + b"\n"]
)
def test_a_file_that_is_no_log_is_left_alone(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.part"
    path.write_bytes(raw)
    for opening in (lambda: read(path, None), lambda: is_sealed_log(path)):
        with pytest.raises(StoreError, match="this is not a file Pairbond began"):
            opening()
    assert path.read_bytes() == raw


def test_a_log_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "x.part"
    written(path, None)
    with pytest.raises(StoreError, match="another kind, not a alarm"):
        SealedLog.open(path, kind="alarm", passphrase=None)


@pytest.mark.usefixtures("quick")
def test_sealed_and_plain_are_not_mixed(tmp_path: Path) -> None:
    written(tmp_path / "plain.part", None)
    written(tmp_path / "sealed.part", PASSPHRASE)
    with pytest.raises(ConfigError, match="is not sealed"):
        read(tmp_path / "plain.part", PASSPHRASE)
    with pytest.raises(ConfigError, match="is sealed; go on without --plain"):
        read(tmp_path / "sealed.part", None)


def test_a_full_disk_leaves_the_log_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.part"
    before = written(path, None)
    with SealedLog.open(path, kind="draft", passphrase=None) as log:

        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match="No space left on device"):
            log.append({"more": 1})
        monkeypatch.undo()
        assert path.read_bytes() == before
        log.append({"more": 2})
    assert read(path, None)[-1] == {"more": 2}


def test_every_record_is_synced_before_append_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    true_fsync = os.fsync
    with SealedLog.create(tmp_path / "x.part", kind="draft", passphrase=None) as log:
        monkeypatch.setattr(
            os, "fsync", lambda handle: (sizes.append(os.fstat(handle).st_size), true_fsync(handle))
        )
        for record in RECORDS:
            log.append(record)
            assert sizes[-1] == (tmp_path / "x.part").stat().st_size
    assert len(sizes) == len(RECORDS)


def test_a_deleted_log_is_gone(tmp_path: Path) -> None:
    log = SealedLog.create(tmp_path / "x.part", kind="draft", passphrase=None)
    log.delete()
    log.delete()
    assert list(tmp_path.iterdir()) == []


def test_a_log_that_is_far_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path / "x.part", None)
    monkeypatch.setattr(sealed_log, "MAX_BYTES", 10)
    with pytest.raises(StoreError, match="too many"):
        read(tmp_path / "x.part", None)


def test_a_missing_log(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        read(tmp_path / "x.part", None)
    with pytest.raises(StoreError, match="cannot be opened"):
        is_sealed_log(tmp_path / "x.part")
