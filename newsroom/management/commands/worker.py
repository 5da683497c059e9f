"""Command that runs the worker."""

import signal
import threading

from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.worker.jobs import registered_jobs, run_forever, run_once
from newsroom.worker.lock import worker_lock


class Command(BaseCommand):
    """Runs all work outside of requests: scheduled publication and expiry, search, pictures."""

    help = (
        "Run everything that is not a request: scheduled publishing and expiry, search, pictures. "
        "Start one beside the web server; a second one waits until the first has ended."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--once`, a single pass for cron."""
        parser.add_argument(
            "--once",
            action="store_true",
            help="run every job once and end (exit code 1 when one failed), for use with cron",
        )

    def handle(self, *, once: bool, **options) -> None:
        """Run all jobs once, or until SIGTERM or SIGINT."""
        if once:
            self._once()
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stop.set())
        names = ", ".join(job.name for job in registered_jobs())
        self.stdout.write(f"Worker started: {names}. Stop it with Ctrl+C.")
        self.stdout.flush()
        run_forever(stop=stop)
        self.stdout.write("Worker ended.")

    def _once(self) -> None:
        lock = worker_lock()
        if not lock.acquire():
            self.stdout.write("Another worker is running and does this already.")
            return
        try:
            failed = run_once()
        finally:
            lock.release()
        if failed:
            raise CommandError(f"These jobs failed: {', '.join(failed)}. See the log.")
        self.stdout.write(f"Done: {', '.join(job.name for job in registered_jobs())}.")
