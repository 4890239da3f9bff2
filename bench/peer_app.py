"""FlaskBB as ``bench.peer`` serves it, in a Python environment of its own: run it to fill a folder, serve ``bench.peer_app:app`` from it.

The folder is ``PEER_DIR``; ``bodies.json`` in it holds what people say. Nothing of ours is imported.
"""

from __future__ import annotations
import __future__

import importlib.machinery
import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ["PEER_DIR"])
PEOPLE, SHOWN = 40, 50
_compiled = importlib.machinery.SourceFileLoader.source_to_code


def _deferred(self: Any, data: Any, path: Any, *, _optimize: int = -1) -> Any:
    """FlaskBB 2.2.0 names types that it imports for type checkers alone: before Python 3.14 its annotations must wait."""
    if "flaskbb" not in str(path):
        return _compiled(self, data, path, _optimize=_optimize)
    return compile(data, path, "exec", flags=__future__.annotations.compiler_flag, dont_inherit=True, optimize=_optimize)


def _create() -> Any:
    warnings.simplefilter("ignore")
    sys.dont_write_bytecode = True
    importlib.machinery.SourceFileLoader.source_to_code = _deferred  # type: ignore[method-assign]
    from flaskbb import create_app
    from flaskbb.configs.default import DefaultConfig

    class Settings(DefaultConfig):
        SQLALCHEMY_DATABASE_URI = f"sqlite:///{FOLDER / 'peer.sqlite3'}"
        SECRET_KEY = WTF_CSRF_SECRET_KEY = "a-peer-that-is-measured-signs-nothing-of-value"
        LOG_PATH, WHOOSHEE_DIR, USE_DEFAULT_LOGGING = str(FOLDER), str(FOLDER / "whoosh"), False
        RATELIMIT_ENABLED = False

    return create_app(Settings, instance_path=str(FOLDER))


def fill(app: Any, bodies: list[str]) -> None:
    """One topic with as many posts as there are bodies, by forty people, all on one page."""
    with app.app_context():
        from flaskbb.extensions import db
        from flaskbb.forum.models import Category, Forum, Post, Topic
        from flaskbb.management.models import Setting
        from flaskbb.user.models import User
        from flaskbb.utils.populate import create_default_groups, create_default_settings

        db.create_all()
        create_default_groups()
        create_default_settings()
        Setting.update({"posts_per_page": SHOWN})
        people = []
        for n in range(1, PEOPLE + 1):
            person = User(username=f"warga{n}", password="warga", email=f"warga{n}@example.org", primary_group_id=4, activated=True)
            person.save()
            people.append(person)
        category = Category(title="Forum", description="Forum")
        category.save()
        forum = Forum(title="Lampu jalan", description="Lampu jalan", category_id=category.id)
        forum.save()
        topic = Topic(title="Lampu jalan di depan pasar")
        topic.save(user=people[0], forum=forum, post=Post(content=bodies[0]))
        for n, body in enumerate(bodies[1:], 1):
            Post(content=body).save(user=people[n % PEOPLE], topic=topic)


app = _create()
if __name__ == "__main__":
    fill(app, json.loads((FOLDER / "bodies.json").read_text()))
