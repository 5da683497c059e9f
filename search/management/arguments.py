"""Arguments, engine selection and progress bars that the search commands share."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Mapping

from django.core.management.base import CommandError
from tqdm import tqdm

from search.engines.base import Engine, EngineUnavailableError
from search.engines.selection import engines
from search.language.analysis import LANGUAGES


def add_index_arguments(parser: ArgumentParser) -> None:
    """Add `--engine` and `--language`, which limit a command to some indexes."""
    add_engine_argument(parser, help="only this engine's indexes")
    parser.add_argument("--language", choices=LANGUAGES, help="only this language's indexes")


def add_engine_argument(parser: ArgumentParser, *, help: str) -> None:
    """Add `--engine`."""
    parser.add_argument("--engine", choices=["elasticsearch", "embedded"], help=help)


def has_index(name: str, *, language: str) -> bool:
    """Return whether the engine has an index; raise CommandError where it is unavailable."""
    target = selected_engines(name)[name]
    try:
        return bool(target.generation(language))
    except EngineUnavailableError as error:
        raise CommandError(f"The engine {name} cannot be used: {error}") from error


def selected_indexes(options: Mapping[str, object]) -> Iterator[tuple[Engine, str]]:
    """Yield each engine and language that the options select."""
    engine_name = options["engine"]
    for engine in selected_engines(str(engine_name) if engine_name else None).values():
        for language in LANGUAGES:
            if options["language"] in (None, language):
                yield engine, language


def for_each_index(options: Mapping[str, object], work: Callable[[Engine, str, str], None]) -> None:
    """Call `work` with each engine, language and title that the options select.

    Where an engine is unavailable, the command goes on with the others and fails at the end.
    """
    errors = []
    for engine, language in selected_indexes(options):
        title = f"{engine.name}/{language}"
        try:
            work(engine, language, title)
        except EngineUnavailableError as error:
            errors.append(f"{title}: the engine cannot be used: {error}")
    if errors:
        raise CommandError("\n".join(errors))


def selected_engines(name: str | None) -> dict[str, Engine]:
    """Return all configured engines, or the named one; raise CommandError where it is not one."""
    configured = engines()
    if name is None:
        return configured
    if name not in configured:
        raise CommandError(f"The engine {name} is not configured.", returncode=2)
    return {name: configured[name]}


def progress_bar(*, total: int, title: str, shown: bool) -> "tqdm[object]":
    """Return a progress bar of statements, which prints nothing without a terminal."""
    return tqdm(total=total, desc=title, unit=" statements", disable=None if shown else True)
