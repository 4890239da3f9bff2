"""Cities, agencies, groups, pillars, regulations and indices from a file: of the demo, or of a new installation."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from forum.accounts.models import Agency, GroupKind, Jurisdiction, StakeholderGroup
from forum.events.parts import LegalBasis
from forum.extensions import db
from forum.indices.models import IndexBand, IndexScheme, IndexValue, Pillar, PillarAlias, ValueKind

ELEMENTS = frozenset({"opd", "akademisi", "dunia_usaha", "media", "masyarakat", "kementerian"})
Content = dict[str, Any]


@dataclass(slots=True)
class World:
    """What stands where, by the keys of the content."""

    cities: dict[str, Jurisdiction] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    groups: dict[tuple[str, str], StakeholderGroup] = field(default_factory=dict)
    pillars: dict[str, Pillar] = field(default_factory=dict)
    bases: dict[str, LegalBasis] = field(default_factory=dict)


def build(content: Content) -> World:
    """Everything that was there before the first event."""
    world = World()
    for row in content["jurisdictions"]:
        world.cities[row["id"]] = Jurisdiction(
            slug=row["id"],
            name=row["name"],
            province=row["province"],
            kemendagri_code=row["kemendagri_code"],
            government_short=row["government_short"],
            tz=row["tz"],
        )
    for row in content["agencies"]:
        world.agencies[row["id"]] = Agency(
            slug=row["id"],
            jurisdiction=world.cities[row["jurisdiction"]],
            name=row["name"],
            abbreviation=row["abbreviation"],
            kind=row["kind"],
        )
    for city in world.cities.values():
        for position, row in enumerate(content["stakeholder_groups"]):
            world.groups[city.slug, row["id"]] = _group(city, row, position)
    for row in content["pillars"]:
        name = row["label_id"].split(" (")[0]
        world.pillars[row["id"]] = Pillar(slug=row["id"], name=name, name_en=row["label_en"], position=row["order"])
    db.session.add_all([*world.cities.values(), *world.agencies.values(), *world.groups.values(), *world.pillars.values()])
    db.session.flush()
    db.session.add_all(
        PillarAlias(alias=alias, pillar_id=world.pillars[row["id"]].id) for row in content["pillars"] for alias in row["aliases"]
    )
    _regulations(content, world)
    _indices(content, world)
    return world


def _group(city: Jurisdiction, row: Content, position: int) -> StakeholderGroup:
    return StakeholderGroup(
        slug=f"{row['id'].replace('_', '-')}-{city.slug}",
        jurisdiction=city,
        code=row["id"],
        kind=GroupKind(row["kind"]),
        name=row["label_id"],
        name_en=row["label_en"],
        is_element=row["id"] in ELEMENTS,
        needs_mandate=row["needs_mandate_letter"],
        position=position,
    )


def _regulations(content: Content, world: World) -> None:
    for row in content.get("legal_bases", ()):
        world.bases[row["id"]] = LegalBasis(
            slug=row["id"], kind=row["kind"], number=str(row["number"]), year=row["year"], about=row["about"]
        )
    for row in content.get("legal_bases", ()):
        if row.get("repealed_by"):
            world.bases[row["id"]].repealed_by = world.bases[row["repealed_by"]]
    db.session.add_all(world.bases.values())


def _indices(content: Content, world: World) -> None:
    schemes = {row["id"]: _scheme(row) for row in content.get("index_schemes", ())}
    db.session.add_all(schemes.values())
    for row in content.get("index_values", ()):
        db.session.add(
            IndexValue(
                jurisdiction=world.cities[row["jurisdiction"]],
                scheme=schemes[row["scheme"]],
                period=str(row["period"]),
                kind=ValueKind(row["kind"]),
                value=Decimal(str(row["value"])),
                label_stated=row["label_stated"],
                source=row["provenance"],
                note=row.get("note"),
            )
        )


def _scheme(row: Content) -> IndexScheme:
    low, high = row.get("scale_min"), row.get("scale_max")
    return IndexScheme(
        slug=row["id"],
        name=row["name_id"],
        scale_min=None if low is None else Decimal(low),
        scale_max=None if high is None else Decimal(high),
        note=row.get("note") or row.get("scale_note"),
        bands=[IndexBand(floor=Decimal(str(band["min"])), label=band["label"]) for band in row["bands"]],
    )
