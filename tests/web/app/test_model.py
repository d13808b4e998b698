"""R-06: any order of inviting, joining, agreeing, stepping back, leaving, erasing and waiting keeps the rules."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from .conftest import Clock, make_person

pytestmark = pytest.mark.slow
WHO = st.sampled_from(("a", "b", "c"))
reached: dict[str, int] = {"reports": 0}
"""How often the machine came to an issued report: a model that never gets there proves nothing."""


class Space(RuleBasedStateMachine):
    """Three people and one clock, against a model that knows who agreed when and with whom."""

    def __init__(self) -> None:
        super().__init__()
        from django.db import transaction

        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = Clock()
        self.issued_with: dict[str, datetime] = {}

    @initialize()
    def people(self) -> None:
        from pairbond.web.couples.sharing import Shares, keep_shares
        from pairbond.web.reports import joint

        self.build, joint.build = joint.build, lambda *_, **__: joint.Copy(html="<p>x", pdf=None)
        self.person = {who: make_person(who) for who in "abc"}
        for person in self.person.values():
            keep_shares(person, Shares(screened=True))
        self.seen: set[Any] = set()
        self.codes: list[tuple[str, str]] = []
        self.agreed: dict[str, datetime | None] = dict.fromkeys("abc")
        self.reports: dict[str, set[Any]] = {who: set() for who in "abc"}

    def couple(self, who: str) -> Any:
        from pairbond.web.couples.space import membership

        side = membership(self.person[who]) if self.person.get(who) else None
        return side.couple if side else None

    @rule(who=WHO)
    def invite(self, who: str) -> None:
        from pairbond.web.couples.space import invite

        if self.person.get(who):
            self.codes.append((who, invite(self.person[who])))

    @rule(who=WHO, n=st.integers(0, 20))
    def join(self, who: str, n: int) -> None:
        from pairbond.web.couples.space import join

        if self.codes and self.person.get(who) and self.couple(who) is None:
            join(self.person[who], self.codes[n % len(self.codes)][1])
            self.agreed[who] = None

    @rule(who=WHO)
    def agree(self, who: str) -> None:
        from pairbond.web.couples.space import agree

        if self.couple(who) is not None:
            agree(self.person[who])
            self.agreed[who] = self.agreed[who] or self.clock.moment

    @rule(who=WHO)
    def step_back(self, who: str) -> None:
        from pairbond.web.couples.space import step_back

        if self.couple(who) is not None:
            step_back(self.person[who])
            self.agreed[who] = None

    @rule(who=WHO)
    def leave(self, who: str) -> None:
        from pairbond.web.couples.space import unlink

        if self.person.get(who):
            unlink(self.person[who])
            self.agreed[who] = None

    @rule(who=WHO)
    def erase(self, who: str) -> None:
        from pairbond.web.ops.erasing import remove

        if self.person.get(who):
            remove(self.person[who])
            self.person[who] = None
            self.agreed[who] = None

    @rule(first=WHO, second=WHO)
    def pair_up(self, first: str, second: str) -> None:
        """The usual way, so that the machine gets to the later states often."""
        if first != second and self.person.get(first) and self.person.get(second):
            if self.couple(second) is None:
                self.invite(first)
                self.join(second, len(self.codes) - 1)
            self.agree(first)
            self.agree(second)

    @rule(pair=st.sampled_from(("ab", "bc", "ca")), hours=st.sampled_from((20, 37, 24 * 95)))
    def go_all_the_way(self, pair: str, hours: int) -> None:
        """Two at once from the code to the report: left to chance, some runs came to none at all."""
        self.pair_up(pair[0], pair[1])
        self.wait(hours)
        self.look(pair[0])

    @rule(first=WHO, hours=st.sampled_from((20, 37, 24 * 95)))
    def wait_and_look(self, first: str, hours: int) -> None:
        self.wait(hours)
        self.look(first)

    @rule(hours=st.sampled_from((1, 12, 23, 25, 37, 24 * 20, 24 * 31, 24 * 91)))
    def wait(self, hours: int) -> None:
        self.clock.forward(hours=hours)

    @rule(who=WHO)
    def look(self, who: str) -> None:
        """Open the page of the two; a report must have been agreed to by both for a day at least."""
        from pairbond.web.couples.models import Membership
        from pairbond.web.reports.joint import current

        couple = self.couple(who)
        report = current(couple) if couple else None
        if report is None or report.pk in self.reports[who]:
            return
        members = {row.person_id for row in Membership.objects.filter(couple=couple)}
        names = [name for name, person in self.person.items() if person and person.pk in members]
        assert len(names) == 2, "a report for both is for two who are there"
        if report.pk not in self.seen:  # it bears the time at which it was due
            self.seen.add(report.pk)
            reached["reports"] += 1
            for name in names:
                since = self.agreed[name]
                assert since is not None
                assert report.issued_at - since >= timedelta(hours=24)
                self.agreed[name] = None
            key = str(couple.pk)
            if key in self.issued_with:
                assert report.issued_at - self.issued_with[key] >= timedelta(days=90)
            self.issued_with[key] = report.issued_at
        for name in names:
            self.reports[name].add(report.pk)

    @invariant()
    def nobody_shares_a_space_with_two_others(self) -> None:
        from django.db.models import Count

        from pairbond.web.couples.models import Couple

        assert not Couple.objects.annotate(n=Count("members")).filter(n__gt=2).exists()

    @invariant()
    def nothing_is_due_unless_two_agree(self) -> None:
        from pairbond.web.couples.models import Couple

        for couple in Couple.objects.filter(due_at__isnull=False):
            sides = list(couple.members.all())
            assert len(sides) == 2
            assert all(side.agreed_at for side in sides)

    @invariant()
    def a_report_is_there_only_for_two(self) -> None:
        from pairbond.web.reports.models import JointReport

        for report in JointReport.objects.select_related("couple"):
            assert report.couple.members.count() == 2

    def teardown(self) -> None:
        from django.db import transaction

        from pairbond.web import clock
        from pairbond.web.reports import joint

        if hasattr(self, "build"):
            joint.build = self.build
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)
        clock.set_now(None)


def test_any_order_keeps_the_rules(web: Any) -> None:
    run_state_machine_as_test(
        Space,
        settings=settings(
            max_examples=300, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
    assert reached["reports"] >= 30
