"""How does an operator prove that the search indexes say what the database says?"""

from django.core.management.base import BaseCommand

from search.engines.base import Engine
from search.indexing.rebuild import count_public, find_drift, needs_rebuild, rebuild, repair
from search.management.arguments import add_scope, progress_bar, with_each_index

SHOWN = 20


class Command(BaseCommand):
    """Compares and repairs; with --check only compares."""

    help = (
        "Compare the search indexes with the database and repair them. Exits with 1 where "
        "anything differed."
    )

    def add_arguments(self, parser) -> None:
        add_scope(parser)
        parser.add_argument("--check", action="store_true", help="repair nothing")

    def handle(self, *args, **options) -> None:
        different = []

        def work(engine: Engine, language: str, title: str) -> None:
            if self._reconcile(engine, language, title=title, options=options):
                different.append(title)

        with_each_index(options, work)
        if different:
            raise SystemExit(1)

    def _reconcile(self, engine: Engine, language: str, *, title: str, options: dict) -> bool:
        """Compare one index; return whether it differed."""
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
                some = ", ".join(map(str, page_ids[:SHOWN]))
                more = ", …" if len(page_ids) > SHOWN else ""
                self.stdout.write(f"{title}: {len(page_ids)} {name}: {some}{more}")
        if not options["check"]:
            repair(engine, drift)
            self.stdout.write(f"{title}: repaired")
        return True
