"""A person's own data: the copy holds all of it and nothing of the partner's; the end is an end."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest

from .conftest import Clock, User

CANARY = "Quetzalcoatl"


@pytest.fixture(autouse=True)
def no_ledger(web: Any) -> Any:
    from pairbond.web.ops.ledger import ledger_path

    ledger_path().unlink(missing_ok=True)
    yield
    ledger_path().unlink(missing_ok=True)


def answer(user: User, place: int, value: int) -> None:
    from .test_take import slip_of

    user.post("/questions/1/")
    path = f"/questions/1/{place}/"
    assert (
        user.post(path, {"slip": slip_of(user, path), "turn": "answer", "answer": str(value)}).status_code
        == 303
    )


def finish(user: User) -> None:
    user.post("/questions/1/done/")


def copy_of(user: User) -> dict[str, bytes]:
    user.step_up()
    response = user.post("/account/data/copy/")
    assert response["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as held:
        return {name: held.read(name) for name in held.namelist()}


def test_the_copy_holds_every_answer_that_was_ever_kept(anna: User) -> None:
    anna.post("/account/about/", {"alias": CANARY, "age": "44"})
    answer(anna, 0, 4)
    answer(anna, 0, 2)
    finish(anna)
    files = copy_of(anna)
    rows = list(csv.DictReader(io.StringIO(files["answers.csv"].decode())))
    assert [row["value"] for row in rows] == ["4", "2"]
    assert json.loads(files["choices.json"])["name"] == CANARY
    assert "A copy of your data was made" in files["log.csv"].decode()


def test_the_copy_can_be_used_on_the_command_line(anna: User) -> None:
    from pairbond.library.answers import parse_answers

    for place in range(3):
        answer(anna, place, place + 1)
    finish(anna)
    answers = parse_answers(copy_of(anna)["answers.json"], "answers.json")
    assert answers.responses["closeness"].values[:3].tolist() == [1, 2, 3]
    assert answers.consent is not None
    assert set(answers.consent.values()) == {"none"}


def test_the_copy_has_nothing_of_anybody_else(anna: User, ben: User) -> None:
    from .test_two import link

    link(anna, ben)
    ben.post("/account/about/", {"alias": CANARY, "age": ""})
    answer(ben, 0, 5)
    finish(ben)
    files = copy_of(anna)
    assert CANARY not in b"".join(files.values()).decode()
    assert files["answers.csv"].count(b"\n") == 1


@pytest.mark.parametrize("path", ["/account/data/copy/", "/account/data/end/"])
def test_both_ask_for_the_password_first(anna: User, path: str) -> None:
    from pairbond.web.accounts.models import Person

    assert anna.post(path, {"sure": "on"})["Location"].startswith("/again/")
    assert Person.objects.filter(pk=anna.person.pk).exists()


def test_the_end_needs_a_tick(anna: User) -> None:
    anna.step_up()
    assert anna.post("/account/data/end/").status_code == 422
    assert anna.get("/home/").status_code == 200


def test_the_end_removes_every_row_and_leaves_the_partner_theirs(anna: User, ben: User) -> None:
    from django.apps import apps

    from .test_two import link

    answer(ben, 0, 5)
    ben.post("/account/about/", {"alias": "Ben", "age": ""})
    before = {model: model.objects.count() for model in apps.get_models()}
    anna.post("/account/about/", {"alias": CANARY, "age": "44"})
    answer(anna, 0, 4)
    link(anna, ben)
    anna.step_up()
    assert anna.post("/account/data/end/", {"sure": "on"}).status_code == 200
    for model in apps.get_models():
        for row in model.objects.all():
            assert str(anna.person.pk) not in str(vars(row)), model
    from pairbond.web.take.models import Answer

    assert Answer.objects.count() == before[Answer]
    assert "Hello, Ben" in ben.get("/home/").content.decode()
    assert anna.get("/home/").status_code == 302


def test_the_partner_is_not_told_of_the_end(anna: User, ben: User) -> None:
    from .test_two import link, pages

    link(anna, ben)
    before = pages(ben)
    anna.step_up()
    anna.post("/account/data/end/", {"sure": "on"})
    assert pages(ben) == before


def test_a_start_erases_whom_an_old_backup_brought_back(anna: User, ben: User) -> None:
    from pairbond.web.accounts.models import Person
    from pairbond.web.ops.erasing import replay
    from pairbond.web.ops.ledger import enter, ledger_path

    enter(anna.person)  # as if the machine had stopped right after
    with ledger_path().open("a", encoding="ascii") as out:
        out.write('{"who": "torn')
    assert anna.name not in ledger_path().read_text(encoding="ascii")
    assert replay() == 1
    assert set(Person.objects.values_list("pk", flat=True)) == {ben.person.pk}
    assert replay() == 0


# ---- sweeping ------------------------------------------------------------------------------------


def test_a_chore_is_claimed_once(db: None, clock: Clock) -> None:
    from pairbond.web.ops.sweep import LEASE, claim

    assert [claim("x") for _ in range(3)] == [True, False, False]
    clock.forward(seconds=LEASE.total_seconds() + 1)
    assert [claim("x") for _ in range(3)] == [True, False, False], "whoever had it was killed"


def test_what_is_too_old_goes(anna: User, clock: Clock) -> None:
    from pairbond.web.accounts.models import Event
    from pairbond.web.ops.sweep import sweep
    from pairbond.web.take.models import Answer

    answer(anna, 0, 4)
    clock.forward(days=729)
    sweep()
    assert Answer.objects.count() == 1
    assert Event.objects.count() == 0
    clock.forward(days=2)
    assert {"issue", "weeks", "old", "log", "optimise"} <= set(sweep())
    assert sweep() == []
    assert Answer.objects.count() == 0


def test_a_report_is_issued_without_anybody_looking(
    anna: User, ben: User, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pairbond.web.ops.sweep import sweep
    from pairbond.web.reports import joint
    from pairbond.web.reports.models import JointReport

    from .test_two import link, say_yes

    monkeypatch.setattr(joint, "build", lambda *_, **__: joint.Copy(html="<p>x", pdf=None))
    link(anna, ben)
    say_yes(anna, ben)
    sweep()
    assert not JointReport.objects.exists()
    clock.forward(hours=37)
    sweep()
    sweep()
    assert JointReport.objects.count() == 1
