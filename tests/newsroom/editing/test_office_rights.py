"""Editors see, choose and change the content of their own office only."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail.models import Collection, Locale, Page

from home.models import Navigation, OfficeSettings
from newsroom.editing.rights.offices import sites_for_user
from newsroom.models import Category, NewsroomDocument, PartnerKey, Topic, WebhookEndpoint
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


def test_an_editor_sees_only_the_site_of_their_office(office, other, client):
    user = office.managers.user_set.get()

    assert sites_for_user(user) == [office.site]


def test_pages_of_the_other_office_are_closed(office, other, client):
    theirs = make_statement(other, title="Their statement")
    mine = make_statement(office, title="My statement")

    listing = client.get(reverse("newsroom_statements:index")).content.decode()
    assert "My statement" in listing
    assert "Their statement" not in listing
    for name in ("edit", "delete", "unpublish", "copy", "history"):
        assert refused(client.get(reverse(f"wagtailadmin_pages:{name}", args=[theirs.pk])))
    assert client.get(reverse("wagtailadmin_pages:edit", args=[mine.pk])).status_code == 200


def test_the_explorer_shows_only_pages_of_the_editors_office(office, other, client):
    root = Page.get_first_root_node()
    listing = client.get(reverse("wagtailadmin_explore", args=[root.pk]), follow=True)

    assert "Their office" not in listing.content.decode()


@pytest.fixture
def their_draft(other):
    return make_statement(other, title="Their draft", live=False)


@pytest.mark.parametrize(
    "name",
    [
        *("wagtailadmin_explore", "wagtailadmin_choose_page_child"),
        *("wagtailadmin_pages:move", "wagtailadmin_pages:add_subpage"),
    ],
)
def test_no_url_shows_a_page_of_the_other_office(client, office, their_draft, name):
    mine = make_statement(office, title="My statement")

    response = client.get(reverse(name, args=[their_draft.pk]), follow=True)

    assert "Their draft" not in response.content.decode()
    own_page = mine.get_parent() if "subpage" in name else mine
    own_response = client.get(reverse(name, args=[own_page.pk]))
    assert own_response.status_code == 200 or "Their" not in own_response.url


def test_an_id_beyond_the_databases_integers_is_not_found(client, office):
    for name in ("wagtailadmin_explore", "wagtailadmin_pages:edit", "newsroom_translation"):
        assert client.get(reverse(name, args=[10**20])).status_code == 404


def test_the_confirmation_of_a_move_shows_own_pages_only(client, office, their_draft):
    mine = make_statement(office, title="My statement")
    ours, theirs = mine.get_parent(), their_draft.get_parent()

    def confirmation(page, to) -> str:
        address = reverse("wagtailadmin_pages:move_confirm", args=[page.pk, to.pk])
        return client.get(address, follow=True).content.decode()

    assert "Their draft" not in confirmation(their_draft, ours)
    assert "Are you sure" not in confirmation(mine, theirs)
    assert "My statement" in confirmation(mine, ours.get_parent())


def test_the_page_chooser_lists_only_pages_of_the_editors_office(client, office, their_draft):
    make_statement(office, title="My draft", live=False)
    search = reverse("wagtailadmin_choose_page_search")

    assert "My draft" in client.get(search, {"q": "draft"}).content.decode()
    assert "Their draft" not in client.get(search, {"q": "draft"}).content.decode()
    browse = client.get(reverse("wagtailadmin_choose_page"), follow=True).content.decode()
    assert office.homes["en"].title in browse
    assert "Their office" not in browse


def test_the_report_on_page_types_is_for_superusers_only(client, admin_client, their_draft):
    address = reverse("wagtailadmin_reports:page_types_usage")

    assert refused(client.get(address))
    assert refused(client.get(reverse("wagtailadmin_reports:page_types_usage_results")))
    assert address not in client.get(reverse("wagtailadmin_home")).content.decode()
    assert admin_client.get(address).status_code == 200


@pytest.mark.parametrize("report", ["locked_pages", "workflow"])
def test_filters_of_reports_list_colleagues_only(client, office, other, report):
    log_in(other, name="stranger")
    stranger = other.managers.user_set.get()
    theirs = make_statement(other, title="Their statement")
    theirs.locked, theirs.locked_by = True, stranger
    theirs.save()
    theirs.save_revision()
    theirs.get_workflow().start(theirs, stranger)

    listing = client.get(reverse(f"wagtailadmin_reports:{report}")).content.decode()

    assert stranger.username not in listing


@pytest.mark.parametrize("action", ["edit", "delete", "history", "usage", "history_results"])
@pytest.mark.parametrize("model", [PartnerKey, WebhookEndpoint])
def test_partners_of_the_other_office_are_closed(client, office, other, model, action):
    viewset = "newsroom_partner_keys" if model is PartnerKey else "newsroom_webhooks"

    def answer(site):
        row = model(site=site, name="A newspaper")
        if model is PartnerKey:
            row.assign_token()
        else:
            row.url = "https://partner.example/"
        row.save()
        return client.get(reverse(f"{viewset}:{action}", args=[row.pk]))

    assert refused(answer(other.site))
    assert answer(office.site).status_code == 200


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


def test_the_topic_chooser_lists_only_topics_of_the_editors_office(office, other, client):
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
    NewsroomDocument.objects.create(
        title="My paper", collection=office.collection, file=ContentFile(b"y", name="y.txt")
    )
    document = NewsroomDocument.objects.create(
        title="Their paper", collection=other.collection, file=ContentFile(b"x", name="x.txt")
    )

    for listing in ("wagtailimages:index", "wagtailimages_chooser:choose_results"):
        content = client.get(reverse(listing)).content.decode()
        assert "My picture" in content
        assert "Their picture" not in content
    for listing in ("wagtaildocs:index", "wagtaildocs_chooser:choose_results"):
        assert "Their paper" not in client.get(reverse(listing)).content.decode()
    for kind, own in (("images", "My picture"), ("documents", "My paper")):
        listing = f"/admin/api/main/{kind}/"
        content = client.get(listing).content.decode()
        # From Wagtail 8.1 on the admin's API has no endpoints for files.
        assert (own in content) == (WAGTAIL_VERSION < (8, 1))
        assert "Their" not in content
        row = theirs if kind == "images" else document
        assert refused(client.get(f"{listing}{row.pk}/"))
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


def test_a_term_needs_both_names_and_a_unique_slug(office, client):
    existing = office.categories["cy"][0]
    data = {"site": office.site.pk, "name": "New", "other_name": "", "order": 1}

    first = client.post(term_url(Category, "add"), data)
    second = client.post(
        term_url(Category, "add"), data | {"other_name": "Newydd", "other_slug": existing.slug}
    )

    assert "other_name" in first.context["form"].errors
    assert "other_slug" in second.context["form"].errors
    assert not Category.objects.filter(name="New").exists()


@pytest.mark.parametrize("model", [Category, Topic])
def test_a_term_whose_name_gives_no_slug_requires_one(office, client, model):
    data = {"site": office.site.pk, "name": "!!!", "other_name": "???", "order": 1}

    response = client.post(term_url(model, "add"), data)

    assert {"slug", "other_slug"} <= set(response.context["form"].errors)
    assert not model.objects.filter(name="!!!").exists()
    client.post(term_url(model, "add"), data | {"slug": "wow", "other_slug": "waw"})
    assert model.objects.get(name="!!!").slug == "wow"


def test_a_topic_is_created_in_the_chooser(office, client):
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
