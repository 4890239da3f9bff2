"""Support across groups: the published formula, its worked example, and the column that is kept by the write."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import literal, select

from forum.accounts.models import StakeholderGroup
from forum.accounts.roles import Role
from forum.extensions import db
from forum.submissions import merging, support, weighing
from forum.submissions.models import Submission
from tests import make
from tests.page import Client

pytestmark = pytest.mark.usefixtures("db_session")
people = st.integers(1, 5000)
crowds = st.lists(people, max_size=12)


@pytest.mark.parametrize(("voices", "thousandths"), [(1, 500), (2, 667), (3, 750), (9, 900), (40, 976), (999, 999)])
def test_a_group_is_worth_n_of_n_plus_one(voices: int, thousandths: int) -> None:
    assert weighing.share(voices) == thousandths


def test_the_worked_example_of_the_page_is_what_the_formula_gives(client: Client) -> None:
    """A: 40 people of one group; B: nine of three groups; C: two of two groups."""
    breadths = [weighing.breadth(groups) for _name, groups in weighing.EXAMPLE]
    assert breadths == [976, 2250, 1000]
    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in client.page("/cara-menghitung").all("tbody tr")]
    assert ["A", "40", "40", "0,976"] in rows
    assert ["B", "3 + 3 + 3", "9", "2,25"] in rows
    assert ["C", "1 + 1", "2", "1"] in rows


@given(crowds, people)
def test_a_new_group_always_weighs_more_than_more_of_the_same(groups: list[int], crowd: int) -> None:
    louder = weighing.breadth([*groups, crowd + 5000])
    broader = weighing.breadth([*groups, crowd, 1])
    assert broader >= louder


@given(crowds, people)
def test_another_voice_never_weighs_less_and_no_group_more_than_one(groups: list[int], voices: int) -> None:
    assert weighing.share(voices) <= weighing.share(voices + 1) <= weighing.WHOLE
    assert weighing.breadth(groups) <= weighing.WHOLE * len(groups)


@given(people)
def test_the_database_reckons_as_the_program_does(voices: int) -> None:
    assert db.session.scalar(select(weighing.share(literal(voices)))) == weighing.share(voices)


def supported(one: Submission, groups: list[StakeholderGroup], counts: tuple[int, ...]) -> None:
    for group, count in zip(groups, counts, strict=True):
        for _ in range(count):
            person = make.account("P", Role.GROUP_DELEGATE, of=group)
            make.said(support.support, one, by=person.viewer(), account_id=person.id, group=group)


def test_three_small_groups_stand_before_one_large_in_the_list(client: Client) -> None:
    event = make.event()
    groups = [make.group(f"g{n}", f"Kelompok {n}") for n in range(3)]
    loud, broad = make.submission(event, title="Satu kelompok ramai"), make.submission(event, title="Tiga kelompok")
    supported(loud, groups[:1], (6,))
    supported(broad, groups, (1, 1, 1))
    assert (loud.support_breadth, broad.support_breadth) == (857, 1500)
    assert [tag.get_text(strip=True) for tag in client.page(f"/forum/{event.slug}").all(".items h3")] == [
        "Tiga kelompok",
        "Satu kelompok ramai",
    ]
    assert "Dukungan lintas kelompok: 1,5" in client.page(f"/forum/{event.slug}/masukan/{broad.code}")


def test_whatever_happens_the_kept_number_equals_the_reckoned_one() -> None:
    event, chance = make.event(), random.Random(7)
    groups = [make.group(f"g{n}", f"Kelompok {n}") for n in range(4)]
    one, other = make.submission(event), make.submission(event)
    crowd = [make.account("P", Role.GROUP_DELEGATE, of=chance.choice(groups)) for _ in range(8)]
    for _ in range(40):
        person, target = chance.choice(crowd), chance.choice((one, other))
        group = db.session.get_one(StakeholderGroup, chance.choice(sorted(person.viewer().groups)))
        if chance.random() < 0.7:
            make.said(support.support, target, by=person.viewer(), account_id=person.id, group=group)
        else:
            make.said(support.withdraw_support, target, by=person.viewer(), account_id=person.id)
    judge = make.account("M", Role.MODERATOR).viewer()
    make.said(merging.merge, other, one, by=judge, reason="Sama.")
    for person in crowd[:3]:
        if db.session.query(support.Support).filter_by(submission_id=other.id, account_id=person.id).count():
            make.said(merging.carry_over, other, by=person.viewer(), account_id=person.id)
    make.said(merging.split, other, by=judge, reason="Beda.")
    for target in (one, other):
        petals = [row.people for row in db.session.query(support.GroupSupport).filter_by(submission_id=target.id)]
        assert target.support_breadth == weighing.breadth(petals)
        assert target.support_count == sum(petals)
