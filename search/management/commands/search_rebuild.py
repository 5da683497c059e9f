"""Command that rebuilds the search indexes."""

from typing import TypedDict, cast

from django.core.management.base import BaseCommand, CommandParser

from search.engines.base import Engine
from search.indexing.rebuild import count_public, rebuild
from search.management.arguments import add_index_arguments, for_each_index, progress_bar


class Options(TypedDict):
    """The parsed arguments."""

    engine: str | None
    language: str | None
    verbosity: int


class Command(BaseCommand):
    """Builds new indexes while the old ones answer, then swaps them."""

    help = "Make the search indexes anew from the database; search goes on answering meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        add_index_arguments(parser)

    def handle(self, *args: object, **options: object) -> None:
        arguments = cast(Options, options)
        is_verbose = arguments["verbosity"] > 0

        def work(engine: Engine, language: str, title: str) -> None:
            total = count_public(language)
            with progress_bar(total=total, title=title, shown=is_verbose) as bar:
                count = rebuild(engine, language, progress=bar.update)
            if is_verbose:
                self.stdout.write(f"{title}: {count} statements")

        for_each_index(arguments, work)
