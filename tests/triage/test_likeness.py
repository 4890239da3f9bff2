"""Similar items: the same ask is found across registers, a look-alike that asks for something else is not shown."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from bench.likeness import rows_of
from forum.accounts.roles import Role
from forum.core.words import read, weight
from forum.extensions import db
from forum.submissions.merging import merge
from forum.submissions.models import Submission
from forum.submissions.readings import reading_of
from forum.submissions.states import Identity, Reason
from forum.triage.likeness import NEAR, Weighed, matches
from forum.triage.likeness_queries import near
from tests import likeness, make

Db = scoped_session[Session]
LAMP = {"title": "Lampu jalan mati di Gang Melati", "body": "Lampu jalan di Gang Melati mati seminggu. Mohon diperbaiki."}


def hash_of(ask: str) -> int:
    """Puts every ask on one of two sides."""
    return sum(ask.encode()) % 2


def found(one: Submission, *, of_desk: bool = True) -> list[str]:
    return [other.row.code for other in near(one.event_id, reading_of(one), of_desk=of_desk, but=one.id)]


def score(one: tuple[str, str], other: tuple[str, str]) -> float:
    first, second = (Weighed.of(read(*text), weight) for text in (one, other))
    return matches(first, [second])[0].score


@pytest.mark.parametrize(
    ("name", "recall", "misleading", "wrong"),
    [
        ("tuned", 0.93, 0.16, 0.11),
        ("tuned-hard", 0.9, 0.4, 0.31),
        ("tuned-registers", 0.9, 0.12, 0.11),
        ("tuned-blind", 0.82, 0.2, 0.1),
        ("tuned-city", 0.91, 0.31, 0.19),
        ("tuned-city-second", 0.79, 0.16, 0.17),
        ("heldout", 0.92, 0.1, 0.07),
        ("heldout-hard", 0.97, 0.2, 0.2),
        ("heldout-blind", 0.62, 0.3, 0.23),
        ("heldout-blind-second", 0.71, 0.27, 0.2),
    ],
)
def test_of_the_labelled_texts_those_that_ask_the_same_are_found(
    db_session: Db, name: str, recall: float, misleading: float, wrong: float
) -> None:
    figures = likeness.measured(rows_of(name))
    assert figures.recall >= recall, figures
    assert figures.misleading <= misleading, figures
    assert figures.wrong_share <= wrong, figures


@pytest.mark.parametrize(
    ("why", "title", "body"),
    [
        ("another place", "Lampu jalan mati di Gang Kenanga", "Lampu jalan di Gang Kenanga mati seminggu. Mohon diperbaiki."),
        (
            "the opposite",
            "Lampu jalan Gang Melati menyala siang",
            "Lampu jalan di Gang Melati menyala siang malam. Mohon dimatikan siang hari.",
        ),
        ("another thing", "Gang Melati berlubang", "Jalan di Gang Melati berlubang dan becek. Mohon diaspal."),
    ],
)
def test_a_look_alike_is_not_the_same(why: str, title: str, body: str) -> None:
    assert score((LAMP["title"], LAMP["body"]), (title, body)) < NEAR, why


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("lampu gang melati", "lampu mati seminggu tolong dibenerin"),
        ("Gang Melati peteng", "Lampu nang Gang Melati wis seminggu mati. Tulung didandani."),
        ("Penerangan jalan Gang Melati tidak aktif", "Penerangan jalan umum di Gang Melati tidak berfungsi. Kami memohon perbaikan."),
        ("Lampu jaln mati di Gang Melati", "Lampu jalan mati semingu, mohon diperbaikki."),
    ],
)
def test_the_same_in_other_words_is_the_same(title: str, body: str) -> None:
    assert score((LAMP["title"], LAMP["body"]), (title, body)) >= NEAR


def weighed(title: str, body: str) -> Weighed:
    return Weighed.of(read(title, body), weight)


def test_a_third_that_asks_the_same_makes_two_surer_and_a_stranger_does_not() -> None:
    dark, twin, third, stranger = (
        weighed("Lampu Jalan Melati padam", "Lampu jalan di Jalan Melati padam sejak Senin, gelap. Mohon diperbaiki."),
        weighed("PJU Jalan Melati mati", "Penerangan Jalan Melati mati, gelap sekali. Mohon segera diperbaiki."),
        weighed("Jalan Melati gelap", "Lampu jalan di Jalan Melati tidak menyala, gelap. Mohon diperbaiki."),
        weighed("Perpustakaan buka malam", "Mohon perpustakaan dibuka sampai malam."),
    )
    beside_third, beside_stranger = (matches(dark, [twin, other])[0].score for other in (third, stranger))
    assert beside_third > beside_stranger >= NEAR


def test_a_look_alike_is_doubted_when_what_it_looks_like_has_nearer_ones() -> None:
    leaking, levy, *twins = (
        weighed("Atap Pasar Banjarsari bocor", "Atap Pasar Banjarsari bocor kalau hujan. Mohon diperbaiki."),
        weighed("Retribusi Pasar Banjarsari naik", "Retribusi harian Pasar Banjarsari naik, mahal. Mohon diturunkan."),
        weighed("Perbaikan atap pasar", "Atap Pasar Banjarsari bocor di banyak titik saat hujan. Mohon diperbaiki."),
        weighed("Genteng pasar bocor", "Pasar Banjarsari bocor tiap hujan, gentengnya mohon diganti."),
    )
    look_alike, *same = matches(leaking, [levy, *twins])
    assert look_alike.score < NEAR <= min(one.score for one in same)


def test_two_long_texts_are_not_alike_because_they_share_many_words() -> None:
    asks = [row for row in rows_of("heldout") if row.get("ask")]
    halves = [[row for row in asks if hash_of(row["ask"]) == half][:12] for half in (0, 1)]
    one, other = (weighed(rows[0]["title"], " ".join(f"{row['title']}. {row['body']}" for row in rows)) for rows in halves)
    assert matches(one, [other])[0].score < NEAR


def test_texts_without_words_are_like_nothing() -> None:
    assert score(("", ""), ("", "")) == score(("yang dan di", "itu"), ("yang dan di", "itu")) == 0


def test_it_never_looks_beyond_the_event(db_session: Db) -> None:
    event = make.event()
    one = make.submission(event, **LAMP)
    make.submission(make.event(), **LAMP)
    make.submission(make.event(in_city=make.city("tegal")), **LAMP)
    assert found(one) == []


def test_what_a_moderator_cannot_merge_is_not_suggested(db_session: Db) -> None:
    event, judge = make.event(), make.account("Moderator", Role.MODERATOR)
    author = make.account()
    extras: list[dict[str, Any]] = [{}, {}, {}, {}, {"by": author}, {"identity": Identity.CONFIDENTIAL, "public": False}]
    one, survivor, twin, refused, gone, secret = (make.submission(event, **LAMP, **extra) for extra in extras)
    make.said(merge, twin, survivor, by=judge.viewer(), reason="Sama.")
    make.said(refused.refuse, by=judge.viewer(), reason=Reason.DUPLICATE, note="Ganda.")
    make.said(gone.withdraw, by=author.viewer())
    assert found(one) == [survivor.code]
    assert secret.code not in found(survivor)


def test_everyone_sees_public_ones_alone(db_session: Db) -> None:
    event = make.event()
    one, waiting = make.submission(event, **LAMP), make.submission(event, **LAMP, public=False)
    asked = make.submission(event, **LAMP)
    assert set(found(asked, of_desk=False)) == {one.code}
    assert set(found(asked)) == {one.code, waiting.code}


def test_it_costs_four_queries_whatever_the_event_holds(db_session: Db, queries: Any) -> None:
    event = make.event()
    one = make.submission(event, **LAMP)
    for n in range(8):
        make.submission(event, title=f"{LAMP['title']} nomor {n}", body=LAMP["body"])
    reading = reading_of(one)
    db.session.rollback()
    with queries() as seen:
        assert near(event.id, reading, of_desk=True, but=one.id)
    assert seen.count <= 4, seen
