"""Headers that every answer carries, errors too."""

from __future__ import annotations

from flask import Flask, Response, request
from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)


def policy() -> ContentSecurityPolicy:
    """Nothing but our own files, nothing inline: no nonce is needed, and pages can be stored as bytes."""
    return (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'")
        .connect_src("'self'")
        .manifest_src("'self'")
        .form_action("'self'")
        .base_uri("'none'")
        .frame_ancestors("'none'")
    )


def init_app(app: Flask) -> None:
    settings = app.extensions["settings"]
    headers = Secure(
        csp=policy(),
        hsts=StrictTransportSecurity().max_age(63_072_000).include_subdomains() if settings.secure_cookies else None,
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
        referrer=ReferrerPolicy().strict_origin_when_cross_origin(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        permissions=PermissionsPolicy().geolocation("()").camera("()").microphone("()"),
    )

    always = tuple(headers.headers.items())

    @app.after_request
    def add_headers(response: Response) -> Response:
        own = response.headers.get("Content-Security-Policy")
        for name, value in always:
            response.headers[name] = value
        if own:
            response.headers["Content-Security-Policy"] = own
        if "Cache-Control" not in response.headers:
            private = "Cookie" in request.headers or "secret" in (request.view_args or ())
            response.headers["Cache-Control"] = "no-store" if private else "private, no-cache"
        response.vary.update(("Cookie",) if "Cookie" in request.headers or response.headers.get("Set-Cookie") else ())
        return response
