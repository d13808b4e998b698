"""Starting the server: keys, migrations, then gunicorn with threads."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pairbond.errors import StoreError
from pairbond.web.configuration import Configuration, read_configuration
from pairbond.web.keys import make_key

SETTINGS = "pairbond.web.settings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """Where to listen, and with how many processes and threads."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 2
    threads: int = 8


def prepare() -> Configuration:
    """Make the data folder, the key and the tables; safe to repeat.

    Raises
    ------
    StoreError
        When there is a database but not the key it was begun with.
    """
    configuration = read_configuration()
    make_folders(configuration)
    database = configuration.data / "db" / "pairbond.sqlite3"
    if not configuration.key_file.exists():
        if database.exists():
            raise StoreError(
                f"{configuration.key_file}: the master key is missing, and without it nothing in the "
                "database can be opened; put it back from where you keep the copy."
            )
        make_key(configuration.key_file)
    start_django()
    migrate()
    bring_up(database)
    return configuration


def hold_collection() -> None:
    """Leave unused objects where they are until the app is loaded: a start takes a fifth less."""
    import gc

    gc.disable()


def make_folders(configuration: Configuration) -> None:
    for folder in (configuration.data, configuration.data / "db"):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def start_django() -> None:
    """Set Django up for commands that use the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()


def migrate() -> None:
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()


def bring_up(database: Path) -> None:
    """Look the database over, and erase whoever an erasure cut short, or a restored backup, left behind."""
    from django.db import connections

    from pairbond.web.ops.erasing import replay
    from pairbond.web.ops.upkeep import look_over, settle

    try:
        look_over(database)
        settle()
        replay()
    finally:
        connections.close_all()


def sweep_in_worker(worker: Any) -> None:
    """Let every worker sweep; the chores are claimed, so each is done by one."""
    from pairbond.web.ops.sweep import start_sweeping

    start_sweeping()


def serve(serving: Serving) -> None:
    """Answer requests until stopped."""
    from gunicorn.app.base import BaseApplication

    from pairbond.web.accounts import ring

    no_core_dumps()
    ring.share()  # made before the processes part, so a key that one takes in is there for all
    options = options_of(serving)

    class Application(BaseApplication):
        """Gunicorn with our options and no file of its own."""

        def load_config(self) -> None:
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            import gc

            from pairbond.web.wsgi import application

            warm_up()
            gc.enable()
            gc.collect()
            gc.freeze()  # what is loaded now stays shared between the processes
            gc.set_threshold(20_000, 20, 20)  # a request makes thousands of objects and leaves few
            return application

    Application().run()


def no_core_dumps() -> None:
    """Write no image of the memory to the disk if a process fails: keys may be in it."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def warm_up() -> None:
    """Load what every process needs before they part, so that they share it."""
    from pairbond.web import urls  # noqa: F401
    from pairbond.web.ops import sweep  # noqa: F401
    from pairbond.web.take.catalogue import ORDER, entry

    for name in ORDER:
        entry(name)


def options_of(serving: Serving) -> dict[str, Any]:
    """Return gunicorn's options; nothing of a request is logged."""
    address = f"[{serving.host}]" if ":" in serving.host else serving.host
    return {
        "bind": f"{address}:{serving.port}",
        "workers": serving.workers,
        "threads": serving.threads,
        "worker_class": "gthread",
        "preload_app": True,
        "accesslog": None,
        "errorlog": "-",
        "loglevel": "warning",
        "keepalive": 15,
        "timeout": 60,
        "graceful_timeout": 10,
        "worker_tmp_dir": "/dev/shm" if Path("/dev/shm").is_dir() else None,  # noqa: S108
        "limit_request_line": 2048,
        "limit_request_fields": 60,
        "post_worker_init": sweep_in_worker,
        "proc_name": "pairbond",
        "control_socket_disable": True,
    }
