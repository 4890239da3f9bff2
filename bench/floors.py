"""The floors: what the same server does with bytes, with a word, with a bare page, and with a bare form post.

Written as one writes a small Flask application without any of our features: Core statements made once, Jinja, url_for,
the session's user, a CSRF token, SQLite with the same durability. ``raw`` is no Flask at all. Nothing of ours is imported.
"""

from __future__ import annotations

import hmac
import os
import secrets
import sqlite3
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nh3
from flask import Flask, abort, g, redirect, render_template, request, session, url_for
from jinja2 import DictLoader
from markdown_it import MarkdownIt
from markupsafe import Markup
from sqlalchemy import Engine, bindparam, column, create_engine, event, insert, select, table, update
from werkzeug.wrappers import Response

SECRET = "floors-of-the-bench-sign-nothing-of-value"
BYTES = bytes(range(32, 127)) * 432
TOPICS, POSTS, ITEMS, PEOPLE = 20, 50, 2000, 400

SCHEMA = """
CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT, grp TEXT);
CREATE TABLE topic (id INTEGER PRIMARY KEY, title TEXT, posts INTEGER);
CREATE TABLE post (id INTEGER PRIMARY KEY, topic_id INTEGER, author_id INTEGER, at TEXT, title TEXT, body TEXT, body_html TEXT);
CREATE INDEX post_topic ON post (topic_id, id);
CREATE TABLE item (id INTEGER PRIMARY KEY, person_id INTEGER, title TEXT, summary TEXT, state TEXT, at TEXT, count INTEGER);
CREATE INDEX item_at ON item (at, id);
"""

PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{{ topic.title }}</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/static/app.css"></head>
<body><header><a href="{{ url_for('home') }}">Forum</a><nav><a href="{{ url_for('listing') }}">Daftar</a>
{% if me %}<a href="{{ url_for('person', person=me.id) }}">{{ me.name }}</a>{% else %}<a href="{{ url_for('home') }}">Masuk</a>{% endif %}</nav></header>
<main><h1>{{ topic.title }}</h1>{% for post in posts %}
<article id="b{{ post.id }}"><header><a href="{{ url_for('person', person=post.author_id) }}">{{ post.name }}</a> <span>{{ post.grp }}</span>
<a href="{{ url_for('page', topic=topic.id, _anchor='b%s' % post.id) }}"><time datetime="{{ post.at }}">{{ day(post.at) }}</time></a></header>
<div>{{ Markup(post.body_html) }}</div><p><a href="{{ url_for('page', topic=topic.id, balas=post.id) }}">Balas</a>
{% if me and me.id == post.author_id %}<a href="{{ url_for('page', topic=topic.id, ubah=post.id) }}">Ubah</a>{% endif %}</p></article>{% endfor %}
{% if me %}<form method="post" action="{{ url_for('post', topic=topic.id) }}"><input type="hidden" name="token" value="{{ token() }}">
<label>Judul <input name="title"></label><textarea name="body" required></textarea><button>Kirim</button></form>{% endif %}</main></body></html>"""

LIST = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Daftar</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/static/app.css"></head>
<body><header><a href="{{ url_for('home') }}">Forum</a>{% if me %}<a href="{{ url_for('person', person=me.id) }}">{{ me.name }}</a>{% endif %}</header>
<main><h1>Daftar</h1><ul>{% for item in items %}<li><h2><a href="{{ url_for('page', topic=item.id) }}">{{ item.title }}</a></h2>
<p><a href="{{ url_for('person', person=item.person_id) }}">{{ item.name }}</a> <span>{{ item.grp }}</span> <span class="{{ item.state }}">{{ item.state }}</span>
<time datetime="{{ item.at }}">{{ day(item.at) }}</time> {{ item.count }} masukan</p><p>{{ item.summary }}</p></li>{% endfor %}</ul></main></body></html>"""

_person = table("person", column("id"), column("name"), column("grp"))
_topic = table("topic", column("id"), column("title"), column("posts"))
_post = table("post", *(column(name) for name in "id topic_id author_id at title body body_html".split()))
_item = table("item", *(column(name) for name in "id person_id title summary state at count".split()))
P, T, W, L = _person.c, _topic.c, _post.c, _item.c
USER = select(P.id, P.name).where(P.id == bindparam("id"))
TOPIC = select(T.id, T.title).where(T.id == bindparam("topic"))
READ = (
    select(W.id, W.author_id, W.at, W.body_html, P.name, P.grp)
    .select_from(_post.join(_person, P.id == W.author_id))
    .where(W.topic_id == bindparam("topic"))
    .order_by(W.id)
    .limit(POSTS)
)
ROWS = (
    select(L.id, L.person_id, L.title, L.summary, L.state, L.at, L.count, P.name, P.grp)
    .select_from(_item.join(_person, P.id == L.person_id))
    .order_by(L.at.desc(), L.id.desc())
    .limit(bindparam("rows"))
)
WRITE = insert(_post)
COUNT = update(_topic).where(T.id == bindparam("of")).values(posts=T.posts + 1)


_markdown = MarkdownIt("js-default")


def html_of(text: str) -> str:
    return nh3.clean(_markdown.render(text))


def raw(_environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """No framework: 40 KB of bytes."""
    start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(BYTES)))])
    return [BYTES]


def fill(file: Path, bodies: list[str]) -> None:
    """The floors' own database, with ``bodies`` as what people say; made anew each time."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    with sqlite3.connect(file) as db:
        db.executescript("PRAGMA journal_mode=WAL;" + SCHEMA)
        db.executemany("INSERT INTO person VALUES (?, ?, ?)", [(n, f"Warga {n}", "Masyarakat umum") for n in range(1, PEOPLE + 1)])
        db.executemany("INSERT INTO topic VALUES (?, ?, ?)", [(n, f"Lampu jalan {n}", POSTS) for n in range(1, TOPICS + 1)])
        posts = [
            (
                topic,
                n % PEOPLE + 1,
                f"2026-02-{n % 28 + 1:02d}T03:00:00+00:00",
                "",
                bodies[n % len(bodies)],
                html_of(bodies[n % len(bodies)]),
            )
            for topic in range(1, TOPICS + 1)
            for n in range(POSTS)
        ]
        db.executemany("INSERT INTO post (topic_id, author_id, at, title, body, body_html) VALUES (?, ?, ?, ?, ?, ?)", posts)
        items = [
            (
                n % PEOPLE + 1,
                f"Trotoar {n}",
                bodies[n % len(bodies)][:200],
                "terbuka",
                f"2026-{n % 12 + 1:02d}-{n % 28 + 1:02d}T03:00:00+00:00",
                n % 90,
            )
            for n in range(ITEMS)
        ]
        db.executemany("INSERT INTO item (person_id, title, summary, state, at, count) VALUES (?, ?, ?, ?, ?, ?)", items)
    db.close()


def _engine(file: str) -> Engine:
    engine = create_engine(f"sqlite:///{file}")

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if g.get("writes") else "BEGIN")

    return engine


def create_app() -> Flask:
    app = Flask(__name__)
    app.secret_key = SECRET
    app.jinja_loader = DictLoader({"page.html": PAGE, "list.html": LIST})
    engine = _engine(os.environ["FLOORS_FILE"])

    def token() -> str:
        return str(session.setdefault("token", secrets.token_hex(16)))

    def day(text: str) -> str:
        return datetime.fromisoformat(text).strftime("%-d %B %Y")

    app.jinja_env.globals.update(token=token, day=day, Markup=Markup)

    def user(connection: Any) -> Any:
        found = session.get("id")
        return connection.execute(USER, {"id": found}).first() if found else None

    @app.get("/")
    def home() -> str:
        return "halo"

    @app.get("/orang/<int:person>")
    def person(person: int) -> str:
        return str(person)

    @app.get("/topik/<int:topic>")
    def page(topic: int) -> str:
        with engine.connect() as connection:
            me = user(connection)
            head = connection.execute(TOPIC, {"topic": topic}).one()
            posts = connection.execute(READ, {"topic": topic}).all()
        return render_template("page.html", me=me, topic=head, posts=posts)

    @app.get("/daftar")
    def listing() -> str:
        with engine.connect() as connection:
            me = user(connection)
            items = connection.execute(ROWS, {"rows": request.args.get("n", 25, int)}).all()
        return render_template("list.html", me=me, items=items)

    @app.post("/topik/<int:topic>")
    def post(topic: int) -> Response:
        if not hmac.compare_digest(request.form.get("token", ""), session.get("token", "")):
            abort(400)
        body = unicodedata.normalize("NFC", request.form["body"]).strip()[:8000]
        title, html = " ".join(request.form["title"].split())[:120], html_of(body)
        g.writes = True
        with engine.begin() as connection:
            me = user(connection) or abort(401)
            at = datetime.now(UTC).isoformat()
            values = {"topic_id": topic, "author_id": me.id, "at": at, "title": title, "body": body, "body_html": html}
            made = connection.execute(WRITE, values)
            connection.execute(COUNT, {"of": topic})
        return redirect(url_for("page", topic=topic, _anchor=f"b{made.lastrowid}"), 303)

    return app


app = create_app() if os.environ.get("FLOORS_FILE") else None
