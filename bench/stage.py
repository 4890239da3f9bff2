"""What stands ready while it is measured: worlds, the product's servers in them, the floors, all started when first asked for."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any

from bench import floors
from bench.measuring import Target
from bench.people import ACTORS, Product, floor_cookie, reading
from bench.servers import Database, Server
from bench.worlds import kept, words
from bench.worlds.kept import World

UNSTORED = {"FORUM_STORED_MB": "0"}
STORED = {"FORUM_STORED_MB": "64"}
FLASH = {**STORED, "FORUM_FLASH_CROWD_MS": "1000"}
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}


class Stage:
    """One run of the bench on one engine, in a world and beside the small one."""

    def __init__(self, engine: str, size: int, small: int, reps: int, seconds: float, tell: Callable[[str], None]) -> None:
        self.engine, self.size, self.reps, self.seconds, self.tell = engine, size, reps, seconds, tell
        self.small_size = small
        self.open = ExitStack()

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_: object) -> None:
        self.open.close()

    @cached_property
    def address(self) -> str | None:
        """Of the PostgreSQL server; None for SQLite."""
        return self.open.enter_context(kept.server(self.engine))  # type: ignore[no-any-return]

    @cached_property
    def database(self) -> Database:
        return Database(self.address)

    @cached_property
    def world(self) -> World:
        return kept.world(self.engine, self.size, self.address)

    @cached_property
    def small(self) -> World:
        return self.world if self.size == self.small_size else kept.world(self.engine, self.small_size, self.address)

    def serve(self, world: World, settings: dict[str, str]) -> Server:
        self.tell(f"serving the world of {world.size:,} ({', '.join(f'{k}={v}' for k, v in settings.items())})")
        return self.open.enter_context(Server("wsgi:app", world.environ(**settings), "/healthz"))

    @cached_property
    def unstored(self) -> Server:
        """Every page made anew for every request."""
        return self.serve(self.world, UNSTORED)

    @cached_property
    def unstored_small(self) -> Server:
        return self.unstored if self.size == self.small_size else self.serve(self.small, UNSTORED)

    @cached_property
    def stored(self) -> Server:
        return self.serve(self.world, STORED)

    @cached_property
    def flash(self) -> Server:
        return self.serve(self.world, FLASH)

    @cached_property
    def floors_file(self) -> Path:
        file = kept.folder() / "floors.sqlite3"
        kept.folder().mkdir(parents=True, exist_ok=True)
        floors.fill(file, self.bodies)
        return file

    @cached_property
    def bodies(self) -> list[str]:
        pick = random.Random(9)
        return [words.body(pick) for _ in range(50)]

    @cached_property
    def floors(self) -> Server:
        return self.open.enter_context(Server("bench.floors:app", {"FLOORS_FILE": str(self.floors_file)}))

    @cached_property
    def raw(self) -> Server:
        return self.open.enter_context(Server("bench.floors:raw", {}))

    @cached_property
    def product(self) -> Product:
        """Cookies that the world accepts."""
        return Product(self.world.app())

    @cached_property
    def product_small(self) -> Product:
        return self.product if self.size == self.small_size else Product(self.small.app())

    def page(self, path: str, who: str = "", *, server: Server | None = None, headers: dict[str, str] | None = None, **more: Any) -> Target:
        """A page of the product, every time made anew unless another server is named."""
        cookie = self.product.cookie(ACTORS[who]) if who else {}
        return Target(server or self.unstored, reading(path, {**cookie, **(headers or {})}), self.database, **more)

    def small_page(self, path: str, who: str = "") -> Target:
        cookie = self.product_small.cookie(ACTORS[who]) if who else {}
        return Target(self.unstored_small, reading(path, cookie), self.database)

    def floor(self, path: str, account: int | None = None) -> Target:
        return Target(self.floors, reading(path, floor_cookie(account) if account else None))

    @property
    def floor_raw(self) -> Target:
        return Target(self.raw, reading("/"))
