"""Structured logs, one JSON object a line, each request with its id; never a secret, a token or an address."""

from __future__ import annotations

import logging
import time

import structlog
from flask import Flask, Response, g, request
from ulid import ULID

log = structlog.get_logger("urun")


def init_app(app: Flask) -> None:
    settings = app.extensions["settings"]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if settings.testing else logging.INFO),
    )

    @app.before_request
    def begin() -> None:
        g.request_id = str(ULID())
        g.began = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["X-Request-Id"] = g.get("request_id", "")
        took = time.perf_counter() - g.get("began", time.perf_counter())
        level = log.warning if took > 1 else log.debug
        level(
            "request",
            id=g.get("request_id"),
            method=request.method,
            endpoint=request.endpoint,
            status=response.status_code,
            ms=round(took * 1000),
        )
        return response
