"""``pairbond chat`` from a shell."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def export(tmp_path: Path) -> Path:
    lines = [
        f"{13 + n % 15:02d}/0{1 + n // 15}/2024, {9 + n % 9:02d}:{n % 60:02d} - {'Robin' if n % 2 else 'Sam'}: Marmalade canary"
        for n in range(60)
    ]
    path = tmp_path / "chat.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_own_figures_alone_without_agreement(run: Run, export: Path) -> None:
    found = run("chat", str(export), "--me", "Robin")
    assert found.code == 0, found.err
    assert "Only your own messages" in found.out and "Sam" not in found.out
    assert "Marmalade" not in found.out + found.err


def test_both_and_the_account_of_the_import(run: Run, export: Path) -> None:
    found = run("chat", str(export), "--me", "Robin", "--both-agreed")
    assert found.code == 0, found.err
    assert "Robin" in found.out and "Sam" in found.out and "What was read" in found.out


def test_json_holds_no_name_and_no_word(run: Run, export: Path) -> None:
    found = run("chat", str(export), "--me", "Robin", "--both-agreed", "--json")
    data = json.loads(found.out)
    assert data["schema"] == "pairbond.chat/1" and data["n_messages"] == 60
    assert not any(word in found.out for word in ("Robin", "Sam", "Marmalade"))


@pytest.mark.parametrize(
    ("content", "said"),
    [("", "chat.txt"), ("hello\n", "chat.txt"), ("<html><body>x</body></html>", "HTML")],
)
def test_what_is_no_chat_is_refused_in_one_sentence(
    run: Run, tmp_path: Path, content: str, said: str
) -> None:
    path = tmp_path / "chat.txt"
    path.write_text(content, encoding="utf-8")
    found = run("chat", str(path))
    assert found.code == 1 and found.err.count("\n") == 1
    assert "Traceback" not in found.err


def test_a_name_that_is_not_in_the_chat_is_refused(run: Run, export: Path) -> None:
    found = run("chat", str(export), "--me", "Nobody")
    assert found.code == 1 and "nobody in this chat" in found.err


def test_an_order_that_nothing_decides_is_asked_for(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "chat.txt"
    path.write_text("03/04/2024, 10:00 - A: x\n03/04/2024, 10:05 - B: y\n", encoding="utf-8")
    found = run("chat", str(path))
    assert found.code == 1 and "date" in found.err and found.err.count("\n") == 1
    assert run("chat", str(path), "--date-order", "dmy").code == 0
