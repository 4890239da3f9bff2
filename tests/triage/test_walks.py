"""Whatever happens in whatever order: nothing anybody said is lost, counters say what the rows say, everyone has a next step."""

from __future__ import annotations

from typing import Any

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select, text

from forum.accounts.models import Account
from forum.accounts.roles import Role, Viewer
from forum.core.refusal import Refused
from forum.core.tally import Tally
from forum.events.models import Event
from forum.extensions import db
from forum.publishing import journeys, ledger_queries
from forum.submissions import counting, flags, merging
from forum.submissions.flags import Flag
from forum.submissions.models import Submission
from forum.submissions.states import FlagState, Reason, Referral, ReplyState
from forum.submissions.support import GroupSupport, Support, support, withdraw_support
from forum.submissions.undoing import remembered, undo
from forum.submissions.voices import Reply
from forum.submissions.waiting import ON_DESK
from forum.submissions.watching import TrustedAuthor, is_trusted
from forum.triage.decisions import DECISIONS, Decision, Word
from tests import make

PEOPLE, SAID = 4, 6
PICK = st.integers(0, SAID - 1)
WHO = st.integers(0, PEOPLE - 1)
CURRENT = TrustedAuthor.revoked_at.is_(None)


class Walk(RuleBasedStateMachine):
    """A few people, two moderators and up to six submissions of one event; a refused verb is a step that changes nothing."""

    @initialize()
    def begin(self) -> None:
        self.event: Event = make.event()
        self.people = [make.account(f"Orang {n}") for n in range(PEOPLE)]
        self.rina, self.bima = (make.account(name, Role.MODERATOR) for name in ("Rina", "Bima"))
        self.said: list[int] = []
        self.words: dict[int, tuple[str, str]] = {}
        for who in range(PEOPLE):
            self.send(who, public=who > 0)

    def tries(self, verb: Any, *args: Any, **kwargs: Any) -> None:
        """Say it and commit; when it is refused, nothing of it stands."""
        try:
            make.said(verb, *args, **kwargs)
        except Refused:
            db.session.rollback()

    def one(self, pick: int) -> Submission | None:
        return db.session.get(Submission, self.said[pick % len(self.said)]) if self.said else None

    def judge(self, it: Submission) -> Account:
        return self.bima if it.judged_by_id == self.rina.id else self.rina

    @rule(who=WHO, public=st.booleans())
    def send(self, who: int, public: bool) -> None:
        if len(self.said) < SAID:
            title, author = f"Usul {len(self.said)}", self.people[who]
            at_once = is_trusted(author.id, self.event.jurisdiction_id)
            made = make.submission(self.event, author, public=public and not at_once, moderator=self.rina, title=title, body="Isi usulnya.")
            assert made.unchecked == at_once
            self.said.append(made.id)
            self.words[made.id] = (made.title, made.body)

    @rule(who=WHO)
    def trust_or_not(self, who: int) -> None:
        """From now on what this person sends is shown at once; said again, it waits again."""
        standing = db.session.scalar(select(TrustedAuthor).where(TrustedAuthor.account_id == self.people[who].id, CURRENT))
        if standing is None:
            self.tries(TrustedAuthor.grant, self.people[who], self.event.jurisdiction_id, by=self.rina.viewer(), why="Santun.")
        else:
            self.tries(standing.revoke, by=self.rina.viewer(), why="Beriklan.")

    @rule(pick=PICK, verb=st.sampled_from(sorted(DECISIONS)))
    def decide(self, pick: int, verb: str) -> None:
        """As the desk does it: what stood before is remembered, so that it can be undone."""
        if (it := self.one(pick)) is not None:
            said = Word(Reason.COMMERCIAL, "Alasannya.", Referral.LAPOR, it.judge_by, it.judge_by, checked=True)
            self.tries(self.decided, DECISIONS[verb], it, said, by=self.judge(it).viewer())

    @staticmethod
    def decided(decision: Decision, it: Submission, said: Word, *, by: Viewer) -> None:
        with remembered(it, decision.workflow, decision.verb, by=by, minutes=30):
            decision.say(it, by, said)

    @rule(pick=PICK, by_rina=st.booleans())
    def undo(self, pick: int, by_rina: bool) -> None:
        if (it := self.one(pick)) is not None:
            self.tries(undo, it, by=(self.rina if by_rina else self.bima).viewer(), minutes=30)

    @rule(twin=PICK, survivor=PICK)
    def merge(self, twin: int, survivor: int) -> None:
        a, b = self.one(twin), self.one(survivor)
        if a is not None and b is not None:
            self.tries(merging.merge, a, b, by=self.rina.viewer(), reason="Sama.")

    @rule(pick=PICK)
    def undo_a_merge(self, pick: int) -> None:
        if (it := self.one(pick)) is not None:
            self.tries(merging.split, it, by=self.bima.viewer(), reason="Ternyata berbeda.")

    @rule(pick=PICK, who=WHO)
    def back(self, pick: int, who: int) -> None:
        if (it := self.one(pick)) is not None:
            person = self.people[who]
            self.tries(support, it, by=person.viewer(), account_id=person.id, group=person.element)

    @rule(pick=PICK, who=WHO)
    def carry(self, pick: int, who: int) -> None:
        if (it := self.one(pick)) is not None:
            self.tries(merging.carry_over, it, by=self.people[who].viewer(), account_id=self.people[who].id)

    @rule(pick=PICK, who=WHO)
    def stand_back(self, pick: int, who: int) -> None:
        if (it := self.one(pick)) is not None:
            self.tries(withdraw_support, it, by=self.people[who].viewer(), account_id=self.people[who].id)

    @rule(pick=PICK, who=WHO)
    def reply(self, pick: int, who: int) -> None:
        if (it := self.one(pick)) is not None:
            person = self.people[who]
            self.tries(Reply.post, it, by=person.viewer(), author_id=person.id, group=person.element, body="Setuju.")

    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        if (it := self.one(pick)) is not None:
            self.tries(it.withdraw, by=it.author.viewer())

    @rule(pick=PICK)
    def reword(self, pick: int) -> None:
        if (it := self.one(pick)) is not None:
            self.tries(it.reword, it.title, it.body, by=it.author.viewer(), judge_by=it.judge_by)

    @rule(pick=PICK)
    def reopen(self, pick: int) -> None:
        if (it := self.one(pick)) is not None:
            self.tries(it.reopen, by=it.author.viewer(), note="Belum terjawab.", judge_by=it.judge_by)

    @rule(pick=PICK)
    def appeal(self, pick: int) -> None:
        if (it := self.one(pick)) is not None:
            self.tries(it.file_appeal, "Mohon diperiksa lagi.", by=it.author.viewer(), judge_by=it.judge_by)

    @rule(pick=PICK, overturn=st.booleans())
    def judge_appeal(self, pick: int, overturn: bool) -> None:
        if (it := self.one(pick)) is not None:
            self.tries(it.judge_appeal, overturn=overturn, note="Sudah dibaca ulang.", by=self.judge(it).viewer())

    @rule(pick=PICK, who=WHO, on_reply=st.booleans())
    def flag(self, pick: int, who: int, on_reply: bool) -> None:
        if (it := self.one(pick)) is not None:
            reply = db.session.scalar(select(Reply).where(Reply.submission_id == it.id).limit(1)) if on_reply else None
            person = self.people[who]
            self.tries(flags.flag, it, by=person.viewer(), account_id=person.id, reason=Reason.THREAT, reply=reply)

    @rule(pick=PICK, act=st.booleans())
    def settle(self, pick: int, act: bool) -> None:
        it = self.one(pick)
        for one in flags.open_flags(it)[:1] if it is not None else ():
            if one.reply is not None and act and one.reply.state is ReplyState.PUBLIC:
                self.tries(flags.hide, one.reply, by=self.rina.viewer(), reason=Reason.THREAT)
            else:
                self.tries(one.uphold if act else one.dismiss, by=self.rina.viewer())

    def rows(self) -> list[Submission]:
        db.session.expire_all()
        return list(db.session.scalars(select(Submission).where(Submission.id.in_(getattr(self, "said", [])))))

    @staticmethod
    def counted(place: Any, *conditions: Any, what: Any = None) -> dict[int, int]:
        """Rows (or the sum of a column) by submission."""
        found = select(place, func.count() if what is None else func.sum(what)).where(*conditions).group_by(place)
        return {one: int(number) for one, number in db.session.execute(found)}

    @invariant()
    def nothing_is_lost_and_counters_equal_recounts(self) -> None:
        rows = self.rows()
        assert {it.id: (it.title, it.body) for it in rows} == getattr(self, "words", {})
        people, petals = self.counted(Support.submission_id), self.counted(GroupSupport.submission_id, what=GroupSupport.people)
        groups, followers = self.counted(GroupSupport.submission_id), self.counted(Submission.merged_into_id)
        replies = self.counted(Reply.submission_id, Reply.state == ReplyState.PUBLIC)
        open_flags = self.counted(Flag.submission_id, Flag.state == FlagState.OPEN)
        for it in rows:
            assert it.support_count == people.get(it.id, 0) == petals.get(it.id, 0)
            assert it.support_group_count == groups.get(it.id, 0)
            assert it.reply_count == replies.get(it.id, 0)
            assert it.flag_count == open_flags.get(it.id, 0)
            assert it.has_merged == (it.id in followers)
            assert not it.unchecked or (it.visibility == "public" and it.disposition == "open" and it.merged_into_id is None)
        self.everyone_has_a_next_step(rows)

    @staticmethod
    def everyone_has_a_next_step(rows: list[Submission]) -> None:
        """What waits, or is public and undecided, or appealed or flagged, is on the desk; what follows another follows a public one."""
        desk = set(db.session.scalars(select(Submission.id).where(text(ON_DESK))))
        for it in rows:
            if it.merged_into_id is not None and it.visibility != "withdrawn":
                assert it.merged_into is not None and it.merged_into.visibility == "public"
            elif it.visibility in ("waiting", "held", "public") and it.disposition == "open":
                assert it.id in desk
            if it.flag_count or (it.appeal == "filed" and it.visibility != "withdrawn" and it.merged_into_id is None):
                assert it.id in desk

    @rule(pick=PICK)
    def ask_what_comes_next(self, pick: int) -> None:
        """The journey of whatever is public ends in words about what comes next, or what it came to."""
        it = self.one(pick)
        if it is not None and it.visibility == "public":
            assert journeys.of_submission(it).next_words

    def teardown(self) -> None:
        """The counts of events and quarters, and the history, at the end of the walk."""
        if not hasattr(self, "event"):
            return
        facts = ("submission_count", "public_count", "undecided_count")
        db.session.expire_all()
        event = db.session.get_one(Event, self.event.id)
        kept = [getattr(event, name) for name in facts]
        tallies = self.tallies()
        make.said(self.recounted, event)
        db.session.expire_all()
        assert kept == [getattr(db.session.get_one(Event, event.id), name) for name in facts]
        assert tallies == self.tallies()

    @staticmethod
    def recounted(event: Event) -> None:
        counting.recount(event)
        counting.retally("submission", Submission.jurisdiction_id, counting.FATE)
        counting.retally_groups()
        ledger_queries.recount()

    @staticmethod
    def tallies() -> dict[tuple[str, str], int]:
        asked = select(Tally.scope, Tally.key, Tally.value).where(Tally.value != 0, Tally.key.not_like("recommendation.%"))
        return {(scope, key): value for scope, key, value in db.session.execute(asked)}


def test_random_walks_lose_nothing_and_leave_nobody_without_a_next_step(app: Flask) -> None:
    chosen = settings(max_examples=12, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
    with app.app_context():
        run_state_machine_as_test(Walk, settings=chosen)
