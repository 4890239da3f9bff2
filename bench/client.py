"""The load generator: one process, one epoll loop, bytes made beforehand. Run as a program; imports nothing of ours.

It costs some 20 microseconds a request, a twentieth of the cheapest page, so that it stays out of the way on two cores; ``wrk``
is lighter but not in a package registry, and cannot send a fresh key with every form. Reads what to do as a pickle on its
input, writes what it saw as JSON.
"""

from __future__ import annotations

import gc
import json
import pickle
import select
import socket
import sys
import time
from collections import Counter
from typing import Any


class Line:
    """One kept-open connection and the answer that is being read from it."""

    __slots__ = ("sock", "began", "buffer", "left")

    def __init__(self, port: int) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port))
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setblocking(False)
        self.buffer, self.left, self.began = b"", -1, 0.0


def expected(head: bytes) -> int:
    """Bytes of the body by the header; -2 when it comes in chunks."""
    low = head.lower()
    place = low.find(b"content-length:")
    if place >= 0:
        return int(low[place + 15 : low.find(b"\r\n", place)])
    if b"transfer-encoding: chunked" in low:
        return -2
    return 0


def received(line: Line, data: bytes) -> int | None:
    """Take in what came: None while the answer is not whole, else its status. ``line.left`` counts what is missing."""
    if line.left < 0:
        data = line.buffer + data if line.buffer else data
        end = data.find(b"\r\n\r\n")
        if end < 0:
            line.buffer = data
            return None
        size = expected(data[: end + 2])
        if size == -2:
            line.buffer = data
            return int(data[9:12]) if data.endswith(b"0\r\n\r\n") else None
        line.left, line.buffer = size - (len(data) - end - 4), data[:12]
    else:
        line.left -= len(data)
    return int(line.buffer[9:12]) if line.left <= 0 else None


def run(port: int, connections: int, seconds: float, requests: list[bytes], once: bool) -> dict[str, Any]:
    """Keep ``connections`` busy for ``seconds`` with the requests in turn, each at most once when ``once``."""
    lines = {}
    poll = select.epoll()
    for _ in range(connections):
        line = Line(port)
        lines[line.sock.fileno()] = line
        poll.register(line.sock, select.EPOLLIN)
    seen: Counter[int] = Counter()
    latencies: list[float] = []
    clock, total, turn, size = time.perf_counter, len(requests), 0, 0
    begun = clock()
    until, busy = begun + seconds, 0
    for line in lines.values():
        line.began = clock()
        line.sock.sendall(requests[turn % total])
        turn, busy = turn + 1, busy + 1
    while busy:
        for number, _event in poll.poll(10):
            line = lines[number]
            data = line.sock.recv(1 << 18)
            if not data:
                raise ConnectionError("the server closed the connection")
            size += len(data)
            status = received(line, data)
            if status is None:
                continue
            now = clock()
            latencies.append(now - line.began)
            seen[status] += 1
            line.left, line.buffer = -1, b""
            if now >= until or (once and turn >= total):
                busy -= 1
                continue
            line.began = now
            line.sock.sendall(requests[turn % total])
            turn += 1
    took = clock() - begun
    latencies.sort()
    count = len(latencies)
    return {
        "count": count,
        "seconds": took,
        "bytes": size,
        "statuses": dict(seen),
        "p50": latencies[count // 2],
        "p99": latencies[min(count - 1, int(count * 0.99))],
        "used_up": once and turn >= total,
    }


if __name__ == "__main__":
    asked = pickle.load(sys.stdin.buffer)  # noqa: S301
    gc.disable()
    json.dump(run(**asked), sys.stdout)
