"""Events of a world and the submissions that were handed in to them, in every state, with their support and their lines."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from bench.worlds import words
from bench.worlds.chain import Chain
from bench.worlds.places import PILLARS, City, ago, day, public_id
from bench.worlds.sink import Rows, Sink
from bench.worlds.voices import Voices
from forum.core.text import CLEANER_VERSION, excerpt
from forum.submissions.decided import EVERYWHERE, VERBS, key, quarter
from forum.submissions.decided import scope as decisions_of
from forum.submissions.models import CROCKFORD

CLOSED = {"adopted": 28, "answered": 30, "acknowledged": 10, "declined": 8, "merged": 5, "refused": 6, "withdrawn": 3, "referred": 5,
          "out_of_scope": 4, "confidential": 1}  # fmt: skip
LIVE = {"waiting": 25, "public": 37, "held": 3, "returned": 4, "refused": 4, "withdrawn": 2, "answered": 9, "adopted": 10,
        "acknowledged": 3, "merged": 2, "appealed": 1}  # fmt: skip
OPEN = ("waiting", "public", "held", "returned")
HIDDEN = ("waiting", "held", "returned", "refused", "withdrawn", "appealed", "confidential")
ANSWER = "Terima kasih. Usul ini sudah kami bahas bersama perangkat daerah dan masuk rencana kerja tahun berjalan."
ANSWER_HTML = f"<p>{ANSWER}</p>\n"
SUPPORTERS = (0, 3, 1, 0, 5, 2, 0, 1, 7, 2)

NAMES = (
    "id public_id code tracking_code event_id jurisdiction_id author_id group_id for_group author_name identity type pillar_id title body "
    "body_html summary submitted_at created_at visibility visibility_reason visibility_note published_at judged_by_id judge_by disposition "
    "response response_html referred_to disposed_at appeal appeal_text merged_into_id merged_at merge_reason has_merged support_count "
    "support_group_count reply_count reply_seq"
)


def shuffled(weights: dict[str, int], seed: int) -> list[str]:
    """A hundred fates in this mixture, in an order that a small event meets most of them with."""
    fates = [fate for fate, weight in weights.items() for _ in range(weight)]
    random.Random(seed).shuffle(fates)
    return fates


PATTERNS = {True: shuffled(CLOSED, 3), False: shuffled(LIVE, 4)}


def code_of(number: int) -> str:
    letters = ""
    for _ in range(8):
        number, rest = divmod(number, 32)
        letters = CROCKFORD[rest] + letters
    return f"S-{letters}"


def tracking_code_of(number: int) -> str:
    digits = f"{number:010d}"
    return f"UR-{digits[:5]}-{digits[5:]}"


class Inputs:
    """Writes submissions event by event; ``tally`` counts them as the product's own tallies do."""

    def __init__(self, sink: Sink, chain: Chain, voices: Voices, seed: int) -> None:
        self.pick = random.Random(seed)
        self.chain, self.voices = chain, voices
        self.rows = Rows(sink, "submission", NAMES, channel="web", cleaner_version=CLEANER_VERSION, locality="Kelurahan Kraton")
        self.support = Rows(sink, "support", "id submission_id account_id group_id at")
        self.by_group = Rows(sink, "group_support", "submission_id group_id people")
        self.notices = Rows(sink, "notice", "id account_id history_seq kind at read_at")
        self.mails = Rows(
            sink, "mail", "id notice_id account_id message_id due_at sent_at", state="sent", attempts=1, subject="Masukan Anda sudah tayang",
            body="Halo,\n\nMasukan Anda sudah tayang. Kini orang lain dapat mendukung dan menanggapinya.\n",
        )  # fmt: skip
        self.keys = Rows(sink, "once_key", "key location at")
        self.tally: Counter[tuple[str, str]] = Counter()

    def fates(self, size: int, closed: bool) -> list[str]:
        pattern = PATTERNS[closed]
        return [pattern[n % len(pattern)] for n in range(size)]

    def fill(self, event: int, city: City, fates: list[str], start: float, author: int | None = None) -> list[dict[str, Any]]:
        """The submissions of one event, ``start`` days ago and after; returns what later parts need of each."""
        first = self.rows.count + 1
        hosts = [n for n, fate in enumerate(fates) if fate in ("public", "answered")]
        merged = {n: hosts[n % len(hosts)] for n, fate in enumerate(fates) if fate == "merged"} if hosts else {}
        kept = []
        for n, fate in enumerate(fates):
            fate = "acknowledged" if fate == "merged" and n not in merged else fate
            into = first + merged[n] if n in merged else None
            kept.append(
                self.one(event, city, fate, start - n % 17, into=into, hosting=n in merged.values(), author=author if n < 30 else None)
            )
        return kept

    def one(
        self, event: int, city: City, fate: str, days: float, *, into: int | None = None, hosting: bool = False,
        author: int | None = None, code: str | None = None, replies: int | None = None, supporters: int | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        """One submission with all that hangs on it."""
        number = self.rows.count + 1
        who = author or city.people[number * 7 % len(city.people)]
        group = city.body(who) or city.element(who)
        actor = public_id("P", who)
        moderator = city.staff["moderator"][0]
        sent, shown, settled = ago(days, number % 3600), ago(days - 1, number % 3600), ago(days - 3, number % 3600)
        code = code or code_of(number)
        title, body = words.title(self.pick), words.body(self.pick)
        visible = fate not in HIDDEN or fate == "confidential"
        told = fate not in HIDDEN
        people, groups = (
            self._supporters(number, city, who, SUPPORTERS[number % 10] if supporters is None else supporters) if told else (0, 0)
        )
        talk = (5 if number % 25 == 0 and told else 0) if replies is None else replies
        disposition = {"adopted": "adopted", "confidential": "answered", "merged": "open"}.get(fate, fate)
        disposition = disposition if fate in CLOSED and fate not in ("refused", "withdrawn") else "open"
        done = disposition != "open"
        visibility = "public" if visible else "refused" if fate == "appealed" else fate
        reason = {"held": "unverified_claim", "returned": "personal_data", "refused": "spam_gambling", "appealed": "abusive_language"}.get(
            fate
        )
        replied = ANSWER if disposition in ("answered", "declined", "referred", "out_of_scope") else None
        self.rows.add(
            number, public_id("S", number), code, tracking_code_of(number), event, city.id, who, group,
            int(group == city.body(who)), words.NAMES[who % len(words.NAMES)], "confidential" if fate == "confidential" else "named",
            "suggestion", number % len(PILLARS) + 1, title, body, f"<p>{body}</p>\n", excerpt(body), sent, sent,
            visibility, reason, "Mohon diperbaiki." if reason else None, shown if visible else None,
            moderator if visible or reason else None, day(round(3 - days)) if done else day(number % 23 - 8), disposition,
            replied, f"<p>{replied}</p>\n" if replied else None, "lapor" if fate == "referred" else None, settled if done else None,
            "filed" if fate == "appealed" else "none", "Mohon diperiksa lagi." if fate == "appealed" else None,
            into, settled if into else None, "Keduanya meminta hal yang sama." if into else None, int(hosting), people, groups, talk, talk,
        )  # fmt: skip
        self._lines(number, event, city, who, actor, fate, (sent, shown, settled), visibility, disposition)
        if talk:
            self.voices.under(number, code, event, city, talk, actor)
        word = "merged" if into else visibility if visibility in ("refused", "withdrawn") or not done else disposition
        for scope in ("site", f"city:{city.id}"):
            self.tally[scope, f"submission.{word}"] += 1
        self.tally[f"group:{group}", f"input.{word}"] += 1
        if told:
            self.tally[f"event:{event}", f"group:{group}"] += 1
        return {"id": number, "code": code, "fate": fate, "title": title, "word": word, "into": into, "group": group,
                "public": visibility == "public", "shown": visibility == "public" and fate != "confidential",
                "undecided": word in OPEN, "response": replied, "at": sent}  # fmt: skip

    def _supporters(self, number: int, city: City, author: int, wanted: int) -> tuple[int, int]:
        """People beside the author, each once, by the element that they count under."""
        groups: Counter[int] = Counter()
        place = number * 13
        for _ in range(min(wanted, len(city.people) - 1)):
            who = city.people[place % len(city.people)]
            place += 1
            if who == author:
                who = city.people[place % len(city.people)]
                place += 1
            groups[city.element(who)] += 1
            self.support.add(self.support.count + 1, number, who, city.element(who), ago(5, number % 80_000))
        for group, people in sorted(groups.items()):
            self.by_group.add(number, group, people)
        return sum(groups.values()), len(groups)

    def _lines(
        self,
        number: int,
        event: int,
        city: City,
        who: int,
        actor: str,
        fate: str,
        times: tuple[str, str, str],
        visibility: str,
        disposition: str,
    ) -> None:
        trail, moderator = (city.id, event, number), public_id("P", city.staff["moderator"][0])
        sent, shown, settled = times
        add = partial(self._line, city)
        add(sent, "submission.send", actor, "participant", trail, None, "waiting", detail={"channel": "web", "for_group": False})
        if number % 10 == 0:
            self.keys.add(f"world-key-{number:012d}", f"/masukan-saya/{code_of(number)}?terkirim=1", sent)
        if visibility == "public":
            seq = add(shown, "submission.publish", moderator, "moderator", trail, "waiting", "public")
            self._told(who, seq, shown)
        elif visibility in ("held", "returned", "refused"):
            verb = {"held": "hold", "returned": "return", "refused": "refuse"}[visibility]
            add(
                shown,
                f"submission.{verb}",
                moderator,
                "moderator",
                trail,
                "waiting",
                visibility,
                reason="spam_gambling",
                note="Mohon diperbaiki.",
            )
        elif visibility == "withdrawn":
            add(shown, "submission.withdraw", actor, "participant", trail, "waiting", "withdrawn")
        decided = {"answered": "answer", "declined": "decline", "acknowledged": "acknowledge", "referred": "refer", "out_of_scope": "leave_out",
                "adopted": "adopt"}.get(disposition)  # fmt: skip
        if decided:
            note = ANSWER if decided not in ("adopt", "acknowledge") else None
            reason = {"refer": "service_complaint", "leave_out": "out_of_scope"}.get(decided)
            add(settled, f"submission.{decided}", moderator, "moderator", trail, "open", disposition, reason=reason, note=note)
        if fate == "merged":
            add(settled, "submission.merge", moderator, "moderator", trail, "open", "merged", note="Keduanya meminta hal yang sama.")
        if fate == "appealed":
            add(settled, "appeal.file", actor, "participant", trail, "none", "filed", note="Mohon diperiksa lagi.")

    def _line(self, city: City, at: str, verb: str, *facts: Any, **more: Any) -> int:
        """One line of the history; a decision counts in its quarter."""
        if verb in VERBS:
            here = datetime.fromisoformat(at).replace(tzinfo=UTC).astimezone(ZoneInfo(city.tz)).date()
            for scope in (EVERYWHERE, decisions_of(city.id)):
                self.tally[scope, key(quarter(here), verb, more.get("reason"))] += 1
        return self.chain.add(at, verb, *facts, **more)

    def _told(self, who: int, seq: int, at: str) -> None:
        notice = self.notices.count + 1
        self.notices.add(notice, who, seq, "submission.publish", at, at if notice % 3 else None)
        if notice % 10 == 0:
            self.mails.add(self.mails.count + 1, notice, who, f"<{notice}@ukur.test>", at, at)

    def flush(self) -> None:
        for rows in (v for v in vars(self).values() if isinstance(v, Rows)):
            rows.flush()
