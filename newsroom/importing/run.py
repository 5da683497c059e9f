"""The run of an import, in batches, so that memory does not grow with the archive."""

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from django.db import reset_queries, transaction
from django.utils.translation import gettext as _
from wagtail.models import Site

from newsroom.importing.items import Item, ReaderOptions, Refusal
from newsroom.importing.readers.files import find_files
from newsroom.importing.readers.selection import read_file
from newsroom.importing.redirects import (
    OldAddress,
    RedirectCheck,
    check_redirects,
    make_redirects,
)
from newsroom.importing.report import Report
from newsroom.importing.writing.picture_files import resolve_pictures
from newsroom.importing.writing.statements import Outcome, StatementWriter, stored_identity

BATCH_SIZE = 100


class Progress(Protocol):
    """The part of a tqdm progress bar that an import uses."""

    def update(self) -> object:
        """Count one more item."""


def run_import(
    paths: Sequence[Path],
    *,
    options: ReaderOptions,
    writer: StatementWriter,
    report: Report,
    progress: Progress,
) -> None:
    """Import all files at and below `paths` and report each. `progress` counts the items read."""
    items = _items(paths, options, report, progress)
    while batch := list(itertools.islice(items, BATCH_SIZE)):
        outcomes = writer.write(batch)
        for outcome in outcomes:
            report.add(outcome)
        if writer.apply:
            report.add_redirect_checks(_redirect(writer.site, outcomes))
        # With DEBUG on, Django collects the text of every query.
        reset_queries()


def _items(
    paths: Iterable[Path], options: ReaderOptions, report: Report, progress: Progress
) -> Iterator[Item]:
    """Yield each importable item once; refusals go to the report."""
    seen: set[bytes] = set()
    for file in find_files(list(paths)):
        if isinstance(file, Refusal):
            report.add_refusal(file)
            continue
        for result in read_file(file, options):
            if isinstance(result, Refusal):
                report.add_refusal(result)
                continue
            # Only these eight bytes of each item are held until the end.
            key = hashlib.blake2b(
                f"{result.language}\n{stored_identity(result)}".encode("utf-8", "replace"),
                digest_size=8,
            ).digest()
            if key in seen:
                report.add_refusal(
                    Refusal(
                        source=result.source,
                        code="duplicate",
                        reason=_("The same statement was read before, in this run."),
                        expected=True,
                    )
                )
                continue
            seen.add(key)
            progress.update()
            yield resolve_pictures(result, file)


def _redirect(site: Site, outcomes: Iterable[Outcome]) -> list[RedirectCheck]:
    """Create redirects from the old addresses of new statements and request each of them."""
    addresses = [
        OldAddress(page_id=outcome.page_id, url=outcome.item.url)
        for outcome in outcomes
        if outcome.page_id and outcome.item.url and outcome.status == "new"
    ]
    if not addresses:
        return []
    with transaction.atomic():
        make_redirects(site, addresses)
    return check_redirects(site, addresses)
