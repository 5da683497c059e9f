"""Repeated imports, preserved edits and redirects from old addresses."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import DatabaseError
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, ReferenceIndex

from newsroom.models import ArticlePage, Category, ImportedStatement, NewsroomImage, Topic
from newsroom.publishing.signals import statements_created
from tests.factories import make_office, make_statement
from tests.newsroom.importing.archive import Run, import_archive
from tests.newsroom.importing.test_readers import PAGE, WXR, picture, write

HEADER = "title,date,language,categories,topics,body,url,image,image_alt\n"
TITLE = {"en": "The bridge reopens", "cy": "Y bont yn ailagor"}


@pytest.fixture
def archive(tmp_path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    return folder


def table(archive: Path, *rows: str) -> None:
    write(archive, "rows.csv", HEADER + "\n".join(rows) + "\n")


def row(
    language: str = "en",
    *,
    title: str = "",
    body: str = "It is open.",
    categories: str = "",
    topics: str = "",
    url: str = "https://old.example/bridge",
    image: str = "",
    alt: str = "",
) -> str:
    title = title or TITLE[language]
    return f"{title},1 May 2010,{language},{categories},{topics},{body},{url},{image},{alt}"


def run(archive: Path, **options) -> Run:
    return import_archive(archive, tmp_path=archive.parent, **{"apply": True, **options})


@contextmanager
def refusing_titles(title: str):
    """Make every batch with a statement of this title fail with a database error."""

    def refuse(page_ids, **kwargs):
        if ArticlePage.objects.filter(pk__in=page_ids, title=title).exists():
            raise DatabaseError("refused by the database")

    statements_created.connect(refuse)
    try:
        yield
    finally:
        statements_created.disconnect(refuse)


def words(page: ArticlePage) -> str:
    return "".join(str(block["value"]) for block in page.body.raw_data)


def test_statements_are_drafts_without_publish(office, archive, language):
    table(archive, row(language))

    run(archive)

    page = ArticlePage.objects.get()
    assert not page.live
    assert page.get_parent().specific == office.indexes[language]
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_draft_of_the_source_stays_a_draft(office, archive):
    write(archive, "export.xml", WXR)

    run(archive, publish=True)

    assert ArticlePage.objects.get(title="A post").live
    assert not ArticlePage.objects.get(title="A draft").live


def test_a_second_run_changes_nothing(office, archive):
    picture(archive, "b.jpg")
    table(archive, row(categories="Local News;New one", topics="Bridges", image="b.jpg", alt="A b"))
    run(archive, publish=True)

    def counts():
        models = (ArticlePage, Category, Topic, NewsroomImage, Redirect, ReferenceIndex)
        return [model.objects.count() for model in models]

    before = counts()
    again = run(archive, publish=True)

    assert again.summary["statuses"] == {"unchanged": 1, "beside": 1}
    assert counts() == before
    assert ArticlePage.objects.get().revisions.count() == 1


def test_a_changed_source_is_a_draft_revision_of_the_published_page(office, archive, language):
    table(archive, row(language))
    run(archive, publish=True)
    table(archive, row(language, body="It is open at last.", categories="Speeches"))

    changed = run(archive, publish=True)

    page = ArticlePage.objects.get()
    assert changed.summary["statuses"]["changed"] == 1
    assert page.live
    assert "at last" not in words(page)
    draft = page.get_latest_revision_as_object()
    assert "at last" in words(draft)
    assert draft.categories.count() == 1
    assert run(archive).summary["statuses"]["unchanged"] == 1


def test_an_editors_published_edit_stays_published(office, archive):
    table(archive, row())
    run(archive, publish=True)
    page = ArticlePage.objects.get()
    page.title = "Edited here"
    page.save_revision().publish()
    table(archive, row(body="New words."))

    changed = run(archive, publish=True)

    page.refresh_from_db()
    assert page.title == "Edited here"
    assert page.live
    assert changed.codes("kept", page=0) == {"edited_here"}
    assert "New words." in words(page.get_latest_revision_as_object())


@pytest.mark.parametrize("publish", [True, False])
def test_an_editors_unpublished_draft_remains_the_latest_revision(office, archive, publish):
    table(archive, row())
    run(archive, publish=publish)
    page = ArticlePage.objects.get()
    page.title = "Being written here"
    page.save_revision()
    table(archive, row(body="New words."))

    run(archive)

    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "Being written here"
    versions = [words(revision.as_object()) for revision in page.revisions.all()]
    assert any("New words." in version for version in versions)


def test_deleted_statements_are_imported_again_only_with_again(office, archive):
    table(archive, row())
    run(archive)
    ArticlePage.objects.get().delete()

    assert run(archive).summary["statuses"]["deleted"] == 1
    assert not ArticlePage.objects.exists()
    assert run(archive, again=True).summary["statuses"]["new"] == 1
    assert run(archive).summary["statuses"]["unchanged"] == 1


def test_categories_are_matched_in_either_language_or_created_in_both(office, archive, language):
    table(archive, row(language, categories="SENEDD news;Newyddion Lleol;Reports;Curiosities"))

    made = run(archive)

    page = ArticlePage.objects.get()
    categories = list(page.categories.all())
    assert {each.locale.language_code for each in categories} == {language}
    assert len(categories) == 4
    assert {office.categories[language][0], office.categories[language][1]} <= set(categories)
    for name in ("Reports", "Adroddiadau"):
        assert Category.objects.filter(name=name).exists()
    assert Category.objects.filter(name="Curiosities").count() == 2
    assert made.codes("made") == {"new_category"}


def test_former_names_are_not_merged(office, archive):
    table(archive, row(categories="Assembly News"))

    run(archive)

    assert [str(each) for each in ArticlePage.objects.get().categories.all()] == ["Assembly News"]


def test_topics_are_created_once(office, archive):
    table(
        archive,
        row(topics="Bridges;bridges", url="https://old.example/1"),
        row(topics="BRIDGES;Rivers", url="https://old.example/2"),
    )

    run(archive)

    assert Topic.objects.filter(locale__language_code="en").count() == 2
    assert [len(page.topics) for page in ArticlePage.objects.order_by("path")] == [1, 2]


def test_a_picture_is_imported_once_for_the_office(office, archive):
    picture(archive, "b.jpg")
    table(
        archive,
        row(image="b.jpg", alt="The bridge", url="https://old.example/1"),
        row(image="b.jpg", alt="The bridge", url="https://old.example/2"),
    )

    run(archive)

    image = NewsroomImage.objects.get()
    assert image.collection == office.collection
    assert set(ArticlePage.objects.values_list("lead_image", "lead_image_alt")) == {
        (image.pk, "The bridge")
    }


def test_a_page_with_all_blocks_renders(office, archive, client):
    picture(archive, "old.example/files/bridge.jpg")
    write(
        archive,
        "old.example/news/bridge.html",
        PAGE.replace("<h2>", "<img src='/files/bridge.jpg' alt='The deck now'><h2>"),
    )

    run(archive, publish=True)

    page = ArticlePage.objects.get()
    assert [block["type"] for block in page.body.raw_data] == [
        "paragraph",
        "figure",
        "heading",
        "paragraph",
        "quotation",
        "paragraph",
    ]
    page.full_clean()
    assert page.source_url == "https://old.example/news/bridge-reopens"
    assert page.first_published_at.year == 2019
    assert page.last_published_at > page.first_published_at


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://old.example/bridge", ["/bridge", "/bridge?utm_source=newsletter"]),
        ("https://old.example/index.php?b=2&id=7", ["/index.php?b=2&id=7"]),
        ("https://old.example/pont/tŷ/", ["/pont/tŷ/", "/pont/tŷ/?utm_source=newsletter"]),
    ],
)
def test_each_redirect_is_created_and_requested(office, archive, url, asked):
    table(archive, row(url=url))

    made = run(archive, publish=True)

    page = ArticlePage.objects.get()
    checks = [entry for entry in made.pages if "redirect" in entry]
    assert [check["redirect"]["asked"] for check in checks] == asked
    assert [check["redirect"]["got"] for check in checks] == [f"301 {page.url} 200"] * len(asked)
    assert made.code == 0
    assert "redirect" in made.output


def test_an_address_in_use_is_reported_and_not_redirected(office, archive):
    other = make_statement(office, title="Another")
    table(archive, row(url=f"https://old.example{other.url}"))

    made = run(archive, publish=True)

    assert made.code == 1
    assert f"{other.url} should answer 301" in made.output


def test_the_same_address_needs_no_redirect(office, archive):
    table(archive, row(url="https://old.example/news/the-bridge-reopens/"))

    made = run(archive, publish=True)

    assert made.code == 0, made.output
    assert not Redirect.objects.exists()


def test_a_drafts_old_address_is_redirected_only_after_publication(office, archive, client):
    table(archive, row())
    run(archive)
    assert not Redirect.objects.exists()

    ArticlePage.objects.get().latest_revision.publish()

    page = ArticlePage.objects.get()
    assert client.get("/bridge").headers["Location"] == page.url


def test_a_site_is_chosen_by_hostname_or_id(office, archive):
    other = make_office(
        hostname="other.example", is_default=False, name_en="Other", name_cy="Arall"
    )
    table(archive, row())

    run(archive, site="other.example", publish=True)
    run(archive, site=str(office.site.pk))

    pages = ArticlePage.objects.order_by("pk")
    assert [page.get_parent().pk for page in pages] == [
        other.indexes["en"].pk,
        office.indexes["en"].pk,
    ]
    assert Redirect.objects.get().site == other.site


@pytest.mark.parametrize(
    "options",
    [
        {"site": "nobody.example"},
        {"site": "999999"},
        {"base_url": "ftp://x"},
        {"captured": "some day"},
    ],
)
def test_wrong_usage_exits_with_2_and_a_message(office, archive, options):
    wrong = run(archive, **options)

    assert wrong.code == 2
    assert wrong.error


def test_a_missing_path_exits_with_2(office, tmp_path):
    wrong = import_archive(tmp_path / "nothing", tmp_path=tmp_path)

    assert wrong.code == 2


def test_the_time_of_capture_is_stored(office, archive):
    table(archive, row())

    run(archive, captured="2025-03-01T12:00")

    page = ArticlePage.objects.get()
    assert page.source_captured_at.isoformat() == "2025-03-01T12:00:00+00:00"
    assert ImportedStatement.objects.get().captured_at == page.source_captured_at


def test_a_statement_read_twice_in_one_run_is_imported_once(office, archive):
    table(archive, row(), row())

    twice = run(archive)

    assert ArticlePage.objects.count() == 1
    assert "duplicate" in {page.get("code") for page in twice.pages}


def test_a_language_without_news_index_fails_and_others_are_imported(office, archive):
    office.indexes["cy"].delete()
    table(archive, row(), row("cy", url="https://old.example/cy"))

    mixed = run(archive)

    assert mixed.code == 1
    assert ArticlePage.objects.count() == 1


def test_a_database_error_for_one_statement_does_not_stop_the_others(office, archive):
    make_statement(office, title="In the way", slug="in-the-way")
    table(archive, row(), row(title="Refused", url="https://old.example/refused"))
    with refusing_titles("Refused"):
        mixed = run(archive)

    assert mixed.code == 1
    assert "refused by the database" in mixed.output
    assert set(ArticlePage.objects.values_list("title", flat=True)) == {
        "In the way",
        TITLE["en"],
    }
    assert Page.find_problems() == ([], [], [], [], [])
