"""The bar appears on a terminal, after two seconds, and leaves nothing behind."""

import io
import sys

import pytest

from pairbond.cli.progress import RowCounter, row_counter


class Terminal(io.StringIO):
    """A stderr that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def counted(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, times: list[float]) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    clock = iter(times)
    counter = RowCounter("Scoring", 300, lambda: next(clock))
    for _ in times[1:]:
        counter(100)
    counter.stop()
    assert counter.rows == 100 * (len(times) - 1)
    return stream.getvalue()


def test_quick_work_has_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    assert counted(monkeypatch, Terminal(), [0.0, 0.5, 1.9]) == ""


def test_long_work_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = counted(monkeypatch, Terminal(), [0.0, 1.0, 2.1])
    assert "Scoring" in shown
    assert "rows" in shown


def test_there_is_none_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert counted(monkeypatch, io.StringIO(), [0.0, 1.0, 9.0]) == ""


def test_it_stops_on_any_error() -> None:
    with pytest.raises(ZeroDivisionError), row_counter("Scoring") as counter:
        counter(1)
        raise ZeroDivisionError
