"""The measurements of the search benchmark on one engine."""

import contextlib
import itertools
import json
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace

from django.conf import settings
from django.db import connection, transaction
from django.test import RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Site

from newsroom.models import ArticlePage
from search.engines.base import Engine
from search.engines.entries import Entry
from search.engines.selection import engine
from search.indexing.database_reader import read_all
from search.indexing.rebuild import rebuild
from search.pages.completions import complete
from search.querying.answers import Question, ask
from tests.benchmarks.raw_engines import RawEngine, raw_engine
from tests.machine import REPOSITORY

SAMPLE = 5_000
PUBLISHED = 20
LONGEST_WAIT = 10.0
# The numbers of letters after which suggestions are requested.
LETTERS = range(2, 7)


def measure(archive, *, engine_name: str, lines: int) -> dict:
    """Return the figures of a `Row`."""
    language = archive.language
    rebuilt = rebuild_in_child_process(engine_name, language)
    rebuild(engine(engine_name), archive.other)
    with preferred_engine(engine_name):
        target = engine(engine_name)
        raw = raw_engine(target)
        ours, theirs = search_times(archive, raw=raw, count=lines)
        typing, typing_queries = typing_times(archive, count=lines)
        sample = first_entries(language, count=SAMPLE)
        return {
            "statements": archive.size,
            "engine": engine_name,
            "rebuild_rate": rebuilt["statements"] / rebuilt["seconds"],
            "bulk_rate": raw.bulk_rate(sample, language=language),
            "rebuild_seconds": rebuilt["seconds"],
            "peak_mb": rebuilt["peak_mb"],
            "ours": percentiles(ours),
            "raw": percentiles(theirs),
            "found_after": found_after(archive, target=target),
            "typing": percentiles(typing)[:2],
            "typing_queries": typing_queries,
            "both": percentiles(mixed_language_times(archive, count=lines))[:2],
        }


@contextlib.contextmanager
def preferred_engine(engine_name: str) -> Iterator[None]:
    """Configure an engine as the preferred one."""
    address = settings.ELASTICSEARCH_URL if engine_name == "elasticsearch" else ""
    with override_settings(ELASTICSEARCH_URL=address, ELASTICSEARCH_TIMEOUT=30.0):
        yield


def percentiles(times: list[float]) -> tuple[float, float, float]:
    """Return the 50th, 95th and 99th percentile in ms of times in seconds."""
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    return tuple(1000 * cuts[place - 1] for place in (50, 95, 99))


def rebuild_in_child_process(engine_name: str, language: str) -> dict:
    """Rebuild in a process of its own, so that its peak memory is the rebuild's."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.rebuild_alone", engine_name, language],
        cwd=REPOSITORY,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def first_entries(language: str, *, count: int) -> list[Entry]:
    """Return the entries of the first statements."""
    entries: list[Entry] = []
    for batch in read_all(language):
        entries += batch
        if len(entries) >= count:
            break
    return entries[:count]


def search_times(archive, *, raw: RawEngine, count: int) -> tuple[list[float], list[float]]:
    """Return the seconds of searches with facets, ours and the raw engine's, taken in turn.

    Ours include everything from a reader's line to the results: parsing, the engine, the check in
    the database that each statement is public, and highlighting.
    """
    site = Site.objects.get(pk=archive.office.site.pk)
    request = RequestFactory().get("/", headers={"host": "localhost"})
    ours, theirs = [], []
    for number, line in enumerate(archive.speech.lines(count)):
        question = Question(line=line, language=archive.language, site=site)
        # A copy, since a question caches its parsed line.
        asked = replace(question)
        runs = [
            (theirs, raw.prepare(question.query())),
            (ours, lambda asked=asked: ask(asked, request=request, facets=True)),
        ]
        # The second of the two finds the pages of the index in memory, so they alternate.
        for times, run in runs if number % 2 else reversed(runs):
            started = time.perf_counter()
            run()
            times.append(time.perf_counter() - started)
    return ours, theirs


def typing_times(archive, *, count: int) -> tuple[list[float], int]:
    """Return the seconds of suggestions while typing words, and the most database queries of one.

    All that the view asks: categories, topics, titles under every mutation, what is public.
    """
    request = RequestFactory().get("/", headers={"host": "localhost"})
    begun = [
        line.split()[0][:letters]
        for line, letters in zip(
            archive.speech.lines(count), itertools.cycle(LETTERS), strict=False
        )
    ]
    with translation.override(archive.language):
        times = [_seconds(lambda line=line: complete(line, request=request)) for line in begun]
        most = 0
        # By itself, since what counts queries slows them.
        for line in begun:
            with CaptureQueriesContext(connection) as queries:
                complete(line, request=request)
            most = max(most, len(queries))
    return times, most


def mixed_language_times(archive, *, count: int) -> list[float]:
    """Return the seconds of searches with facets over both languages in one list."""
    site = Site.objects.get(pk=archive.office.site.pk)
    request = RequestFactory().get("/", headers={"host": "localhost"})
    questions = [
        Question(
            line=line,
            language=archive.language,
            languages=(archive.language, archive.other),
            site=site,
        )
        for line in archive.speech.lines(count)
    ]
    return [_seconds(lambda one=one: ask(one, request=request, facets=True)) for one in questions]


def _seconds(run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def found_after(archive, *, target: Engine) -> tuple[float, float]:
    """Return the milliseconds until a published statement is found: the median and the slowest."""
    times = []
    for number in range(PUBLISHED):
        word = f"canfod{uuid.uuid4().hex[:8]}"
        with transaction.atomic():
            page = ArticlePage(title=f"{word} {number}", locale=archive.index.locale, live=False)
            archive.index.add_child(instance=page)
        started = time.perf_counter()
        page.save_revision().publish()
        question = Question(line=word, language=archive.language).query()
        while not target.search(question).total:
            if time.perf_counter() - started > LONGEST_WAIT:
                raise RuntimeError(f"{word} was not found within {LONGEST_WAIT} s")
            time.sleep(0.005)
        times.append(time.perf_counter() - started)
        page.delete()
    return 1000 * statistics.median(times), 1000 * max(times)
