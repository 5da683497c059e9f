"""How does an operator make the search indexes anew?"""

from django.core.management.base import BaseCommand, CommandError

from search.engines.base import EngineUnavailableError
from search.indexing import count_public, rebuild
from search.management.arguments import add_scope, progress_bar, scope


class Command(BaseCommand):
    """Writes new indexes while the old ones answer, then swaps them."""

    help = "Make the search indexes anew from the database; search goes on answering meanwhile."

    def add_arguments(self, parser) -> None:
        add_scope(parser)

    def handle(self, *args, **options) -> None:
        for engine, language in scope(options):
            title = f"{engine.name}/{language}"
            total = count_public(language)
            try:
                with progress_bar(total=total, title=title, shown=options["verbosity"] > 0) as bar:
                    count = rebuild(engine, language, progress=bar.update)
            except EngineUnavailableError as error:
                raise CommandError(f"{title}: the engine cannot be used: {error}") from error
            if options["verbosity"] > 0:
                self.stdout.write(f"{title}: {count} statements")
