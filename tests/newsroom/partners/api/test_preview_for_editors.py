"""Editors preview drafts in the outside front end; only they may create links."""

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


def preview_response(page, client, *, mode: str, in_panel: bool):
    """Return the response of a preview mode, as the editor's views request it."""
    request = client.get(reverse("wagtailadmin_home")).wsgi_request
    return page.make_preview_request(request, mode, {"in_preview_panel": in_panel})


def test_the_editor_previews_the_draft_in_the_front_end(client, ask, draft, editor):
    panel = preview_response(draft, client, mode=FRONT_END, in_panel=True)
    assert panel.status_code == 200
    policy = panel.headers["Content-Security-Policy"]
    (frames,) = [part for part in policy.split("; ") if part.startswith("frame-src")]
    assert frames.endswith(" https://front.example.wales")
    assert {"private", "no-store"} <= set(panel.headers["Cache-Control"].split(", "))
    tab = preview_response(draft, client, mode=FRONT_END, in_panel=False)
    assert tab.status_code == 302
    assert tab.headers["Referrer-Policy"] == "no-referrer"
    assert ask("preview/", token=token_in(tab.headers["Location"])).document["id"] == draft.pk
    assert DraftPreview.objects.count() == 1


def test_the_saved_draft_is_previewed(client, ask, draft, editor):
    address = reverse("wagtailadmin_pages:view_draft", args=[draft.pk])
    answer = client.get(address, {"mode": FRONT_END})
    assert ask("preview/", token=token_in(answer.headers["Location"])).document["id"] == draft.pk


def test_only_the_preview_frame_may_embed_the_front_end(client, draft, editor):
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))
    assert "front.example.wales" not in edit.headers["Content-Security-Policy"]
    default = preview_response(draft, client, mode="", in_panel=True)
    assert "front.example.wales" not in default.headers["Content-Security-Policy"]


def test_the_mode_needs_a_front_end(client, office, editor, language):
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


def test_links_are_created_and_revoked(client, ask, draft, editor):
    assert [button.url for button in front_end_button(draft, editor, "edit")]
    links = reverse("newsroom_front_end_links", args=[draft.pk])
    client.post(links, {"action": "make"})
    page = client.get(links)
    assert "no-store" in page.headers["Cache-Control"]
    url = page.context["links"][0].url
    assert ask("preview/", token=token_in(url)).status == 200
    client.post(links, {"action": "end"})
    assert is_refused(ask("preview/", token=token_in(url)))


def test_a_link_is_fixed_and_the_editors_preview_is_live(ask, draft, editor):
    fixed = token_in(draft_links.create_link(draft, user=editor).url)
    followed = token_in(draft_links.update_editor_link(draft, user=editor).url)
    draft.title = "Later"
    draft.save_revision()
    draft_links.update_editor_link(draft, user=editor)
    assert ask("preview/", token=fixed).document["title"] == "canarydraft"
    assert ask("preview/", token=followed).document["title"] == "Later"


def test_only_editors_may_create_links(client, office, draft):
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
