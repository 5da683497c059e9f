"""The embargo page of the admin: set, extend, shorten, lift, links for journalists."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from newsroom.models import EmbargoLink
from newsroom.publishing.embargoes import embargo_end
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in, statement_form


@pytest.fixture
def draft(office):
    return make_statement(office, language="cy", live=False)


def send(client, page, action: str, **data):
    address = reverse("newsroom_embargo_admin", args=[page.pk])
    return client.post(address, {"action": action, **data}, follow=True).content.decode()


def test_the_form_names_the_embargo_with_day_time_and_zone(office, draft):
    client = log_in(office)
    send(client, draft, "set", until="2098-12-01 09:30")

    form = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert "Not before 1 December 2098, 09:30 (Europe/London), in any language." in form
    assert reverse("newsroom_embargo_admin", args=[draft.pk]) in form
    draft.go_live_at = datetime.datetime(2097, 1, 1, tzinfo=datetime.UTC)
    draft.save_revision()
    form = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert "It is scheduled for an earlier time. The embargo wins." in form


def test_publishing_says_that_nobody_can_read_it_yet(office, draft):
    client = log_in(office)
    send(client, draft, "set", until="2098-12-01 09:30")
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    form = statement_form(draft, **{"action-publish": "yes"})

    content = client.post(address, form, follow=True).content.decode()

    assert "Published under embargo: nobody can read it before 1 December 2098, 09:30" in content


def test_an_editor_extends_but_does_not_shorten(office, draft):
    client = log_in(office, name="editor", approves=False)
    send(client, draft, "set", until="2098-12-01 09:30")
    assert "Choose a moment in the future." in send(client, draft, "set", until="2001-01-01 09:30")
    send(client, draft, "set", until="2098-12-02 09:30")
    until = embargo_end(draft)
    assert until is not None
    assert until.day == 2

    refused = "Only someone who may publish can shorten or lift an embargo."
    assert refused in send(client, draft, "set", until="2098-12-01 09:30", reason="Ready")
    assert refused in send(client, draft, "lift", **{"lift-reason": "Ready"})
    assert embargo_end(draft) == until

    approver = log_in(office)
    assert "Give the reason." in send(approver, draft, "set", until="2098-12-01 09:30")
    send(approver, draft, "lift", **{"lift-reason": "Said in the chamber"})
    assert embargo_end(draft) is None
    history = approver.get(reverse("wagtailadmin_pages:history", args=[draft.pk]))
    assert "Said in the chamber" in history.content.decode()


def test_links_are_listed_with_openings_and_ended(client, office, draft):
    editor = log_in(office)
    send(editor, draft, "set", until="2098-12-01 09:30")
    name = {"link-name": "Gwen Ifan", "link-email": "gwen@example.com"}
    assert "not after the end of the embargo" in send(
        editor, draft, "link", **name, **{"link-expires_at": "2099-01-01 09:30"}
    )
    page = send(editor, draft, "link", **name, **{"link-expires_at": "2098-12-01 09:30"})
    link = EmbargoLink.objects.get()
    address = page.split('readonly value="')[1].split('"')[0]
    assert client.get(address).status_code == 200
    assert "1 time" in send(editor, draft, "")

    send(editor, draft, "revoke", link=link.pk)

    assert client.get(address).status_code == 404
    assert "Ended" in send(editor, draft, "")


def test_another_office_and_wrong_input_get_nothing(office, draft):
    other = make_office(
        hostname="other.localhost", is_default=False, name_en="Other", name_cy="Arall"
    )
    stranger = log_in(other, name="stranger")
    address = reverse("newsroom_embargo_admin", args=[draft.pk])

    assert stranger.get(address).status_code in (302, 403)
    assert stranger.post(address, {"action": "set", "until": "2098-12-01 09:30"}).status_code in (
        302,
        403,
    )
    assert embargo_end(draft) is None
    client = log_in(office)
    assert client.post(address, {"action": "revoke", "link": "x"}).status_code == 404
    assert client.post(address, {"action": "set", "until": "soon"}).status_code == 200
    assert client.get(reverse("newsroom_embargo_admin", args=[1])).status_code in (302, 403)
    assert timezone.now().year < 2098
