"""Helpers of the importer's tests: running the command, locating the captured pages."""

import io
import json
from dataclasses import dataclass
from pathlib import Path

from django.core.management import CommandError, call_command

from tests.machine import ARCHIVE, require


def captured_pages() -> Path:
    """Return the folder with the two captured pages; skips the test where it is missing."""
    require("archive")
    return ARCHIVE


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of the command: exit code, output, detailed report and error."""

    code: int
    output: str
    pages: list[dict]
    summary: dict
    error: str

    def codes(self, field: str, *, page: int = 0) -> set[str]:
        """Return the codes of one page's notes."""
        return {note["code"] for note in self.pages[page][field]}


def import_archive(*paths, tmp_path: Path, **options) -> Run:
    """Run the command with a detailed report."""
    report = tmp_path / "report.json"
    out = io.StringIO()
    code, error = 0, ""
    try:
        call_command("import_archive", *paths, report=report, stdout=out, **options)
    except CommandError as raised:
        code, error = raised.returncode, str(raised)
    details = json.loads(report.read_text()) if report.exists() else {"pages": [], "summary": {}}
    report.unlink(missing_ok=True)
    return Run(
        code=code,
        output=out.getvalue(),
        pages=details["pages"],
        summary=details["summary"],
        error=error,
    )
