"""The demo's people: the accounts one can sign in with, and those who act and speak in its history."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date

from argon2 import PasswordHasher

from forum.accounts.guardians import Guardianship, Relation
from forum.accounts.joining import Ages
from forum.accounts.models import Account, AgeBand, Agency
from forum.accounts.roles import OUTSIDE, OVER_AGENCY, OVER_GROUP, SYSTEM, Role, Viewer
from forum.core import clock
from forum.extensions import db
from forum.places import World

AGES = Ages(16, 18)
SINCE = date(2019, 1, 1)
LOCKED = "!"
HOME = "pekalongan"

NAMED: tuple[tuple[str, str, str, Role | None, str], ...] = (
    ("peserta", "Sari Contoh", HOME, None, "masyarakat"),
    ("peserta2", "Bagus Contoh", HOME, None, "dunia_usaha"),
    ("wakil", "Wakil Relawan TIK", HOME, Role.GROUP_REPRESENTATIVE, "relawan_tik"),
    ("moderator", "Rina Contoh", HOME, Role.MODERATOR, ""),
    ("notulis", "Notulis Dinkominfo", HOME, Role.MINUTE_TAKER, ""),
    ("moderator2", "Bima Contoh", HOME, Role.MODERATOR, ""),
    ("operator", "Operator BPBD", HOME, Role.AGENCY_OPERATOR, "bpbd-pkl"),
    ("kepala", "Kepala BPBD", HOME, Role.AGENCY_HEAD, "bpbd-pkl"),
    ("verifikator", "Verifikator Inspektorat", HOME, Role.VERIFIER, ""),
    ("penerbit", "Penerbit Dinkominfo", HOME, Role.PUBLISHER, ""),
    ("penerbit2", "Peninjau Dinkominfo", HOME, Role.PUBLISHER, ""),
    ("dewan", "Utusan Dewan TIK", HOME, Role.GROUP_REPRESENTATIVE, "dewan_tik"),
    ("saka", "Pembina Saka Milenial", HOME, Role.GROUP_REPRESENTATIVE, "saka_milenial"),
    ("moderator.kediri", "Moderator Kediri", "kediri", Role.MODERATOR, ""),
    ("utusan", "Utusan Relawan TIK Lama", HOME, None, "masyarakat"),
    ("asesor", "Asesor Luar", HOME, Role.ASSESSOR, ""),
    ("admin", "Pengelola", "", Role.ADMINISTRATOR, ""),
)

SPOKEN: dict[str, tuple[str, ...]] = {
    "peserta": ("Warga Kel. Degayu", "Warga Bandengan"),
    "peserta2": ("Pelaku usaha kuliner", "Pedagang Pasar Banjarsari"),
    "wakil": ("Relawan TIK, koordinator wilayah utara", "Relawan TIK, koordinator wilayah selatan", "Relawan TIK, tim pasar"),
    "dewan": ("Dewan TIK", "Utusan Dewan TIK, bidang infrastruktur", "Utusan Dewan TIK, bidang data"),
    "saka": ("Krida Literasi Digital", "Pembina Saka Milenial"),
}
"""What those with a password said, under the names they chose then: whoever signs in finds a journey of their own."""
_SPEAKER = {name: f"{local}@demo.test" for local, names in SPOKEN.items() for name in names}


class People:
    """Makes each person once. Only the named accounts have a password."""

    def __init__(self, world: World, password: str) -> None:
        self.world = world
        self.hash = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1).hash(password)
        self.made: dict[str, Account] = {}

    def named(self) -> None:
        """The accounts that the sign-in page of the demo lists."""
        for local, name, city, role, over in NAMED:
            element = over if role is None else "masyarakat" if role in OVER_GROUP else "opd"
            account = self._make(f"{local}@demo.test", name, city, element, self.hash)
            if role is not None:
                self._grant(account, role, city, over)

    def moderator(self, city: str, second: bool = False) -> Account:
        return self._staff(city, Role.MODERATOR, second, {HOME: ("moderator", "moderator2"), "kediri": ("moderator.kediri", "")})

    def publisher(self, city: str, second: bool = False) -> Account:
        return self._staff(city, Role.PUBLISHER, second, {HOME: ("penerbit", "penerbit2")})

    def verifier(self, city: str) -> Account:
        return self._staff(city, Role.VERIFIER, False, {HOME: ("verifikator", "")})

    def _staff(self, city: str, role: Role, second: bool, known: dict[str, tuple[str, str]]) -> Account:
        local = known.get(city, ("", ""))[second]
        if local:
            return self.made[f"{local}@demo.test"]
        words = {Role.MODERATOR: "Moderator", Role.PUBLISHER: "Penerbit", Role.VERIFIER: "Verifikator"}[role]
        name = f"{words} {self.world.cities[city].name.removeprefix('Kota ')}{' kedua' if second else ''}"
        return self._held(f"{slug(name)}@petugas.demo.test", name, city, role, "")

    def operator(self, agency: str) -> Account:
        return self._official(agency, Role.AGENCY_OPERATOR, "operator", "Operator")

    def head(self, agency: str) -> Account:
        return self._official(agency, Role.AGENCY_HEAD, "kepala", "Kepala")

    def _official(self, agency: str, role: Role, local: str, words: str) -> Account:
        if agency == "bpbd-pkl":
            return self.made[f"{local}@demo.test"]
        found: Agency = self.world.agencies[agency]
        return self._held(f"{local}.{agency}@petugas.demo.test", f"{words} {found.abbreviation}", found.jurisdiction.slug, role, agency)

    def _held(self, email: str, name: str, city: str, role: Role, over: str) -> Account:
        if email not in self.made:
            self._grant(self._make(email, name, city, "opd", LOCKED), role, city, over)
        return self.made[email]

    def adult(self, local: str, name: str, city: str) -> Account:
        """Somebody who joined later and can sign in."""
        return self._make(f"{local}@demo.test", name, city, "masyarakat", self.hash)

    def young(self, local: str, name: str, city: str, group: str) -> Account:
        """Somebody under age who can sign in; whether a guardian consents is told elsewhere."""
        made = self._make(f"{local}@demo.test", name, city, "masyarakat", self.hash, "16-17")
        self._grant(made, Role.GROUP_DELEGATE, city, group)
        return made

    def author(self, name: str, city: str, group: str, age_band: str = "adult") -> Account:
        """Somebody who speaks under this name for this group or element."""
        if city == HOME and name in _SPEAKER:
            return self.made[_SPEAKER[name]]
        email = f"{slug(name)}.{group.replace('_', '-')}@{city}.warga.demo.test"
        if email in self.made:
            return self.made[email]
        of = self.world.groups[city, group]
        account = self._make(email, name, city, group if of.is_element else "masyarakat", LOCKED, age_band)
        if account.minor_until is not None:
            consented(account)
        if not of.is_element:
            self._grant(account, Role.GROUP_DELEGATE, city, group)
        return account

    def voice(self, account: Account, name: str) -> Viewer:
        """This person, under the name chosen at that moment."""
        return replace(account.viewer(), name=name)

    def supporter(self, number: int, city: str, group: str) -> Account:
        return self.author(f"Pendukung {number}", city, group)

    def _make(self, email: str, name: str, city: str, element: str, password_hash: str, age_band: str = "adult") -> Account:
        band = {"16-17": AgeBand.MINOR, "18-25": AgeBand.YOUNG}.get(age_band, AgeBand.ADULT)
        made = Account(
            email=email,
            name=name,
            password_hash=password_hash,
            is_demo=True,
            age_band=band,
            minor_until=AGES.minor_until(clock.today("Asia/Jakarta")) if band is AgeBand.MINOR else None,
            jurisdiction_id=self.world.cities[city].id if city else None,
            element=self.world.groups[city, element] if city else None,
        )
        db.session.add(made)
        db.session.flush()
        self.made[email] = made
        return made

    def _grant(self, account: Account, role: Role, city: str, over: str) -> None:
        place = self.world.cities.get(city)
        if role in OVER_AGENCY:
            account.grant(role, by=SYSTEM, agency=self.world.agencies[over], since=SINCE)
        elif role in OVER_GROUP:
            account.grant(role, by=SYSTEM, group=self.world.groups[city, over], since=SINCE, mandate="Surat mandat (demo)")
        else:
            until = date(2025, 12, 31) if role in OUTSIDE else None
            account.grant(role, by=SYSTEM, jurisdiction=None if role is Role.ADMINISTRATOR else place, since=SINCE, until=until)
        db.session.flush()


def consented(minor: Account) -> None:
    """The guardian of a minor says yes, but not to the name."""
    asked = Guardianship.ask(minor, f"wali.{minor.email}", by=minor.viewer())
    asked.grant(by=asked.viewer(), name="Wali Contoh", relation=Relation.GUARDIAN, name_allowed=False)


def slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40]
