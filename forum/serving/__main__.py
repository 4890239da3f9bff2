from __future__ import annotations

import os

import click

import config
from forum import create_app, serving


@click.command()
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000)
@click.option("--workers", default=1)
@click.option("--threads", default=4)
@click.option("--log-level", default="warning")
def main(host: str, port: int, workers: int, threads: int, log_level: str) -> None:
    serving.serve(create_app(config.load(os.environ)), host, port, workers, threads, log_level)


if __name__ == "__main__":
    main()
