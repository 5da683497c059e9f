"""A stock Wagtail site in a scratch folder: the project of `wagtail start` with a news app."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.load import Question
from tests.benchmarks.servers import Program, plain_gunicorn

HERE = Path(__file__).resolve().parent
HOME = Question(name="home", path="/", accept="text/html")
# In one process, since each takes seconds to start.
MAKE = """
import importlib
from django.core.management import call_command
call_command("makemigrations", "news", verbosity=0)
importlib.invalidate_caches()
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
from news.filling import fill
fill({sizes}, folder=".")
"""


@dataclass(frozen=True, kw_only=True)
class StockSite:
    """The project and its databases."""

    folder: Path

    @property
    def about(self) -> dict[str, object]:
        """Return what the filled site says of itself."""
        return json.loads((self.folder / "stock.json").read_text())

    def database(self, size: int) -> Path:
        """Return the database with this number of articles."""
        return self.folder / f"stock-{size}.sqlite3"

    def program(self, size: int, *, workers: int) -> Program:
        """Return the server of the database with this number of articles."""
        return plain_gunicorn(
            "stock.wsgi",
            folder=self.folder,
            surroundings=self._environment(self.database(size)),
            ready=HOME,
            workers=workers,
        )

    def run(self, *arguments: str, database: Path) -> str:
        """Run a command of the project, and return its output."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.folder,
            env=self._environment(database),
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    def shell(self, code: str, *, database: Path) -> str:
        """Run code that imports from the news app, and return its output."""
        return self.run("shell", "--no-imports", "--command", code, database=database)

    def _environment(self, database: Path) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "news.bench_settings",
            "STOCK_DATABASE": str(database),
        }


def make_stock_site(folder: Path, *, sizes: list[int]) -> StockSite:
    """Create the project in the empty `folder`, with a database of each size."""
    wagtail = "from wagtail.bin.wagtail import main; main()"
    subprocess.run(
        [sys.executable, "-c", wagtail, "start", "stock", str(folder)],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=folder,
    )
    shutil.copytree(HERE / "stock_news", folder / "news")
    shutil.copy(HERE / "statement_values.py", folder / "news")
    site = StockSite(folder=folder)
    first = folder / "filling.sqlite3"
    site.shell(MAKE.format(sizes=sizes), database=first)
    return site
