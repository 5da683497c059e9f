"""Screens of synonyms, recommendations and corrections, and the rights on them."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.users.models import UserProfile

from search.models.curation import LemmaOverride, PromotedResult, SynonymGroup, SynonymOff
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in

pytestmark = pytest.mark.django_db

SCREENS = [
    "archive_search_synonyms:index",
    "archive_search_synonyms:add",
    "archive_search_promotions:index",
    "archive_search_promotions:add",
    "archive_search_overrides:index",
    "archive_search_overrides:add",
    "archive_search_listed",
    "archive_search_words",
]


@pytest.fixture
def other(office):
    return make_office(hostname="other.example", is_default=False, name_en="Other")


@pytest.fixture
def operator() -> Client:
    """A logged-in operator of the installation."""
    client = Client()
    client.force_login(get_user_model().objects.create_superuser(username="operator"))
    return client


def synonyms_form(office, **changes) -> dict:
    return {
        "site": office.site.pk,
        "language": "en",
        "words": "NHS\nhealth service",
        "finds": "",
        "note": "",
        "is_active": "on",
        **changes,
    }


def promotion_form(office, **changes) -> dict:
    return {
        "site": office.site.pk,
        "language": "en",
        "searches": "bus",
        "page": "",
        "link": "https://example.org/",
        "link_title": "Buses",
        "description": "",
        "order": "0",
        "is_active": "on",
        "note": "",
        **changes,
    }


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_opens_in_both_languages(office, operator, language, screen):
    user = get_user_model().objects.get(username="operator")
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})

    response = operator.get(reverse(screen))

    assert response.status_code == 200
    assert f'<html lang="{language}"' in response.text


def test_an_editor_changes_synonyms_of_the_own_office_only(office, other):
    client = log_in(office, approves=False)
    add = reverse("archive_search_synonyms:add")

    assert client.post(add, synonyms_form(office)).status_code == 302
    group = SynonymGroup.objects.get()
    assert (group.site, group.words, group.changed_by.username) == (
        office.site,
        "NHS\nhealth service",
        f"approver-{office.site.pk}",
    )
    for changes in ({"site": other.site.pk}, {"site": ""}, {"words": "one"}, {"words": "\n\n"}):
        assert client.post(add, synonyms_form(office, **changes)).status_code == 200
    assert SynonymGroup.objects.count() == 1
    edit = reverse("archive_search_synonyms:edit", args=[group.pk])
    client.post(edit, synonyms_form(office, site=other.site.pk, words="a1\nb2"))
    group.refresh_from_db()
    assert (group.site, group.words) == (office.site, "a1\nb2")


def test_synonyms_of_all_sites_belong_to_operators(office, operator):
    add = reverse("archive_search_synonyms:add")

    operator.post(add, synonyms_form(office, site=""))
    group = SynonymGroup.objects.get()

    assert group.site is None
    assert "NHS" in operator.get(reverse("archive_search_synonyms:index")).text
    client = log_in(office)
    for name in ("edit", "delete", "history", "usage"):
        url = reverse(f"archive_search_synonyms:{name}", args=[group.pk])
        assert "NHS" not in client.get(url, follow=True).text


@pytest.mark.parametrize("kind", ["synonyms", "promotions"])
def test_no_other_office_sees_or_changes_anything(office, other, kind):
    if kind == "synonyms":
        foreign = SynonymGroup.objects.create(
            site=other.site, language="en", words="zebra\nquagga", note="secretnote"
        )
    else:
        foreign = PromotedResult.objects.create(
            site=other.site,
            language="en",
            searches="zebra",
            link="https://zebra.example/",
            link_title="zebra",
            note="secretnote",
        )
    client = log_in(office)
    assert "zebra" not in client.get(reverse(f"archive_search_{kind}:index")).text
    for name in ("edit", "delete", "history", "usage"):
        url = reverse(f"archive_search_{kind}:{name}", args=[foreign.pk])
        for response in (client.get(url, follow=True), client.post(url, follow=True)):
            assert "zebra" not in response.text
            assert "secretnote" not in response.text
    foreign.refresh_from_db()


def test_approvers_recommend_and_editors_do_not(office, other):
    add = reverse("archive_search_promotions:add")
    editor = log_in(office, name="editor", approves=False)
    editor.post(add, promotion_form(office))
    assert not PromotedResult.objects.exists()

    approver = log_in(office)
    page = make_statement(office, title="Buses")
    foreign = make_statement(other, title="Foreign")
    assert approver.post(add, promotion_form(office)).status_code == 302
    chosen = {"page": page.pk, "link": "", "link_title": ""}
    assert approver.post(add, promotion_form(office, **chosen)).status_code == 302
    for changes in (
        {"site": other.site.pk},
        {**chosen, "language": "cy"},
        {"link": ""},
        {"link": "javascript:alert(1)"},
        {"searches": ""},
    ):
        assert approver.post(add, promotion_form(office, **changes)).status_code == 200, changes
    # Another office's page: the form would show its title again, so it is refused whole.
    refused = approver.post(add, promotion_form(office, **{**chosen, "page": foreign.pk}))
    assert refused.status_code == 302
    assert PromotedResult.objects.count() == 2


def test_the_list_marks_recommended_pages_that_are_not_public(office):
    draft = make_statement(office, title="Draft page", live=False)
    PromotedResult.objects.create(site=office.site, language="en", searches="x", page=draft)

    text = log_in(office).get(reverse("archive_search_promotions:index")).text

    assert "Not shown: the page is not public" in text


def test_editors_read_corrections_and_operators_change_them(office, operator):
    row = LemmaOverride.objects.create(language="cy", form="alffa", lemma="beta")
    editor = log_in(office)
    form = {"language": "cy", "form": "gama", "lemma": "delta", "mutations": "on", "note": ""}
    edit = reverse("archive_search_overrides:edit", args=[row.pk])

    listing = editor.get(reverse("archive_search_overrides:index")).text
    assert "alffa" in listing
    assert edit not in listing
    for url in (
        edit,
        reverse("archive_search_overrides:add"),
        reverse("archive_search_overrides:delete", args=[row.pk]),
    ):
        editor.post(url, form)
    assert list(LemmaOverride.objects.values_list("form", flat=True)) == ["alffa"]

    assert operator.post(reverse("archive_search_overrides:add"), form).status_code == 302
    assert LemmaOverride.objects.get(form="gama").changed_by.username == "operator"
    loop = {**form, "form": "beta", "lemma": "gama"}
    assert operator.post(reverse("archive_search_overrides:add"), loop).status_code == 200
    history = operator.get(reverse("archive_search_overrides:history", args=[row.pk]))
    assert history.status_code == 200


def test_a_permission_allows_corrections(office):
    group = Group.objects.create(name="Word keepers")
    group.permissions.add(
        *Permission.objects.filter(codename__in=["access_admin", "change_lemmaoverride"])
    )
    user = get_user_model().objects.create_user(username="keeper")
    user.groups.add(group)
    row = LemmaOverride.objects.create(language="cy", form="alffa", lemma="beta")
    client = Client()
    client.force_login(user)

    client.post(
        reverse("archive_search_overrides:edit", args=[row.pk]),
        {"language": "cy", "form": "alffa", "lemma": "gama", "note": ""},
    )

    row.refresh_from_db()
    assert row.lemma == "gama"


def test_lines_of_the_list_are_switched_off_for_one_office(office, other):
    client = log_in(office)
    url = reverse("archive_search_listed")
    text = client.get(url).text
    on = [name for name in _names(text) if name not in ("en:nhs", "cy:gig")]

    client.post(url, {"site": office.site.pk, "on": [*on, "en:nonsense"]})

    assert set(SynonymOff.objects.values_list("site_id", "language", "key")) == {
        (office.site.pk, "en", "nhs"),
        (office.site.pk, "cy", "gig"),
    }
    for site in (other.site.pk, "x", "9" * 30):
        client.post(url, {"site": site, "on": []})
    assert SynonymOff.objects.count() == 2
    client.post(url, {"site": office.site.pk, "on": [*on, "en:nhs", "cy:gig"]})
    assert not SynonymOff.objects.exists()


def _names(text: str) -> list[str]:
    return [piece.split('"')[0] for piece in text.split('name="on" value="')[1:]]


def test_forms_are_prefilled_with_words_of_searches(office):
    client = log_in(office)

    for screen, name in (("synonyms", "words"), ("promotions", "query")):
        response = client.get(
            reverse(f"archive_search_{screen}:add"), {name: "zebra crossing", "language": "cy"}
        )
        assert "zebra crossing" in response.text
        assert '<option value="cy" selected>' in response.text


@pytest.mark.parametrize("kind", ["synonyms", "promotions", "overrides"])
def test_the_number_of_queries_does_not_depend_on_the_list(office, operator, kind):
    url = reverse(f"archive_search_{kind}:index")

    def add(number: int) -> None:
        word = "x" * (number + 2)
        if kind == "synonyms":
            SynonymGroup.objects.create(site=office.site, language="en", words=f"{word}\nother")
        elif kind == "overrides":
            LemmaOverride.objects.create(language="en", form=word, lemma="other")
        else:
            page = make_statement(office, title=word)
            PromotedResult.objects.create(site=office.site, language="en", searches=word, page=page)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert operator.get(url).status_code == 200
        return len(captured)

    for number in range(2):
        add(number)
    queries()
    few = queries()
    for number in range(2, 9):
        add(number)
    assert queries() == few
