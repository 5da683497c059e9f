"""Tests of the act of correcting a public statement."""

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from newsroom.addresses.citations import version_path
from newsroom.models import ArticlePage, Change, Correction, StatementVersion
from newsroom.partners.changes.sequencing import sequence
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in, statement_form

NOTES = {"note_en": "It said May. It is March.", "note_cy": "Mai oedd yno. Mawrth sy’n gywir."}
SHOWN = {"en": "Corrected on", "cy": "Cywirwyd ar"}


@pytest.fixture
def pair(office, language):
    """A statement and its counterpart, both public; the first has a draft."""
    other = "cy" if language == "en" else "en"
    page = make_statement(office, language=language, title="Until May", publish=True)
    counterpart = make_statement(office, language=other, translation_of=page, publish=True)
    draft = ArticlePage.objects.get(pk=page.pk)
    draft.title = "Until March"
    draft.save_revision()
    return draft, counterpart


def address(page) -> str:
    return reverse("newsroom_correct", args=[page.pk])


def test_the_form_leads_to_the_note(office, language):
    page = make_statement(office, language=language, publish=True)
    client = log_in(office)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert 'name="action-correct"' in client.get(edit).content.decode()

    data = statement_form(page, title="Another title", **{"action-correct": "1"})
    response = client.post(edit, data)

    assert response["Location"] == address(page)
    page.refresh_from_db()
    assert page.title == "A statement"
    html = client.get(address(page)).content.decode()
    assert "<ins" in html
    assert "Another" in html


def test_a_correction_is_published_shown_and_told(client, office, pair, language):
    page, counterpart = pair
    sequence()
    approver = log_in(office)

    response = approver.post(address(page), NOTES)

    assert response.status_code == 302
    page = ArticlePage.objects.get(pk=page.pk)
    note = NOTES[f"note_{language}"]
    html = client.get(page.url).content.decode()
    assert page.title == "Until March"
    assert SHOWN[language] in html
    assert note.replace("’", "’") in html
    assert version_path(page, 1) in html
    assert '"CorrectionComment"' in html
    assert SHOWN[language] not in client.get(counterpart.url).content.decode()
    correction = Correction.objects.get()
    assert correction.corrected_by.username.startswith("approver")
    assert correction.corrected_by.username not in html
    sequence()
    changes = Change.objects.order_by("-position").values_list("kind", "page_id")
    assert ("corrected", page.pk) in list(changes)[:2]
    document = client.get(f"/api/v1/statements/{page.pk}/").json()
    assert document["corrections"] == [
        {
            "at": timezone.localtime(correction.corrected_at).isoformat(),
            "note": note,
            "note_language": language,
            "before_url": f"http://localhost{version_path(page, 1)}",
        }
    ]


def test_both_notes_are_needed_where_both_languages_are_public(office, pair):
    page, counterpart = pair
    client = log_in(office)

    for missing in NOTES:
        response = client.post(address(page), {**NOTES, missing: " "})
        assert response.status_code == 200
        assert not Correction.objects.exists()

    counterpart.unpublish()
    own = f"note_{page.locale.language_code}"
    assert client.post(address(page), {own: "One note."}).status_code == 302
    assert Correction.objects.get().notes == {page.locale.language_code: "One note."}


def test_a_later_edit_keeps_the_correction(client, office, pair):
    page, _counterpart = pair
    log_in(office).post(address(page), NOTES)
    page = ArticlePage.objects.get(pk=page.pk)
    page.title = "Until the end of March"
    page.save_revision().publish()

    page.refresh_from_db()
    assert len(page.corrections) == 1
    assert page.earlier_versions == 2


@pytest.mark.parametrize("problem", ["nothing changed", "not public", "scheduled", "no words"])
def test_a_correction_that_makes_no_sense_is_refused(office, pair, problem):
    page, counterpart = pair
    counterpart.delete()
    draft = page.get_latest_revision_as_object()
    if problem == "nothing changed":
        draft.title = "Until May"
    elif problem == "not public":
        Page.objects.get(pk=page.pk).unpublish()
    elif problem == "scheduled":
        draft.go_live_at = timezone.now() + timezone.timedelta(hours=1)
    else:
        draft.body = []
    draft.save_revision()
    client = log_in(office)

    response = client.post(address(page), NOTES)

    assert response.status_code == 200
    assert "help-critical" in response.content.decode()
    assert not Correction.objects.exists()
    assert not StatementVersion.objects.filter(was_taken_down=False).exists()


def test_only_those_who_may_publish_correct(office, pair):
    page, _counterpart = pair
    editor = log_in(office, name="editor", approves=False)
    other_office = make_office(
        hostname="other.example", is_default=False, name_en="Other", name_cy="Other"
    )
    stranger = log_in(other_office, name="stranger")

    for client in (editor, stranger):
        response = client.post(address(page), NOTES)
        assert response.status_code in (302, 403)
        assert "Until" not in response.content.decode()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert 'name="action-correct"' not in editor.get(edit).content.decode()
    assert not Correction.objects.exists()


def test_the_same_note_is_offered_for_the_other_language(office, pair):
    page, counterpart = pair
    client = log_in(office)
    client.post(address(page), NOTES)
    draft = ArticlePage.objects.get(pk=counterpart.pk)
    draft.title = "Also wrong"
    draft.save_revision()

    assert NOTES["note_en"] in client.get(address(counterpart)).content.decode()


def test_a_publisher_lists_and_withdraws_versions(office, pair):
    page, _counterpart = pair
    client = log_in(office)
    client.post(address(page), NOTES)
    list_address = reverse("newsroom_versions", args=[page.pk])
    withdraw = reverse("newsroom_withdraw_version", args=[page.pk, 1])

    html = client.get(list_address).content.decode()
    assert withdraw in html
    assert client.post(withdraw, {"reason": ""}).status_code == 200
    assert client.post(withdraw, {"reason": "A name."}).status_code == 302
    assert StatementVersion.objects.get().withdrawal_reason == "A name."
    assert client.get(withdraw).status_code == 404
    assert log_in(office, name="editor", approves=False).get(list_address).status_code == 302
