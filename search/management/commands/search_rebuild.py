"""How does an operator make the search indexes anew?"""

from django.core.management.base import BaseCommand

from search.engines.base import Engine
from search.indexing.rebuild import count_public, rebuild
from search.management.arguments import add_scope, progress_bar, with_each_index


class Command(BaseCommand):
    """Writes new indexes while the old ones answer, then swaps them."""

    help = "Make the search indexes anew from the database; search goes on answering meanwhile."

    def add_arguments(self, parser) -> None:
        add_scope(parser)

    def handle(self, *args, **options) -> None:
        told = options["verbosity"] > 0

        def work(engine: Engine, language: str, title: str) -> None:
            with progress_bar(total=count_public(language), title=title, shown=told) as bar:
                count = rebuild(engine, language, progress=bar.update)
            if told:
                self.stdout.write(f"{title}: {count} statements")

        with_each_index(options, work)
