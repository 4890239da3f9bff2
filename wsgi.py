"""The WSGI entry: ``wsgi:app`` for granian, gunicorn or waitress, and FLASK_APP for the command line."""

from __future__ import annotations

import os
import sys

import config
from forum import create_app

try:
    settings = config.load(os.environ)
except config.ConfigError as error:
    for name, why in error.problems.items():
        print(f"Urun Rembuk tidak dapat mulai. {name} {why}", file=sys.stderr)
    raise SystemExit(2) from None

app = create_app(settings)
