"""The command `manage.py purge_proxy`."""

import signal
import threading
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections

from config.http.proxy_purge import forget_seen, purge_changed

PAUSE_SECONDS = 0.25


class Command(BaseCommand):
    """Purges the proxy's cache after each change, where the worker runs on another machine."""

    help = (
        "Purge nginx's cache after each change, on a machine that does not share its folder "
        "with the worker. With --once, purge what changed and end."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="purge what changed and end")

    def handle(self, *args: object, once: bool = False, **options: object) -> None:
        if not settings.WAGTAILFRONTENDCACHE:
            raise CommandError("PROXY_PURGE is not true, so there is no cache to purge.")
        if once:
            self._report(purge_changed())
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        while not stop.is_set():
            try:
                self._report(purge_changed())
            except (DatabaseError, OSError) as error:
                self.stderr.write(f"Not purged: {type(error).__name__}: {error}")
                forget_seen()
                close_old_connections()
            stop.wait(PAUSE_SECONDS)

    def _report(self, done: str) -> None:
        if done:
            self.stdout.write(done)
            self.stdout.flush()
