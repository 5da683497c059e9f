"""Does an editor see the draft in the outside front end, and only who may edit make links to it?"""

from django.contrib.auth import get_user_model
from django.test import RequestFactory
from django.urls import reverse
from wagtail.models import PageViewRestriction

from newsroom.editing.partners.draft_links import front_end_button
from newsroom.models import DraftPreview
from newsroom.pages.preview_modes import FRONT_END
from newsroom.publishing import draft_links
from tests.factories import make_office, make_statement
from tests.newsroom.partners.api.conftest import is_refused, token_in


def shown(page, client, *, mode: str, in_panel: bool):
    """Ask for a preview as the editor's views do, with the client's log-in."""
    request = client.get(reverse("wagtailadmin_home")).wsgi_request
    return page.make_preview_request(request, mode, {"in_preview_panel": in_panel})


def test_the_editor_shows_the_draft_in_the_front_end(client, ask, draft, editor):
    panel = shown(draft, client, mode=FRONT_END, in_panel=True)
    assert panel.status_code == 200
    policy = panel.headers["Content-Security-Policy"]
    (frames,) = [part for part in policy.split("; ") if part.startswith("frame-src")]
    assert frames.endswith(" https://front.example.wales")
    assert {"private", "no-store"} <= set(panel.headers["Cache-Control"].split(", "))
    tab = shown(draft, client, mode=FRONT_END, in_panel=False)
    assert tab.status_code == 302
    assert tab.headers["Referrer-Policy"] == "no-referrer"
    assert ask("preview/", token=token_in(tab.headers["Location"])).document["id"] == draft.pk
    assert DraftPreview.objects.count() == 1


def test_the_saved_draft_is_shown_there_too(client, ask, draft, editor):
    address = reverse("wagtailadmin_pages:view_draft", args=[draft.pk])
    answer = client.get(address, {"mode": FRONT_END})
    assert ask("preview/", token=token_in(answer.headers["Location"])).document["id"] == draft.pk


def test_only_the_frame_itself_may_show_the_front_end(client, draft, editor):
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    assert "front.example.wales" not in edit.headers["Content-Security-Policy"]
    default = shown(draft, client, mode="", in_panel=True)
    assert "front.example.wales" not in default.headers["Content-Security-Policy"]


def test_without_a_front_end_there_is_no_such_mode(client, office, editor, language):
    page = make_statement(office, language=language)
    assert FRONT_END not in dict(page.preview_modes)
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])
    assert client.get(address, {"mode": FRONT_END}).status_code == 403
    assert not DraftPreview.objects.exists()
    assert not list(front_end_button(page, editor, "edit"))


def test_a_restricted_page_gets_no_link(client, draft, editor):
    PageViewRestriction.objects.create(page=draft, restriction_type="login")
    address = reverse("wagtailadmin_pages:view_draft", args=[draft.pk])
    assert client.get(address, {"mode": FRONT_END}).status_code == 200
    links = reverse("newsroom_front_end_links", args=[draft.pk])
    client.post(links, {"action": "make"})
    assert not DraftPreview.objects.exists()


def test_links_are_made_and_ended(client, ask, draft, editor):
    assert [button.url for button in front_end_button(draft, editor, "edit")]
    links = reverse("newsroom_front_end_links", args=[draft.pk])
    client.post(links, {"action": "make"})
    page = client.get(links)
    assert "no-store" in page.headers["Cache-Control"]
    url = page.context["links"][0].url
    assert ask("preview/", token=token_in(url)).status == 200
    client.post(links, {"action": "end"})
    assert is_refused(ask("preview/", token=token_in(url)))


def test_a_link_stays_as_it_was_and_the_editors_preview_follows(ask, draft, editor):
    fixed = token_in(draft_links.create_link(draft, user=editor).url)
    followed = token_in(draft_links.update_editor_link(draft, user=editor).url)
    draft.title = "Later"
    draft.save_revision()
    draft_links.update_editor_link(draft, user=editor)
    assert ask("preview/", token=fixed).document["title"] == "canarydraft"
    assert ask("preview/", token=followed).document["title"] == "Later"


def test_only_those_who_may_edit_make_links(client, office, draft):
    links = reverse("newsroom_front_end_links", args=[draft.pk])
    stranger = get_user_model().objects.create_user(username="stranger", password="x")
    stranger.groups.add(make_office(hostname="b.example", is_default=False, name_en="B").editors)
    for login in (lambda: client.logout(), lambda: client.force_login(stranger)):
        login()
        assert client.post(links, {"action": "make"}).status_code in (302, 403)
        assert not DraftPreview.objects.exists()
    request = RequestFactory().get("/")
    request.user = stranger
    assert not draft_links.may_preview(draft, stranger)
