"""The form of a statement: offered terms, checks before publication, hints."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, Topic
from tests.factories import make_image, make_office, make_statement
from tests.newsroom.editors import log_in, statement_form


@pytest.fixture
def client(office):
    return log_in(office)


def add_url(office, language) -> str:
    return reverse(
        "wagtailadmin_pages:add",
        args=["newsroom", "articlepage", office.indexes[language].pk],
    )


def edit_url(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def errors_of(response) -> dict:
    form = response.context["form"]
    return {**form.errors}


def test_a_statement_is_created_and_published(office, client, language):
    response = client.post(
        add_url(office, language), statement_form(**{"action-publish": "yes"}), follow=True
    )

    page = ArticlePage.objects.get()
    assert response.status_code == 200
    assert page.live
    assert page.locale.language_code == language


def test_the_form_offers_the_categories_of_the_own_office_and_language(office, client, language):
    make_office(hostname="other.example", is_default=False, name_en="Other", name_cy="Arall")
    form = client.get(add_url(office, language)).context["form"]

    assert list(form.fields["categories"].queryset) == office.categories[language]


def test_another_offices_category_is_refused(office, client):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    data = statement_form(categories=[other.categories["en"][0].pk])

    client.post(add_url(office, "en"), data)

    assert not ArticlePage.objects.filter(categories__site=other.site).exists()


def test_another_offices_topic_is_refused(office, client):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    topic = Topic.objects.create(
        site=other.site, locale=office.indexes["en"].locale, name="Theirs", slug="theirs"
    )
    data = statement_form() | {
        "article_topics-TOTAL_FORMS": 1,
        "article_topics-0-topic": topic.pk,
        "article_topics-0-id": "",
        "article_topics-0-ORDER": 1,
        "article_topics-0-DELETE": "",
    }

    response = client.post(add_url(office, "en"), data)

    assert "Choose topics of this office only." in response.content.decode()
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        pytest.param({"title": "A STATEMENT ON HOUSING"}, "title", id="capitals"),
        pytest.param({"slug": "2016"}, "slug", id="reserved address"),
        pytest.param({"body": streamfield([])}, "body", id="no words"),
        pytest.param(
            {"body": streamfield([("heading", {"text": "First", "level": "3"})])},
            "body",
            id="part before section",
        ),
    ],
)
def test_what_blocks_publication_never_blocks_a_draft(office, client, changes, field):
    published = client.post(
        add_url(office, "en"), statement_form(**changes, **{"action-publish": "yes"})
    )
    assert field in errors_of(published)
    assert not ArticlePage.objects.exists()

    client.post(add_url(office, "en"), statement_form(**changes))
    assert ArticlePage.objects.count() == 1


def test_a_picture_needs_alternative_text_before_publication(office, client):
    image = make_image()
    page = make_statement(office, live=False)
    data = statement_form(page, lead_image=image.pk)

    response = client.post(edit_url(page), data | {"action-publish": "yes"})
    assert "lead_image_alt" in errors_of(response)

    client.post(edit_url(page), data | {"lead_image_decorative": "on", "action-publish": "yes"})
    page.refresh_from_db()
    assert page.live


@pytest.mark.parametrize(
    ("choice", "title"),
    [("sentence", "A statement on housing"), ("keep", "A STATEMENT ON HOUSING")],
)
def test_the_editor_decides_about_capitals(office, client, choice, title):
    data = statement_form(title="A STATEMENT ON HOUSING", title_capitals=choice)

    client.post(add_url(office, "en"), data | {"action-publish": "yes"})

    assert ArticlePage.objects.get().title == title


def test_the_edit_page_shows_hints_and_the_other_language(office, client, language):
    page = make_statement(office, language=language, live=False)
    quotation = {"words": rich_text("<p>Words</p>"), "speaker": "", "role": "", "language": ""}
    body = streamfield([("quotation", {**quotation, "source": ""})])
    client.post(edit_url(page), statement_form(page, body=body))
    translation = make_statement(
        office, language=other_language(language), title="Yr un arall", translation_of=page
    )

    content = client.get(edit_url(page)).content.decode()

    assert "A quotation names no speaker." in content
    assert edit_url(translation) in content


def test_an_editor_may_not_publish(office, language):
    editor = log_in(office, name="editor", approves=False)

    editor.post(add_url(office, language), statement_form(**{"action-publish": "yes"}))

    assert not ArticlePage.objects.get().live
