"""Wrong settings stop the start and name the variable; errors carry the headers too."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

import config
from tests.cast import visitor

SOUND = {"FORUM_ENV": "production", "SECRET_KEY": "x" * 40, "FORUM_BASE_URL": "https://rembuk.example.go.id"}


@pytest.mark.parametrize(
    "name, value",
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("FORUM_BASE_URL", ""),
        ("FORUM_BASE_URL", "ftp://x"),
        ("PORT", "eighty"),
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://x"),
        ("QUEUE_URL", "amqp://x"),
        ("SMTP_URL", "http://x"),
        ("FORUM_ENV", "prod"),
        ("FORUM_TRUSTED_PROXIES", "-1"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(config.ConfigError) as found:
        config.load({**SOUND, "FORUM_DATA_DIR": str(tmp_path), name: value})
    assert name in found.value.problems


def test_sound_settings_are_accepted_and_cookies_secure(tmp_path: Path) -> None:
    settings = config.load({**SOUND, "FORUM_DATA_DIR": str(tmp_path)})
    assert settings.secure_cookies and settings.production


@pytest.mark.parametrize("path, status", [("/", 200), ("/tidak-ada", 404), ("/masuk", 405)])
def test_every_answer_carries_the_headers(app: Flask, path: str, status: int) -> None:
    client = visitor(app).client
    answer = client.delete(path) if status == 405 else client.get(path)
    assert answer.status_code == status
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe-inline" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and answer.headers["X-Frame-Options"] == "DENY"


def test_the_demo_is_refused_in_production(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(app.extensions, "settings", config.load({**SOUND, "FORUM_DATA_DIR": str(tmp_path)}))
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["forum", "demo"])
    assert result.exit_code != 0 and "never loaded in production" in result.output


def test_a_huge_id_or_a_strange_cursor_is_no_error(app: Flask) -> None:
    client = visitor(app).client
    numbers = (f"/balasan/{'9' * 60}", f"/hasil/x/versi-{'9' * 40}.json", "/hasil/x?baris=99999999999999999999")
    cursors = ("/forum?dari=%F0%9F%98%80", "/forum?dari=WzAsIngiLDFd", "/keputusan?dari=WzAsMWUzMDhd", "/rekomendasi?dari=AAAA")
    for path in (*numbers, *cursors, "/verifikasi/%00", "/forum/%ED%A0%80"):
        assert client.get(path).status_code in (200, 303, 404), path
