"""The two captured pages of a real site are imported as statements."""

import datetime
import re

import pytest

from newsroom.models import ArticlePage, ImportedStatement
from tests.newsroom.importing.archive import captured_pages, import_archive

BOILERPLATE = [
    "Skip to main content",
    "Site logo",
    "Main navigation",
    "Tweet",
    "Show only",
    "Holyrood News",
    "Footer",
    "costs of this website",
    "Promoted by",
    "Neither the Welsh Parliament",
    "Copyright",
    "Powered by",
    "Member of the Senedd for North Wales",
]


@pytest.fixture
def imported(office, tmp_path):
    return import_archive(captured_pages(), tmp_path=tmp_path, apply=True, publish=True)


def paragraphs(page: ArticlePage) -> list[str]:
    return re.findall(r"<p>(.*?)</p>", "".join(block["value"] for block in page.body.raw_data))


def test_both_are_published_with_their_own_title_date_and_category(office, imported, client):
    assert imported.code == 0, imported.output + imported.error
    first, second = ArticlePage.objects.public_now().order_by("date")

    assert first.title.startswith("Another Welsh Government - but they still don't get")
    assert first.date == datetime.date(2016, 6, 16)
    assert second.title == "TIME TO DO THINGS DIFFERENTLY BY APPLYING CO-PRODUCTION PRINCIPLES"
    assert second.date == datetime.date(2016, 11, 18)
    for page in (first, second):
        assert page.locale.language_code == "en"
        assert [str(category) for category in page.categories.all()] == ["Senedd News"]
        assert page.categories.get() in office.categories["en"]


def test_all_paragraphs_are_imported_in_order_without_boilerplate(office, imported):
    for page in ArticlePage.objects.all():
        record = ImportedStatement.objects.get(page=page)
        source = (captured_pages() / record.identity).read_text()
        source = " ".join(source.replace("\u00a0", " ").split())
        texts = paragraphs(page)

        assert len(texts) == 10
        places = [source.index(" ".join(text.replace("\u00a0", " ").split())) for text in texts]
        assert places == sorted(places)
        whole = page.title + " ".join(texts)
        assert [words for words in BOILERPLATE if words in whole] == []


def test_likely_mistakes_are_reported_and_not_corrected(office, imported):
    by_date = {page["date"]: page for page in imported.pages if page.get("date")}
    first, second = by_date["2016-06-16"], by_date["2016-11-18"]

    assert any("co?produced" in note["message"] for note in first["left_alone"])
    assert "co?produced" in "".join(paragraphs(ArticlePage.objects.get(date="2016-06-16")))
    assert {"capitals", "picture_lost"} <= {note["code"] for note in second["left_alone"]}
    assert any("swing" in note["message"] for note in second["left_alone"])
    empty = [note for note in second["cleaned"] if note["code"] == "empty_paragraphs"]
    assert empty[0]["count"] == 13
    assert "co?produced" in imported.output
    assert "all in capitals" in imported.output
    assert "empty paragraphs" in imported.output


def test_a_dry_run_reports_the_same_and_writes_nothing(office, tmp_path):
    run = import_archive(captured_pages(), tmp_path=tmp_path)

    assert run.code == 0
    assert "co?produced" in run.output
    assert not ArticlePage.objects.exists()
    assert not ImportedStatement.objects.exists()


def test_a_second_run_changes_nothing(office, imported, tmp_path):
    before = list(ArticlePage.objects.order_by("pk").values_list("pk", "latest_revision_id"))

    again = import_archive(captured_pages(), tmp_path=tmp_path, apply=True, publish=True)

    assert again.summary["statuses"]["unchanged"] == 2
    assert (
        list(ArticlePage.objects.order_by("pk").values_list("pk", "latest_revision_id")) == before
    )
