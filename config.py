"""Settings of the installation, read from the environment once, at start.

Every rule that can be broken by a wrong value is checked here, so that the program refuses to start and names
the variable instead of failing on somebody's page.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ENVIRONMENTS = ("development", "production", "testing")
DATABASES = ("sqlite", "postgresql")
FILE_KINDS = ("pdf", "jpg", "jpeg", "png", "webp", "docx", "xlsx", "pptx")
"""Kinds of files that can be told by their bytes; an installation may accept fewer beside a submission."""


class ConfigError(Exception):
    """One or more settings are unusable; ``problems`` maps the variable's name to what is wrong with it."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("; ".join(f"{name}: {why}" for name, why in self.problems.items()))


@dataclass(frozen=True, slots=True)
class Settings:
    """What differs between two installations. Durations are in the unit that the name says."""

    env: str
    data_dir: Path
    secret_key: str
    database_url: str
    queue_url: str
    smtp_url: str
    mail_from: str
    ratelimit_url: str
    base_url: str
    host: str
    port: int
    demo_password: str
    trusted_proxies: int
    upload_max_mb: int
    attachments_max: int
    attachment_kinds: tuple[str, ...]
    draft_days: int
    once_days: int
    session_days: int
    moderation_days: int
    answer_days: int
    publication_days: int
    edit_minutes: int
    undo_minutes: int
    lowest_age: int
    full_age: int
    guardian_days: int
    stored_mb: int
    flash_crowd_ms: int
    claim_minutes: int
    reword_days: int

    @property
    def production(self) -> bool:
        return self.env == "production"

    @property
    def testing(self) -> bool:
        return self.env == "testing"

    @property
    def debug(self) -> bool:
        return self.env == "development"

    @property
    def secure_cookies(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"

    @property
    def upload_dir(self) -> Path:
        return self.data_dir / "uploads"


def _number(environ: Mapping[str, str], name: str, default: int, low: int, high: int, problems: dict[str, str]) -> int:
    text = environ.get(name, "").strip() or str(default)
    if not text.isdecimal() or not low <= int(text) <= high:
        problems[name] = f"must be a whole number from {low} to {high}, not {text!r}"
        return default
    return int(text)


def _secret_key(environ: Mapping[str, str], env: str, data_dir: Path, problems: dict[str, str]) -> str:
    """The signing key: given in production; elsewhere made once and kept in the data folder."""
    given = environ.get("SECRET_KEY", "")
    if given:
        if env == "production" and len(given) < 32:
            problems["SECRET_KEY"] = "must be at least 32 characters in production"
        return given
    if env == "production":
        problems["SECRET_KEY"] = "is required in production; make one with: openssl rand -hex 32"
        return ""
    kept = data_dir / "secret-key"
    if not kept.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_hex(32), encoding="ascii")
    return kept.read_text(encoding="ascii").strip()


def _database_url(environ: Mapping[str, str], data_dir: Path, problems: dict[str, str]) -> str:
    url = environ.get("DATABASE_URL", "").strip() or f"sqlite:///{data_dir / 'forum.sqlite3'}"
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    if url.split(":", 1)[0].split("+", 1)[0] not in DATABASES:
        problems["DATABASE_URL"] = "must begin with sqlite:/// or postgresql://"
    return url


def _url(environ: Mapping[str, str], name: str, default: str, schemes: tuple[str, ...], problems: dict[str, str]) -> str:
    url = environ.get(name, "").strip() or default
    if url and urlsplit(url).scheme not in schemes:
        problems[name] = "must begin with " + " or ".join(f"{scheme}://" for scheme in schemes)
    return url


def _kinds(environ: Mapping[str, str], name: str, problems: dict[str, str]) -> tuple[str, ...]:
    asked = tuple(environ.get(name, "").replace(",", " ").lower().split()) or FILE_KINDS
    if strange := [one for one in asked if one not in FILE_KINDS]:
        problems[name] = f"knows {', '.join(FILE_KINDS)}, not {', '.join(strange)}"
    return asked


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings.

    :raises ConfigError: when a variable is missing or unusable; all of them at once, by name.
    """
    problems: dict[str, str] = {}
    env = environ.get("FORUM_ENV", "").strip() or "development"
    if env not in ENVIRONMENTS:
        problems["FORUM_ENV"] = f"must be one of {', '.join(ENVIRONMENTS)}, not {env!r}"
    data_dir = Path(environ.get("FORUM_DATA_DIR", "").strip() or "instance").absolute()
    port = _number(environ, "PORT", 8000, 1, 65535, problems)
    base_url = _url(environ, "FORUM_BASE_URL", f"http://127.0.0.1:{port}", ("http", "https"), problems).rstrip("/")
    if env == "production" and not environ.get("FORUM_BASE_URL"):
        problems["FORUM_BASE_URL"] = "is required in production: the address people type, with https://"
    settings = Settings(
        env=env,
        data_dir=data_dir,
        secret_key=_secret_key(environ, env, data_dir, problems),
        database_url=_database_url(environ, data_dir, problems),
        queue_url=_url(environ, "QUEUE_URL", "", ("postgresql", "redis", "rediss"), problems),
        smtp_url=_url(environ, "SMTP_URL", "", ("smtp", "smtps"), problems),
        mail_from=environ.get("FORUM_MAIL_FROM", "").strip() or "Urun Rembuk <forum@localhost>",
        ratelimit_url=_url(environ, "RATELIMIT_URL", "memory://", ("memory", "redis", "rediss"), problems),
        base_url=base_url,
        host=environ.get("HOST", "").strip() or "127.0.0.1",
        port=port,
        demo_password=environ.get("FORUM_DEMO_PASSWORD", ""),
        trusted_proxies=_number(environ, "FORUM_TRUSTED_PROXIES", 0, 0, 5, problems),
        upload_max_mb=_number(environ, "FORUM_UPLOAD_MAX_MB", 10, 1, 200, problems),
        attachments_max=_number(environ, "FORUM_ATTACHMENTS_MAX", 5, 0, 20, problems),
        attachment_kinds=_kinds(environ, "FORUM_ATTACHMENT_KINDS", problems),
        draft_days=_number(environ, "FORUM_DRAFT_DAYS", 30, 1, 365, problems),
        once_days=_number(environ, "FORUM_ONCE_DAYS", 365, 30, 3650, problems),
        session_days=_number(environ, "FORUM_SESSION_DAYS", 14, 1, 365, problems),
        moderation_days=_number(environ, "FORUM_MODERATION_DAYS", 3, 1, 60, problems),
        answer_days=_number(environ, "FORUM_ANSWER_DAYS", 14, 1, 120, problems),
        publication_days=_number(environ, "FORUM_PUBLICATION_DAYS", 14, 1, 120, problems),
        edit_minutes=_number(environ, "FORUM_EDIT_MINUTES", 30, 0, 1440, problems),
        undo_minutes=_number(environ, "FORUM_UNDO_MINUTES", 30, 0, 1440, problems),
        lowest_age=_number(environ, "FORUM_LOWEST_AGE", 16, 13, 21, problems),
        full_age=_number(environ, "FORUM_FULL_AGE", 18, 13, 21, problems),
        guardian_days=_number(environ, "FORUM_GUARDIAN_DAYS", 30, 1, 365, problems),
        stored_mb=_number(environ, "FORUM_STORED_MB", 16, 0, 4096, problems),
        flash_crowd_ms=_number(environ, "FORUM_FLASH_CROWD_MS", 0, 0, 1000, problems),
        claim_minutes=_number(environ, "FORUM_CLAIM_MINUTES", 30, 1, 1440, problems),
        reword_days=_number(environ, "FORUM_REWORD_DAYS", 5, 1, 60, problems),
    )
    if settings.lowest_age > settings.full_age:
        problems["FORUM_LOWEST_AGE"] = "must not be above FORUM_FULL_AGE"
    if problems:
        raise ConfigError(problems)
    return settings
