"""Tests of the act of correcting a public statement."""

import datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Page, PageLogEntry

from newsroom.addresses.citations import version_path
from newsroom.models import (
    ArticlePage,
    Change,
    ChangeFeed,
    Correction,
    ElectionExemption,
    ElectionPeriod,
    Embargo,
    PlannedCorrection,
    StatementVersion,
)
from newsroom.partners.changes.sequencing import sequence
from newsroom.publishing.corrections import planned_correction
from newsroom.publishing.pair_acts import schedule_pair
from newsroom.publishing.schedule import run_schedule
from newsroom.translation.pair_state import pair_state
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in, statement_form

TEXTS = {"note_en": "It said May. It is March.", "note_cy": "Mai oedd yno. Mawrth sy’n gywir."}
NOTES = {**TEXTS, "when": "now"}
DAY = datetime.timedelta(days=1)
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

    for missing in TEXTS:
        response = client.post(address(page), {**NOTES, missing: " "})
        assert response.status_code == 200
        assert not Correction.objects.exists()

    counterpart.unpublish()
    own = f"note_{page.locale.language_code}"
    assert client.post(address(page), {own: "One note.", "when": "now"}).status_code == 302
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


@pytest.mark.parametrize("problem", ["nothing changed", "not public", "embargo", "no words"])
def test_a_correction_that_makes_no_sense_is_refused(office, pair, problem):
    page, counterpart = pair
    counterpart.delete()
    draft = page.get_latest_revision_as_object()
    if problem == "nothing changed":
        draft.title = "Until May"
    elif problem == "not public":
        Page.objects.get(pk=page.pk).unpublish()
    elif problem == "embargo":
        Embargo.objects.create(page_id=page.pk, until=timezone.now() + DAY)
    else:
        draft.body = []
    draft.save_revision()
    client = log_in(office)

    response = client.post(address(page), NOTES)

    assert response.status_code == 200
    assert "help-critical" in response.content.decode()
    assert not Correction.objects.exists()
    assert not StatementVersion.objects.filter(was_taken_down=False).exists()


def edit_draft(page, **changes) -> None:
    draft = ArticlePage.objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.save_revision()


def at(moment: datetime.datetime) -> dict[str, str]:
    """Return the fields of the form that choose a time."""
    return {"when": "later", "moment": f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"}


@pytest.fixture
def moment():
    return (timezone.now() + DAY).replace(second=0, microsecond=0)


@pytest.fixture
def planned(office, pair, moment):
    page, counterpart = pair
    edit_draft(counterpart, title="Hyd at Fawrth")
    response = log_in(office).post(address(page), {**NOTES, "both": "on", **at(moment)})
    assert response.status_code == 302
    return page, counterpart


class TestBothLanguages:
    @pytest.fixture
    def language(self):
        return "cy"

    @pytest.fixture
    def drafts(self, pair):
        """Both languages, public and each with a draft."""
        page, counterpart = pair
        edit_draft(counterpart, title="Hyd at Fawrth")
        sequence()
        return page, counterpart

    def test_are_corrected_in_one_act_and_told_in_one_batch(self, office, drafts):
        page, counterpart = drafts
        client = log_in(office)
        shown = client.get(address(page))
        assert "Fawrth" in shown.content.decode()
        head = ChangeFeed.objects.get().head

        response = client.post(address(page), {**NOTES, "both": "on", "says_the_same": "on"})

        assert response.status_code == 302
        assert {row.page_id for row in Correction.objects.all()} == {page.pk, counterpart.pk}
        sequence()
        told = Change.objects.filter(position__gt=head).values_list("kind", "page_id")
        assert set(told) == {("corrected", page.pk), ("corrected", counterpart.pk)}
        assert len(Change.objects.filter(position__gt=head).values("noticed_at").distinct()) == 1
        assert not pair_state(page).is_behind

    def test_nothing_is_published_where_one_is_refused(self, office, drafts):
        page, counterpart = drafts
        words = "The committee published its report about the buses today. " * 5
        if counterpart.locale.language_code == "en":
            words = "Cyhoeddodd y pwyllgor ei adroddiad am y bysiau heddiw. " * 5
        edit_draft(counterpart, body=[("paragraph", f"<p>{words}</p>")])
        client = log_in(office)

        response = client.post(address(page), {**NOTES, "both": "on"})

        assert 'name="knowingly"' in response.content.decode()
        assert not Correction.objects.exists()
        assert ArticlePage.objects.get(pk=page.pk).title == "Until May"
        client.post(address(page), {**NOTES, "both": "on", "knowingly": "1"})
        assert Correction.objects.count() == 2
        consent = PageLogEntry.objects.get(action="newsroom.publication.consent")
        assert consent.page_id == counterpart.pk

    def test_one_alone_is_corrected_where_the_approver_wants_that(self, office, drafts):
        page, counterpart = drafts
        log_in(office).post(address(page), NOTES)
        assert [row.page_id for row in Correction.objects.all()] == [page.pk]
        assert ArticlePage.objects.get(pk=counterpart.pk).has_unpublished_changes

    def test_a_draft_that_has_changed_meanwhile_is_not_published(self, office, drafts):
        page, counterpart = drafts
        client = log_in(office)
        shown = client.get(address(page)).context["shown_revisions"]
        edit_draft(counterpart, title="Hyd at Ebrill")

        response = client.post(address(page), {**NOTES, "both": "on", "revisions": shown})

        assert "help-critical" in response.content.decode()
        assert not Correction.objects.exists()


def test_a_planned_correction_is_recorded_when_it_goes_live(client, planned, moment, language):
    page, counterpart = planned
    assert not Correction.objects.exists()
    assert ArticlePage.objects.get(pk=page.pk).title == "Until May"

    with time_machine.travel(moment + datetime.timedelta(seconds=5)):
        assert run_schedule().published == 2
        page = ArticlePage.objects.get(pk=page.pk)
        html = client.get(page.url).content.decode()

    assert page.title == "Until March"
    assert SHOWN[language] in html
    corrections = {row.page_id: row for row in Correction.objects.all()}
    assert corrections.keys() == {page.pk, counterpart.pk}
    correction = corrections[page.pk]
    assert correction.notes == {code[5:]: text for code, text in TEXTS.items()}
    assert correction.corrected_by.username.startswith("approver")
    assert correction.corrected_at >= moment
    assert not PlannedCorrection.objects.exists()


class TestPlanned:
    """A correction that goes out with a schedule."""

    @pytest.fixture
    def language(self):
        return "cy"

    def test_is_named_on_the_form_until_then(self, office, planned, language):
        page, _counterpart = planned
        client = log_in(office, name="reader")
        edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        note = escape(TEXTS[f"note_{language}"])
        assert note in edit.content.decode()
        listed = client.get(reverse("newsroom_versions", args=[page.pk]))
        assert note in listed.content.decode()

    def test_is_cancelled_with_the_schedule(self, planned, moment):
        page, _counterpart = planned
        revision = ArticlePage.objects.get(pk=page.pk).scheduled_revision
        revision.approved_go_live_at = None
        revision.save(update_fields=["approved_go_live_at"])
        assert planned_correction(page) is None

        ArticlePage.objects.get(pk=page.pk).latest_revision.publish()

        assert not Correction.objects.filter(page=page).exists()
        assert not PlannedCorrection.objects.filter(page=page).exists()

    def test_moves_with_the_schedule(self, planned, moment, django_user_model):
        later = moment + DAY
        schedule_pair(list(planned), moment=later, user=django_user_model.objects.get())
        with time_machine.travel(later + datetime.timedelta(seconds=5)):
            assert run_schedule().published == 2
        assert Correction.objects.count() == 2

    def test_needs_a_time_that_makes_sense(self, office, pair):
        client = log_in(office)
        page, _counterpart = pair
        past = at(timezone.now() - DAY)
        for moment in ({"when": "later", "moment": ""}, past, {"when": ""}):
            response = client.post(address(page), {**NOTES, **moment})
            assert response.status_code == 200
        assert not PlannedCorrection.objects.exists()
        assert not Correction.objects.exists()

    def test_begins_with_the_date_of_the_draft(self, office, pair, moment):
        page, _counterpart = pair
        edit_draft(page, title="Until March", go_live_at=moment)
        initial = log_in(office).get(address(page)).context["form"].initial
        assert {name: initial[name] for name in ("when", "moment")} == at(moment)


@pytest.mark.parametrize("later", [False, True])
def test_in_an_election_period_the_approver_exempts_it_in_the_same_step(office, pair, later):
    page, counterpart = pair
    edit_draft(counterpart, title="Also wrong")
    now = timezone.now()
    when = at(now + DAY) if later else {"when": "now"}
    start = now + DAY / 2 if later else now - DAY
    ElectionPeriod.objects.create(
        site=office.site, name="Election", starts_at=start, ends_at=now + 2 * DAY
    )
    client = log_in(office)
    data = {**TEXTS, **when, "both": "on"}

    response = client.post(address(page), data)
    assert 'name="exempt"' in response.content.decode()
    assert 'name="knowingly"' not in response.content.decode()
    assert not ElectionExemption.objects.exists()
    client.post(address(page), {**data, "exempt": "1", "kind": "legal_correction", "reason": ""})
    assert not ElectionExemption.objects.exists()
    reason = {"exempt": "1", "kind": "legal_correction", "reason": "The judge says so"}
    assert client.post(address(page), {**data, **reason}).status_code == 302

    assert ElectionExemption.objects.get().reason == "The judge says so"
    rows = PlannedCorrection if later else Correction
    assert rows.objects.count() == 2


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
