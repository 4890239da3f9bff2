from __future__ import annotations

import os

import config
from forum import create_app, worker
from forum.extensions import patient

if __name__ == "__main__":
    with patient():
        worker.run(create_app(config.load(os.environ)))
