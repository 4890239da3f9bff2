"""Where finished pages and pieces of pages are kept, within a size; pages as bytes, compressed once for each encoding."""

from __future__ import annotations

import gzip
import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

import brotli

SMALL = 200
"""Bodies below so many bytes are not worth compressing."""


@dataclass(slots=True)
class Page:
    """One page as it is handed out. ``values`` are its stamps as they stood before it was made."""

    values: dict[str, int]
    until: datetime
    etag: str
    headers: list[tuple[str, str]]
    body: bytes
    packed: dict[str, bytes] = field(default_factory=dict)
    checked: float = 0.0

    def size(self) -> int:
        return len(self.body) + sum(map(len, self.packed.values()))

    def encoded(self, encoding: str) -> bytes:
        """The body as sent; compressed once for each encoding that is asked for."""
        if not encoding or len(self.body) < SMALL:
            return self.body
        if encoding not in self.packed:
            self.packed[encoding] = brotli.compress(self.body, quality=5) if encoding == "br" else gzip.compress(self.body, 6, mtime=0)
        return self.packed[encoding]


class Sized(Protocol):
    def size(self) -> int:
        """Bytes of it."""


T = TypeVar("T", bound=Sized)


class Shelf(Generic[T]):
    """Things by address, at most ``limit`` bytes of them in this process; what was not asked for longest leaves first."""

    def __init__(self, limit: int) -> None:
        self.limit, self.size = limit, 0
        self.pages: OrderedDict[Hashable, T] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, address: Hashable) -> T | None:
        with self.lock:
            found = self.pages.get(address)
            if found is not None:
                self.pages.move_to_end(address)
            return found

    def put(self, address: Hashable, page: T) -> None:
        with self.lock:
            self._drop(address)
            self.pages[address] = page
            self.size += page.size()
            while self.size > self.limit and self.pages:
                self._drop(next(iter(self.pages)))

    def weigh(self, change: int) -> None:
        """A page on the shelf has grown by an encoding."""
        with self.lock:
            self.size += change

    def clear(self) -> None:
        with self.lock:
            self.pages.clear()
            self.size = 0

    def _drop(self, address: Hashable) -> None:
        gone = self.pages.pop(address, None)
        if gone is not None:
            self.size = max(0, self.size - gone.size())
