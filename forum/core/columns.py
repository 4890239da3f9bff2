"""The column types that all records use, the same on both engines."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from markupsafe import Markup
from sqlalchemy import DateTime, Dialect, Enum, String, Text, TypeDecorator


class Utc(TypeDecorator[datetime]):
    """An aware instant. Naive values are refused: a time without a zone is a guess."""

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SortKey(TypeDecorator[str]):
    """Text of at most ``length`` characters that both engines order byte by byte."""

    impl = String
    cache_ok = True

    def __init__(self, length: int) -> None:
        self.length = length
        super().__init__(length)

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(String(self.length, collation="C" if dialect.name == "postgresql" else None))


def choice(kind: type[StrEnum], name: str) -> Enum:
    """A column type for a StrEnum: text in the database, with a CHECK named ``name`` that lists the values."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        name=name,
        length=32,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )


class CleanHtml(Markup):
    """HTML that went through :func:`forum.core.text.markdown`; the only text that templates print unescaped."""

    __slots__ = ()


class CleanHtmlText(TypeDecorator[CleanHtml]):
    """Stored HTML. Only :class:`CleanHtml` may be written, so that nothing gets round the cleaner."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: CleanHtml | None, dialect: Dialect) -> str | None:
        if value is not None and not isinstance(value, CleanHtml):
            raise TypeError("HTML is stored only after cleaning")
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> CleanHtml | None:
        return None if value is None else CleanHtml(value)
