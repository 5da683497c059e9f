"""Which arguments do the search commands share?"""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator

from django.core.management.base import CommandError
from tqdm import tqdm

from search.engines.base import Engine, EngineUnavailableError
from search.engines.selection import engines
from search.language.analysis import LANGUAGES


def add_scope(parser: ArgumentParser) -> None:
    """Let a command be limited to one engine or one language."""
    add_engine(parser, help="only this engine's indexes")
    parser.add_argument("--language", choices=LANGUAGES, help="only this language's indexes")


def add_engine(parser: ArgumentParser, *, help: str) -> None:
    """Let a command be told which engine is meant."""
    parser.add_argument("--engine", choices=["elasticsearch", "embedded"], help=help)


def has_index(name: str, *, language: str) -> bool:
    """Return whether the engine has an index; refuses with a sentence where it cannot be used."""
    target = chosen_engines(name)[name]
    try:
        return bool(target.generation(language))
    except EngineUnavailableError as error:
        raise CommandError(f"The engine {name} cannot be used: {error}") from error


def scope(options: dict) -> Iterator[tuple[Engine, str]]:
    """Yield each engine and language that the arguments ask for."""
    for engine in chosen_engines(options["engine"]).values():
        for language in LANGUAGES:
            if options["language"] in (None, language):
                yield engine, language


def with_each_index(options: dict, work: Callable[[Engine, str, str], None]) -> None:
    """Let `work` have each engine, language and their title that the arguments ask for.

    An engine that cannot be used keeps nobody from the others; the command fails afterwards.
    """
    refused = []
    for engine, language in scope(options):
        title = f"{engine.name}/{language}"
        try:
            work(engine, language, title)
        except EngineUnavailableError as error:
            refused.append(f"{title}: the engine cannot be used: {error}")
    if refused:
        raise CommandError("\n".join(refused))


def chosen_engines(name: str | None) -> dict[str, Engine]:
    """Return all configured engines, or the one that was named."""
    configured = engines()
    if name is None:
        return configured
    if name not in configured:
        raise CommandError(f"The engine {name} is not configured.", returncode=2)
    return {name: configured[name]}


def progress_bar(*, total: int, title: str, shown: bool) -> tqdm:
    """Return a progress bar of statements, which is silent where nobody looks."""
    return tqdm(total=total, desc=title, unit=" statements", disable=None if shown else True)
