"""Content of Lectern for the benchmarks, and what is measured inside a process of it.

The functions run in a process of the measured installation: `manage.py shell --command`.
"""

import csv
import datetime
import json
import time
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from PIL import Image as PillowImage

from home.signin.session_times import LOGGED_IN, SEEN
from newsroom.editing.listings.statements import StatementViewSet
from newsroom.models import ArticlePage
from search.models import OutboxEntry
from tests.benchmarks.archive import Archive, make_document, make_pictures
from tests.benchmarks.statement_values import statement_values
from tests.factories import make_office

PICTURE = (1200, 800)  # pixels


def fill(sizes: list[int], *, folder: str) -> None:
    """Write a database of each size to `folder`, and what the benchmark must know as JSON."""
    archive = Archive(make_office(hostname="localhost"))
    about = _about()
    for size in sizes:
        archive.grow(size)
        _copy_database(Path(folder) / f"lectern-{size}.sqlite3")
    about["last_id"] = ArticlePage.objects.order_by("pk").last().pk
    (Path(folder) / "lectern.json").write_text(json.dumps(about))


def fill_offices(offices: int, *, statements: int, folder: str) -> None:
    """Write a database of many offices with the same number of statements each."""
    pictures, document = make_pictures(), make_document()
    for number in range(1, offices + 1):
        name = f"Mared Puw {number}"
        office = make_office(
            hostname=office_host(number), is_default=number == 1, name_en=name, name_cy=name
        )
        Archive(office, pictures=pictures, document=document).grow(statements)
    _copy_database(Path(folder) / "lectern-offices.sqlite3")


def office_host(number: int) -> str:
    """Return the host of an office: the first is at localhost."""
    return "localhost" if number == 1 else f"office-{number}.localhost"


def publication_times(count: int) -> list[float]:
    """Return the seconds of processor time of publications of changed statements."""
    times = []
    for page in ArticlePage.objects.filter(locale__language_code="en").order_by("-date")[:count]:
        page.title += "."
        started = time.process_time()
        page.save_revision().publish()
        times.append(time.process_time() - started)
    return times


def write_source(count: int, *, folder: str) -> None:
    """Write tables to import: one without addresses and pictures, one with both."""
    base = Path(folder)
    for name in ("without", "with"):
        (base / name).mkdir(parents=True)
        with (base / name / "statements.csv").open("w", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["title", "date", "language", "categories", "body", "url", "image"])
            for number in range(count):
                rows.writerow(_source_row(number, name=name))
    for number in range(count):
        colour = (number * 7 % 256, number * 31 % 256, 90)
        PillowImage.new("RGB", PICTURE, colour).save(base / "with" / f"{number}.jpg", "JPEG")


def import_time(count: int, *, folder: str) -> float:
    """Return the seconds of processor time of an import, for each of its statements."""
    before = ArticlePage.objects.count()
    started = time.process_time()
    call_command("import_archive", folder, apply=True, publish=True, verbosity=0)
    took = time.process_time() - started
    if ArticlePage.objects.count() != before + count:
        raise RuntimeError(f"imported {ArticlePage.objects.count() - before} of {count}")
    return took / count


def _source_row(number: int, *, name: str) -> list[object]:
    values = statement_values(number, pictures=[0] * 12, document=0)
    texts = [block["value"] for block in values["body"] if block["type"] == "paragraph"]
    title = f"Imported statement {number} {name} its address"
    day = values["date"] + datetime.timedelta(days=1)
    row = [title, day.isoformat(), "en", "Local News", "".join(texts)]
    if name == "with":
        return [*row, f"https://old.example.wales/news/{number}", f"{number}.jpg"]
    return [*row, "", ""]


def _about() -> dict[str, object]:
    """Return addresses of the admin, and the session of an administrator."""
    user = get_user_model().objects.create_superuser("bench", "bench@example.wales", None)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[LOGGED_IN] = session[SEEN] = int(time.time())
    session.create()
    list_name = StatementViewSet("newsroom_statements").get_url_name("index")
    return {
        "cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}",
        "admin_list": reverse(list_name),
    }


def _copy_database(path: Path) -> None:
    """Write a copy in which nothing waits to be indexed: search is rebuilt as a whole."""
    with connection.cursor() as cursor:
        # The ORM would read each row and send signals for it.
        cursor.execute(f"DELETE FROM {OutboxEntry._meta.db_table}")  # noqa: S608  (a constant)
        cursor.execute("VACUUM INTO %s", [str(path)])
