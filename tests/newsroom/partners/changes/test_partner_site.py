"""The example partner site maintains a correct copy against a live server."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from wagtail.models import Collection, Page, Site

from newsroom.models import ArticlePage
from newsroom.partners.changes.sequencing import reset_feed
from tests.factories import make_office, make_statement

PROGRAM = Path(__file__).resolve().parents[4] / "docs" / "examples" / "partner_site" / "sync.py"


@pytest.fixture
def office(live_server, settings):
    """An office whose site is the live server."""
    settings.API_REQUESTS_PER_MINUTE = 10_000
    if Page.get_first_root_node() is None:
        Page.add_root(title="Root", slug="root")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    made = make_office()
    site = Site.objects.get(pk=made.site.pk)
    site.port = int(live_server.url.rpartition(":")[2])
    site.save()
    return made


def run(live_server, folder: Path) -> dict[int, str]:
    """Run the partner's program; return the titles of its copy."""
    done = subprocess.run(
        [sys.executable, str(PROGRAM), live_server.url, str(folder)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    with sqlite3.connect(folder / "copy.sqlite3") as copy:
        rows = copy.execute("SELECT id, document FROM statement").fetchall()
    return {number: json.loads(document)["title"] for number, document in rows}


def public_titles() -> dict[int, str]:
    return dict(ArticlePage.objects.public_now().values_list("pk", "title"))


@pytest.mark.django_db(transaction=True)
def test_the_copy_and_the_page_follow(office, live_server, tmp_path):
    first = make_statement(office, title="First & foremost", text="Words to be shown.")
    second = make_statement(office, language="cy", title="Yr ail")
    assert run(live_server, tmp_path) == public_titles()
    page = (tmp_path / "index.html").read_text()
    assert "First &amp; foremost" in page
    assert "Words to be shown." in page

    first.title, first.slug = "Corrected", "elsewhere"
    first.save_revision().publish()
    second.unpublish()
    third = make_statement(office, title="Third")
    assert (
        run(live_server, tmp_path) == public_titles() == {first.pk: "Corrected", third.pk: "Third"}
    )
    page = (tmp_path / "index.html").read_text()
    assert "Yr ail" not in page
    assert "/elsewhere/" in page

    third.delete()
    reset_feed()
    assert run(live_server, tmp_path) == public_titles() == {first.pk: "Corrected"}


def test_the_example_is_short_and_uses_the_standard_library_only():
    source = PROGRAM.read_text()
    assert len(source.splitlines()) <= 100
    imported = {
        line.split()[1].partition(".")[0]
        for line in source.splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imported <= sys.stdlib_module_names
