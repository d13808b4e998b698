"""A report for both from everything that can be answered in the app says what the command's report says."""

import html
import re

import pytest
from tests.web.app.conftest import Clock, User
from tests.web.app.test_chats import bring_and_say, export
from tests.web.app.test_reports import fill
from tests.web.app.test_two import after, link, read_own, say_yes

PARTS = (
    "attachment", "bond", "conflict", "values", "dealbreakers", "needs", "loop", "actions", "messages",
)  # fmt: skip
QUESTIONNAIRES = ("closeness", "bond", "conflict", "needs", "moves", "values", "dealbreakers")


@pytest.mark.slow
def test_the_app_says_what_the_command_says(anna: User, ben: User, clock: Clock) -> None:
    from pairbond.report.build import build_report
    from pairbond.web.clock import today
    from pairbond.web.reports.material import answers_of

    for seed, (user, alias) in enumerate(((anna, "Anna"), (ben, "Benedikt"))):
        user.post("/account/about/", {"alias": alias, "age": "34"})
        for questionnaire in QUESTIONNAIRES:
            fill(user, questionnaire, 4 + seed * 5)
        user.again()
    link(anna, ben)
    for user in (anna, ben):
        user.post("/two/share/", {f"share-{part}": "open" for part in PARTS})
    bring_and_say(anna, export(300))
    say_yes(anna, ben)
    after(clock, anna, ben, hours=37)
    anna.get("/two/")
    read_own(anna)
    page = html.unescape(anna.get("/reading/two/").content.decode())
    paper = anna.get("/reading/two/paper/").content
    for user in (anna, ben):
        user.person.refresh_from_db()
    expected = build_report(answers_of(anna.person), answers_of(ben.person), reader="joint", created=today())
    heads = [re.sub("<[^>]+>", "", head) for head in re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.DOTALL)]
    assert all(any(section.title in head for head in heads) for section in expected.sections)
    found = list(expected.findings())
    assert len(found) > 15
    assert [finding.id for finding in found if finding.text not in page] == []
    assert "How soon a message is answered" in page
    assert paper.startswith(b"%PDF")
