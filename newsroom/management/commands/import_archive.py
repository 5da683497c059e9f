"""The command `manage.py import_archive`."""

import datetime
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm
from wagtail.log_actions import log
from wagtail.models import Site

from newsroom.importing.items import ReaderOptions
from newsroom.importing.report import Report
from newsroom.importing.run import run_import
from newsroom.importing.writing.statements import StatementWriter
from newsroom.languages.configured import language_codes
from newsroom.publishing.log_entries import IMPORTED
from newsroom.translation.date_parsing import in_london, parse_date, parse_datetime

USAGE_ERROR = 2


class Command(BaseCommand):
    """Reads captured pages, saved HTML, feeds, WordPress exports and CSV files."""

    help = (
        "Import statements from captured page text, saved HTML, RSS or Atom files, WordPress "
        "exports and CSV files. Writes nothing without --apply. Exits with 0 when all went well, "
        "1 when something was skipped or failed, 2 when called wrongly."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="file or folder")
        parser.add_argument(
            "--site", default="", help="hostname, hostname:port or id (default: the default site)"
        )
        parser.add_argument(
            "--language",
            choices=language_codes(),
            default="",
            help="of all pages (default: each its own)",
        )
        parser.add_argument(
            "--publish", action="store_true", help="publish what was public (default: drafts)"
        )
        parser.add_argument(
            "--apply", action="store_true", help="write (default: only say what would be written)"
        )
        parser.add_argument(
            "--base-url", default="", help="the old site's address, for pages that do not name it"
        )
        parser.add_argument(
            "--captured", default="", help="when the pages were captured, where they do not say"
        )
        parser.add_argument(
            "--again", action="store_true", help="also bring back what was deleted here since"
        )
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="write all details there, as JSON"
        )

    def handle(self, *args: object, **options: Any) -> None:
        """Validate the options, import and report; raises `CommandError` with the exit code."""
        paths = [path if isinstance(path, Path) else Path(path) for path in options["paths"]]
        for path in paths:
            if not path.exists():
                raise _usage_error(_("There is no file or folder %(path)s.") % {"path": path})
        writer = StatementWriter(
            _site(options["site"]),
            apply=options["apply"],
            publish=options["publish"],
            restore_deleted=options["again"],
        )
        language = options["language"]
        if not writer.indexes or (language and language not in writer.indexes):
            raise _usage_error(_("The site has no news index to import into."))
        reader_options = ReaderOptions(
            language=language,
            base_url=_base_url(options["base_url"]),
            captured_at=_captured_at(options["captured"]),
        )
        with ExitStack() as stack:
            details = _report_file(options["report"], stack)
            report = Report(
                self.stdout,
                details=details,
                verbose=options["verbosity"] > 1,
                apply=options["apply"],
            )
            progress = stack.enter_context(
                tqdm(unit=" pages", file=sys.stderr, disable=None, mininterval=0.5)
            )
            run_import(
                paths, options=reader_options, writer=writer, report=report, progress=progress
            )
            progress.close()
            if writer.apply:
                _log_import(writer.site, report)
            report.write_summary()
        if report.failure_count:
            raise CommandError(
                _("%(count)d could not be imported as they should; see above.")
                % {"count": report.failure_count},
                returncode=1,
            )


def _log_import(site: Site, report: Report) -> None:
    """Write what the import wrote into the office's log."""
    counts = {"created": "new", "updated": "changed", "failed": "failed"}
    data = {name: report.statuses[status] for name, status in counts.items()}
    log(instance=site.root_page, action=IMPORTED, data=data)


def _usage_error(message: str) -> CommandError:
    return CommandError(message, returncode=USAGE_ERROR)


def _site(value: str) -> Site:
    """Return the site by id, by hostname with or without port, or the default one."""
    sites = Site.objects.select_related("root_page")
    if not value:
        site = sites.filter(is_default_site=True).first()
    elif value.isdecimal():
        site = sites.filter(pk=int(value)).first() if len(value) < 19 else None
    else:
        hostname, _colon, port = value.partition(":")
        matches = sites.filter(
            hostname=hostname.lower(), **({"port": port} if port.isdecimal() else {})
        )
        if len(matches) > 1:
            raise _usage_error(
                _("Several sites are called %(name)s; add the port.") % {"name": value}
            )
        site = matches.first()
    if site is None:
        known = ", ".join(f"{each.hostname}:{each.port}" for each in sites) or "-"
        raise _usage_error(
            _("There is no site “%(name)s”. Known: %(known)s") % {"name": value, "known": known}
        )
    return site


def _base_url(value: str) -> str:
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        valid = False
    if not valid:
        raise _usage_error(_("--base-url must be like https://www.example.org/"))
    return value if value.endswith("/") else f"{value}/"


def _captured_at(value: str) -> datetime.datetime | None:
    if not value:
        return None
    moment = parse_datetime(value)
    if moment is None and (date := parse_date(value)):
        moment = parse_datetime(f"{date.isoformat()}T00:00:00")
    if moment is None:
        raise _usage_error(_("--captured must be a date or a time such as 2025-03-01T12:00."))
    return in_london(moment)


def _report_file(path: Path | None, stack: ExitStack) -> TextIO | None:
    if path is None:
        return None
    try:
        return stack.enter_context(path.open("w", encoding="utf-8", errors="backslashreplace"))
    except OSError as error:
        raise _usage_error(
            _("The report cannot be written to %(path)s: %(error)s")
            % {"path": path, "error": error.strerror}
        ) from error
