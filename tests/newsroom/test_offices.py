"""Does each office's editor see, choose and change what is that office's, and nothing else?"""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import Collection, Locale, Page

from home.models import Navigation, OfficeSettings
from newsroom.models import Category, NewsroomDocument, Topic
from newsroom.offices import sites_of
from tests.factories import make_image, make_office, make_statement
from tests.newsroom.editors import log_in

TERM_URLS = {Category: "wagtailsnippets_newsroom_category", Topic: "wagtailsnippets_newsroom_topic"}


@pytest.fixture
def other(office):
    return make_office(
        hostname="other.example", is_default=False, name_en="Their office", name_cy="Eu swyddfa"
    )


@pytest.fixture
def client(office):
    return log_in(office)


def term_url(model, action: str, *args) -> str:
    return reverse(f"{TERM_URLS[model]}:{action}", args=args)


def make_topic(office, name: str) -> Topic:
    made = {}
    for code in ("en", "cy"):
        made[code] = Topic(
            site=office.site,
            locale=Locale.objects.get(language_code=code),
            name=f"{name} {code}",
            slug=f"{name}-{code}".lower(),
        )
        if code == "cy":
            made[code].translation_key = made["en"].translation_key
        made[code].save()
    return made["en"]


def refused(response) -> bool:
    return response.status_code in (302, 403, 404)


def test_an_editor_belongs_to_the_own_office(office, other, client):
    user = office.approvers.user_set.get()

    assert sites_of(user) == [office.site]


def test_pages_of_the_other_office_are_closed(office, other, client):
    theirs = make_statement(other, title="Their statement")
    mine = make_statement(office, title="My statement")

    listing = client.get(reverse("newsroom_statements:index")).content.decode()
    assert "My statement" in listing
    assert "Their statement" not in listing
    for name in ("edit", "delete", "unpublish", "copy", "history"):
        assert refused(client.get(reverse(f"wagtailadmin_pages:{name}", args=[theirs.pk])))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[mine.pk])).status_code == 200


def test_the_explorer_shows_the_own_tree_only(office, other, client):
    root = Page.get_first_root_node()
    listing = client.get(reverse("wagtailadmin_explore", args=[root.pk]), follow=True)

    assert "Their office" not in listing.content.decode()


@pytest.mark.parametrize("model", [Category, Topic])
def test_terms_of_the_other_office_are_closed(office, other, client, model):
    make_topic(office, "Ours")
    theirs = make_topic(other, "Theirs") if model is Topic else other.categories["en"][0]

    listing = client.get(term_url(model, "list")).content.decode()
    assert reverse(f"{TERM_URLS[model]}:edit", args=[theirs.pk]) not in listing
    for action in ("edit", "delete", "usage", "history"):
        assert refused(client.get(term_url(model, action, theirs.pk)))
    assert refused(client.post(term_url(model, "delete", theirs.pk)))
    assert model.objects.filter(pk=theirs.pk).exists()


def test_topics_are_chosen_from_the_own_office(office, other, client):
    ours, theirs = make_topic(office, "Ours"), make_topic(other, "Theirs")
    viewset = Topic.snippet_viewset.chooser_viewset

    content = client.get(reverse(viewset.get_url_name("choose_results"))).content.decode()

    assert ours.name in content
    assert theirs.name not in content


def test_settings_and_menus_of_the_other_office_are_closed(office, other, client):
    for model in (OfficeSettings, Navigation):
        name = [model._meta.app_label, model._meta.model_name]
        mine = reverse("wagtailsettings:edit", args=[*name, office.site.pk])
        theirs = reverse("wagtailsettings:edit", args=[*name, other.site.pk])
        assert client.get(mine).status_code == 200
        assert refused(client.get(theirs))
        assert refused(client.post(theirs))


def test_an_editor_who_does_not_approve_changes_no_settings(office):
    editor = log_in(office, name="editor", approves=False)

    address = reverse("wagtailsettings:edit", args=["home", "officesettings", office.site.pk])

    assert refused(editor.get(address))
    assert refused(editor.get(term_url(Category, "add")))


def test_pictures_and_documents_of_the_other_office_are_closed(office, other, client):
    theirs = make_image(title="Their picture")
    theirs.collection = other.collection
    theirs.save()
    mine = make_image(title="My picture")
    mine.collection = Collection.objects.get(pk=office.collection.pk)
    mine.save()
    document = NewsroomDocument.objects.create(
        title="Their paper", collection=other.collection, file=ContentFile(b"x", name="x.txt")
    )

    for listing in ("wagtailimages:index", "wagtailimages_chooser:choose_results"):
        content = client.get(reverse(listing)).content.decode()
        assert "My picture" in content
        assert "Their picture" not in content
    for listing in ("wagtaildocs:index", "wagtaildocs_chooser:choose_results"):
        assert "Their paper" not in client.get(reverse(listing)).content.decode()
    assert refused(client.get(reverse("wagtailimages:edit", args=[theirs.pk])))
    assert refused(client.get(reverse("wagtaildocs:edit", args=[document.pk])))


@pytest.mark.parametrize("model", [Category, Topic])
def test_a_term_is_written_in_both_languages(office, client, model):
    data = {
        "site": office.site.pk,
        "name": "Housing",
        "other_name": "Tai",
        "slug": "",
        "other_slug": "",
        "description": "",
        "other_description": "Popeth am dai",
        "order": 5,
    }
    client.post(term_url(model, "add"), data)

    english = model.objects.get(name="Housing")
    welsh = model.objects.get(name="Tai")
    assert (english.slug, welsh.slug) == ("housing", "tai")
    assert english.translation_key == welsh.translation_key
    assert (english.locale.language_code, welsh.locale.language_code) == ("en", "cy")

    client.post(term_url(model, "edit", english.pk), data | {"other_name": "Cartrefi"})
    welsh.refresh_from_db()
    assert welsh.name == "Cartrefi"

    client.post(term_url(model, "delete", english.pk))
    assert not model.objects.filter(name__in=["Housing", "Cartrefi"]).exists()


def test_a_term_needs_both_names_and_an_own_slug(office, client):
    taken = office.categories["cy"][0]
    data = {"site": office.site.pk, "name": "New", "other_name": "", "order": 1}

    first = client.post(term_url(Category, "add"), data)
    second = client.post(
        term_url(Category, "add"), data | {"other_name": "Newydd", "other_slug": taken.slug}
    )

    assert "other_name" in first.context["form"].errors
    assert "other_slug" in second.context["form"].errors
    assert not Category.objects.filter(name="New").exists()


def test_a_topic_is_made_while_a_statement_is_written(office, client):
    viewset = Topic.snippet_viewset.chooser_viewset
    form = client.get(reverse(viewset.get_url_name("choose"))).context["creation_form"]
    data = {
        f"{form.prefix}-{name}" if form.prefix else name: value
        for name, value in (
            ("name", "Rural buses"),
            ("other_name", "Bysiau gwledig"),
            ("site", office.site.pk),
        )
    }

    client.post(reverse(viewset.get_url_name("create")), data)

    assert {topic.slug for topic in Topic.objects.all()} == {"rural-buses", "bysiau-gwledig"}
