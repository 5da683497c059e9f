"""How does a whole import run, file by file, without holding the archive in memory?"""

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.db import reset_queries
from django.utils.translation import gettext as _

from newsroom.importing.items import Item, Options, Refusal
from newsroom.importing.readers.files import find_files
from newsroom.importing.readers.selection import read_file
from newsroom.importing.report import Report
from newsroom.importing.writing.pictures import with_pictures
from newsroom.importing.writing.statements import Writer, identity_of

BATCH = 100


def run_import(
    paths: Sequence[Path], *, options: Options, writer: Writer, report: Report, progress
) -> None:
    """Read all files beneath `paths`, write them in batches, report each. `progress` is a tqdm."""
    items = _items(paths, options, report, progress)
    while batch := list(itertools.islice(items, BATCH)):
        outcomes = writer.write(batch)
        for outcome in outcomes:
            report.add(outcome)
        if writer.apply:
            report.prove(writer.redirect(outcomes))
        # With DEBUG on, Django keeps every query's text.
        reset_queries()


def _items(paths: Iterable[Path], options: Options, report: Report, progress) -> Iterator[Item]:
    """Yield what can be imported, each identity once; refusals go to the report."""
    seen: set[bytes] = set()
    for file in find_files(list(paths)):
        if isinstance(file, Refusal):
            report.refuse(file)
            continue
        for read in read_file(file, options):
            if isinstance(read, Refusal):
                report.refuse(read)
                continue
            # Eight bytes for each page are all that is held until the end.
            key = hashlib.blake2b(
                f"{read.language}\n{identity_of(read)}".encode("utf-8", "replace"), digest_size=8
            ).digest()
            if key in seen:
                report.refuse(
                    Refusal(
                        source=read.source,
                        code="duplicate",
                        reason=_("The same statement was read before, in this run."),
                        expected=True,
                    )
                )
                continue
            seen.add(key)
            progress.update()
            yield with_pictures(read, file)
