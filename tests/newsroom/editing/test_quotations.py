"""Tests of quotations from the draft Record: their list, the comparison and the decision."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from newsroom.editing.quotations.matching import find_passage
from newsroom.editing.quotations.record_text import UnreadableRecordError, text_of_xml
from newsroom.models import ArticlePage, DraftQuotation
from newsroom.models.quotations import final_from
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in

QUOTED = "The bus will run until May. I promise that to the people of this valley."
FINAL = "The bus will run until March. I promise that to the people of this valley."
RECORD = f"""The Presiding Officer: Thank you. Question 3.
Mared Puw: {FINAL} And I thank the Minister for the answer about trains.
The Minister: The bus is a matter for the council, and so is the valley."""


def quote(page, *, words=QUOTED, **values):
    block = {
        "words": f"<p>{words}</p>",
        "speaker": "Mared Puw",
        "role": "",
        "language": "",
        "source": "https://record.example.org/1",
        "said_on": "2016-06-14",
        "record_version": "draft",
        **values,
    }
    stream = ArticlePage._meta.get_field("body").stream_block
    page.body = stream.to_python([{"type": "quotation", "value": block, "id": "q1"}])
    page.save_revision().publish()
    return ArticlePage.objects.get(pk=page.pk)


@pytest.fixture
def page(office):
    return quote(make_statement(office, title="Bus"))


def address(page) -> str:
    return reverse("newsroom_quotation", args=[page.pk, "q1"])


@pytest.mark.parametrize(
    ("said", "final"),
    [("2016-06-14", "2016-06-17"), ("2016-06-16", "2016-06-21"), ("2016-06-18", "2016-06-22")],
)
def test_the_record_is_final_after_three_working_days(said, final):
    day = datetime.date.fromisoformat
    assert final_from(day(said)) == day(final)


def test_a_passage_is_found_by_its_words():
    passage = find_passage(QUOTED, RECORD)
    assert passage is not None
    assert passage.text == FINAL
    assert not passage.is_identical
    assert find_passage(FINAL, RECORD).is_identical
    assert find_passage("Nothing of this kind was ever said here today", RECORD) is None
    assert find_passage("", RECORD) is None
    assert find_passage(QUOTED, "") is None


def test_xml_is_read_without_entities():
    xml = b"<a><b>One &lt;p&gt;two&lt;/p&gt;</b>tail<c/></a>"
    assert text_of_xml(xml) == "One two\ntail"
    bomb = b'<!DOCTYPE a [<!ENTITY x "boom">]><a>&x;</a>'
    for bad in (bomb, b"no xml", b"", b"\xff\xfe<a", b"<a>" * 50, b"x" * 10_000_001):
        with pytest.raises(UnreadableRecordError):
            text_of_xml(bad)


def test_drafts_are_listed_while_they_are_public(office, page, client):
    approver = log_in(office)
    new = quote(make_statement(office, title="New"), said_on=timezone.localdate().isoformat())
    html = approver.get(reverse("newsroom_quotations")).content.decode()
    due, waiting = html.split("Still a draft")
    assert address(page) in due
    assert address(new) in waiting
    dashboard = approver.get(reverse("wagtailadmin_home")).content.decode()
    assert address(page) in dashboard
    assert address(new) not in dashboard
    assert "draft of the Record" in client.get(page.url).content.decode()

    quote(page, record_version="final")
    new.unpublish()
    assert not DraftQuotation.objects.exists()
    assert "draft of the Record" not in client.get(page.url).content.decode()


def test_another_office_sees_and_decides_nothing(office, page):
    other = make_office(hostname="b.example", is_default=False, name_en="B", name_cy="B")
    stranger = log_in(other, name="stranger")

    assert "Bus" not in stranger.get(reverse("newsroom_quotations")).content.decode()
    for data in ({"action": "keep"}, {"action": "accept", "words": "x"}):
        response = stranger.post(address(page), data)
        assert response.status_code == 302
        assert "Bus" not in response.content.decode()
    assert DraftQuotation.objects.get().kept_at is None


@pytest.mark.parametrize("by", ["text", "file"])
def test_the_comparison_shows_the_words_that_differ(office, page, by):
    xml = f"<record><p>{RECORD}</p></record>".encode()
    data = {"text": RECORD} if by == "text" else {"file": SimpleUploadedFile("record.xml", xml)}
    html = log_in(office).post(address(page), {"action": "compare", **data}).content.decode()

    assert "<del>May.</del>" in html
    assert "<ins>March.</ins>" in html
    page.refresh_from_db()
    assert "May" in str(page.body)


@pytest.mark.parametrize("data", [{}, {"file": SimpleUploadedFile("x.xml", b"no")}])
def test_what_cannot_be_compared_gets_an_error(office, page, data):
    response = log_in(office).post(address(page), {"action": "compare", **data})

    assert response.status_code == 200
    assert "error" in response.content.decode()


@pytest.mark.parametrize(
    ("data", "words"),
    [({"action": "accept", "words": FINAL}, FINAL), ({"action": "final"}, QUOTED)],
)
def test_a_new_wording_goes_into_the_draft_only(office, page, data, words):
    response = log_in(office).post(address(page), data)

    assert response["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    page.refresh_from_db()
    assert page.body[0].value["record_version"] == "draft"
    draft = page.get_latest_revision_as_object().body[0]
    assert draft.value["words"].source == f"<p>{words}</p>"
    assert (draft.id, draft.value["record_version"]) == ("q1", "final")
    assert draft.value["said_on"] == datetime.date(2016, 6, 14)


def test_kept_words_are_not_asked_for_again_until_they_change(office, page):
    client = log_in(office)
    client.post(address(page), {"action": "keep"})
    page = quote(page)
    assert address(page) not in client.get(reverse("newsroom_quotations")).content.decode()

    page = quote(page, words="Other words were said.")
    assert address(page) in client.get(reverse("newsroom_quotations")).content.decode()


def test_a_quotation_that_the_draft_lost_is_told(office, page):
    page.body = [("paragraph", "<p>Words</p>")]
    page.save_revision()
    response = log_in(office).post(address(page), {"action": "final"}, follow=True)

    assert "does not have this quotation" in response.content.decode()
