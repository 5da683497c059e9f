"""Categories and topics are public while a public statement is filed under them."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from newsroom.addresses.routes import Destination, suffix
from newsroom.models import ArticleTopic, Category, Topic
from newsroom.models.public_terms import public_terms
from tests.factories import make_statement

NAME = "Qxharbourplan"


@pytest.fixture
def terms(office):
    """A category and a topic in both languages, under which a draft is filed."""
    made, language = {}, "cy"
    for model in (Category, Topic):
        rows = {
            code: model(site=office.site, locale=index.locale, name=NAME, slug="qxharbourplan")
            for code, index in office.indexes.items()
        }
        rows["cy"].translation_key = rows["en"].translation_key
        for row in rows.values():
            row.save()
        made[model] = rows
    page = make_statement(
        office, language=language, live=False, categories=[made[Category][language]]
    )
    ArticleTopic.objects.create(page=page, topic=made[Topic][language])
    make_statement(office, language=language, title="Another")
    return page, made


def addresses(office) -> dict[str, int]:
    """Return the addresses that show terms, with the status without the term."""
    found = {"/api/v1/categories/": 200, "/api/v1/topics/": 200, "/api/v1/routes/": 200}
    for code, index in office.indexes.items():
        for destination in (
            Destination(category="qxharbourplan"),
            Destination(topic="qxharbourplan"),
        ):
            for feed in ("", "rss.xml"):
                found[index.url + suffix(destination, language=code) + feed] = 404
        found[index.url] = found[
            index.url + suffix(Destination(is_feeds_page=True), language=code)
        ] = 200
        with translation.override(code):
            found[reverse("newsroom_embed_builder")] = 200
            found[reverse("search_suggestions") + "?q=qxharb"] = 200
    return found


def test_a_term_is_shown_with_its_first_public_statement_and_not_after_its_last(
    client, office, terms
):
    page, rows = terms
    exits = addresses(office)
    details = [
        f"/api/v1/{kind}/{row.pk}/"
        for kind, model in (("categories", Category), ("topics", Topic))
        for row in rows[model].values()
    ]
    for step in ("draft", "published", "unpublished"):
        if step == "published":
            page.save_revision().publish()
        elif step == "unpublished":
            page.refresh_from_db()
            page.unpublish()
        cache.clear()
        is_shown = step == "published"
        public = [public_terms(model).filter(name=NAME).count() for model in rows]
        assert public == ([2, 2] if is_shown else [0, 0])
        for address, status in exits.items():
            response = client.get(address)
            assert response.status_code == (200 if is_shown else status), (step, address)
            if not is_shown:
                assert NAME.encode() not in response.content, (step, address)
        for address in details:
            assert client.get(address).status_code == (200 if is_shown else 404), (step, address)
        listed = client.get("/api/v1/categories/").content + client.get("/api/v1/topics/").content
        assert (listed.count(NAME.encode()) >= 4) is is_shown
        other = office.indexes["en"]
        unknown = client.get("/api/v1/statements/?category=qxharbourplan")
        assert unknown.status_code == (200 if is_shown else 422)
        assert client.get(f"{other.url}?topic=qxharbourplan").status_code == 200
