"""Command that compares the search indexes with the database and repairs them."""

from typing import TypedDict, cast

from django.core.management.base import BaseCommand, CommandParser

from search.engines.base import Engine
from search.indexing.rebuild import count_public, find_drift, needs_rebuild, rebuild, repair
from search.management.arguments import add_index_arguments, for_each_index, progress_bar

MAX_SHOWN = 20


class Options(TypedDict):
    """The parsed arguments."""

    engine: str | None
    language: str | None
    check: bool
    verbosity: int


class Command(BaseCommand):
    """Compares and repairs the indexes; with --check it only compares."""

    help = (
        "Compare the search indexes with the database and repair them. Exits with 1 where "
        "anything differed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add_index_arguments(parser)
        parser.add_argument("--check", action="store_true", help="repair nothing")

    def handle(self, *args: object, **options: object) -> None:
        arguments = cast(Options, options)
        differing = []

        def work(engine: Engine, language: str, title: str) -> None:
            if self._reconcile(engine, language, title=title, options=arguments):
                differing.append(title)

        for_each_index(arguments, work)
        if differing:
            raise SystemExit(1)

    def _reconcile(self, engine: Engine, language: str, *, title: str, options: Options) -> bool:
        """Compare and repair one index; return whether it differed."""
        if needs_rebuild(engine, language):
            self.stdout.write(f"{title}: must be rebuilt (missing, or made in another way)")
            if not options["check"]:
                self.stdout.write(f"{title}: rebuilt, {rebuild(engine, language)} statements")
            return True
        total = count_public(language)
        with progress_bar(total=total, title=title, shown=options["verbosity"] > 0) as bar:
            drift = find_drift(engine, language, progress=bar.update)
        if not drift.page_ids:
            self.stdout.write(f"{title}: in order")
            return False
        for name in ("missing", "stale", "extra"):
            page_ids = getattr(drift, name)
            if page_ids:
                first = ", ".join(map(str, page_ids[:MAX_SHOWN]))
                more = ", …" if len(page_ids) > MAX_SHOWN else ""
                self.stdout.write(f"{title}: {len(page_ids)} {name}: {first}{more}")
        if not options["check"]:
            repair(engine, drift)
            self.stdout.write(f"{title}: repaired")
        return True
