"""Cities, agencies, groups and people of a world."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bench.worlds import words
from bench.worlds.sink import Rows, Sink
from forum.accounts.access import fingerprint

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
"""The instant at which every world stands, whenever it is measured (a Monday morning in Jakarta)."""
CITIES = 514
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
GROUPS = (
    ("masyarakat", "public", "Masyarakat umum", "General public", 1),
    ("akademisi", "academia", "Akademisi", "Academics", 1),
    ("dunia_usaha", "business", "Dunia usaha", "Business", 1),
    ("media", "media", "Media", "Media", 1),
    ("opd", "government", "Perangkat daerah", "City agencies", 1),
    ("kementerian", "external", "Kementerian dan lembaga", "Ministries", 1),
    ("dewan_tik", "advisory_council", "Dewan TIK", "ICT council", 0),
    ("relawan_tik", "civil_society", "Relawan TIK", "ICT volunteers", 0),
    ("karang_taruna", "youth", "Karang Taruna", "Youth club", 0),
    ("forum_disabilitas", "civil_society", "Forum difabel", "Disability forum", 0),
)
ELEMENTS = 6
AGENCIES = (
    ("dinkominfo", "Dinas Komunikasi dan Informatika", "Dinkominfo"),
    ("dpupr", "Dinas Pekerjaan Umum dan Penataan Ruang", "DPUPR"),
    ("dishub", "Dinas Perhubungan", "Dishub"),
    ("dinkes", "Dinas Kesehatan", "Dinkes"),
    ("bpbd", "Badan Penanggulangan Bencana Daerah", "BPBD"),
    ("bappeda", "Badan Perencanaan Pembangunan Daerah", "Bappeda"),
)
PILLARS = "pemerintahan pencitraan ekonomi kehidupan masyarakat lingkungan".split()
STAFF = ("moderator", "publisher", "publisher", "verifier", "agency_operator", "agency_head")


def stamp(moment: datetime) -> str:
    """An instant as both engines take it."""
    return moment.strftime("%Y-%m-%d %H:%M:%S.%f")


def ago(days: float, seconds: int = 0) -> str:
    return stamp(NOW - timedelta(days=days, seconds=-seconds))


def day(days: int) -> str:
    """The date ``days`` from now."""
    return (date(2026, 3, 2) + timedelta(days=days)).isoformat()


def public_id(kind: str, number: int) -> str:
    """26 characters that are unique per table and rise with the number, as real ones do."""
    return f"01K{kind}{number:022d}"


def session_secret(account_id: int) -> str:
    """The secret in the cookie of this person's session, which every world has: the bench signs in nobody by password."""
    return hashlib.sha256(f"bench session {account_id}".encode()).hexdigest()


@dataclass(slots=True)
class City:
    """One city: keys of what it has. ``people`` are the keys of participants; staff is by role."""

    id: int
    slug: str
    name: str
    tz: str
    groups: list[int]
    agencies: list[int]
    people: range = range(0)
    staff: dict[str, list[int]] = field(default_factory=dict)

    def element(self, person: int) -> int:
        """The community element that a participant counts under."""
        return self.groups[(person - self.people.start) % ELEMENTS]

    def body(self, person: int) -> int | None:
        """The group that a participant may also speak for; one in four has one."""
        place = person - self.people.start
        return self.groups[ELEMENTS + place // 4 % (len(GROUPS) - ELEMENTS)] if place % 4 == 0 else None


class Places:
    """Writes places and people; afterwards ``cities`` holds them, the first one being the one that is measured."""

    def __init__(self, sink: Sink, submissions: int, cities: int) -> None:
        made = stamp(NOW - timedelta(days=900))
        self.submissions = submissions
        self.jurisdictions = Rows(
            sink, "jurisdiction", "id public_id slug name kemendagri_code tz government_short", province="Jawa Tengah", created_at=made
        )
        self.agencies = Rows(sink, "agency", "id public_id slug jurisdiction_id name abbreviation", kind="dinas", created_at=made)
        self.groups = Rows(
            sink, "stakeholder_group", "id public_id slug jurisdiction_id code kind name name_en is_element position",
            needs_mandate=0, created_at=made,
        )  # fmt: skip
        self.accounts = Rows(
            sink, "account", "id public_id email name jurisdiction_id element_id", password_hash="x", created_at=made,
            consented_at=made, consent_version=1,
        )  # fmt: skip
        self.grants = Rows(sink, "role_grant", "id account_id role jurisdiction_id agency_id group_id", since="2024-01-01", mandate="ST/1")
        self.sessions = Rows(
            sink, "sign_in_session", "id fingerprint account_id", device="bench", started_at=made, expires_at="2099-01-01 00:00:00.000000"
        )
        self.stamps = Rows(sink, "stamp", "key", value=1)
        self.fill_indices(sink)
        self.cities = [self._city(number) for number in range(1, cities + 1)]

    def fill_indices(self, sink: Sink) -> None:
        pillars = Rows(sink, "pillar", "id slug name name_en position")
        for number, slug in enumerate(PILLARS, 1):
            pillars.add(number, slug, slug.title(), slug.title(), number)
        bands = Rows(sink, "index_band", "id scheme_id floor label")
        for number, (floor, label) in enumerate(
            ((1, "Kurang"), (1.8, "Cukup"), (2.6, "Baik"), (3.5, "Sangat Baik"), (4.2, "Memuaskan")), 1
        ):
            bands.add(number, 1, floor, label)
        self.values = Rows(sink, "index_value", "id jurisdiction_id period kind value", scheme_id=1, source="DK")
        self.small = [pillars, bands]
        sink.write("index_scheme", ["id", "slug", "name", "scale_min", "scale_max"], [(1, "indeks-spbe", "Indeks SPBE", 1, 5)])
        sink.write("holiday", ["day", "name"], [("2026-03-19", "Hari Suci Nyepi"), ("2026-03-20", "Idulfitri")])

    def _city(self, number: int) -> City:
        slug, name = f"kota-{number:03d}", f"Kota Ukur {number:03d}"
        tz = ZONES[0] if number == 1 else ZONES[number % 3]
        self.jurisdictions.add(number, public_id("C", number), slug, name, f"{number:05d}", tz, f"Pemkot Ukur {number:03d}")
        self.stamps.add(f"city:{number}")
        city = City(number, slug, name, tz, [], [])
        for place, (code, full, short) in enumerate(AGENCIES, 1):
            agency = (number - 1) * len(AGENCIES) + place
            self.agencies.add(agency, public_id("A", agency), f"{code}-{slug}", number, full, short)
            city.agencies.append(agency)
        for place, (code, kind, group, english, element) in enumerate(GROUPS, 1):
            key = (number - 1) * len(GROUPS) + place
            self.groups.add(
                key, public_id("G", key), f"{code.replace('_', '-')}-{slug}", number, code, kind, group, english, element, place
            )
            city.groups.append(key)
        for year in (2023, 2024, 2025):
            for kind, value in (("actual", 2.9), ("target", 3.1)):
                self.values.add(self.values.count + 1, number, str(year), kind, value)
        self._people(city)
        return city

    def _people(self, city: City) -> None:
        for role in STAFF:
            person = self._account(city, role, city.groups[4])
            city.staff.setdefault(role, []).append(person)
            agency = city.agencies[0] if role.startswith("agency") else None
            self.grants.add(self.grants.count + 1, person, role, city.id, agency, None)
        size = 400 + self.submissions // 100 if city.id == 1 else max(4, self.submissions // 5000)
        city.people = range(self.accounts.count + 1, self.accounts.count + 1 + size)
        for person in city.people:
            self._account(city, "", city.element(person))
            if (group := city.body(person)) is not None:
                self.grants.add(self.grants.count + 1, person, "group_delegate", city.id, None, group)

    def _account(self, city: City, role: str, element: int) -> int:
        number = self.accounts.count + 1
        name = words.NAMES[number % len(words.NAMES)]
        self.accounts.add(number, public_id("P", number), f"{role or 'warga'}{number}@ukur.test", name, city.id, element)
        if city.id == 1:
            self.sessions.add(number, fingerprint(session_secret(number)), number)
        return number

    def flush(self) -> None:
        for rows in (*self.small, *(v for v in vars(self).values() if isinstance(v, Rows))):
            rows.flush()
