"""The life of an alert in both languages: requested, confirmed, received, changed, ended."""

import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone, translation

from search.alerts import confirmations, digests
from search.models.alerts import AskingCount, SavedSearch
from tests.factories import make_office, make_statement
from tests.search.alerts.subscriptions import (
    READER,
    WORDS,
    follow,
    link,
    make_all_due,
    request_address,
    settle,
)

pytestmark = pytest.mark.parametrize("engine", ["embedded"], indirect=True)
LONDON = ZoneInfo("Europe/London")


def ask(client, language: str, *, email: str = READER, frequency: str = "daily", **headers):
    return client.post(
        request_address(language, q=WORDS[language]),
        {"email": email, "frequency": frequency},
        headers=headers,
    )


def test_the_addresses(engine):
    assert request_address("en", q="bus") == "/search/alerts/?q=bus"
    assert request_address("cy", q="bws") == "/cy/chwilio/hysbysiadau/?q=bws"


def test_the_whole_flow(office, engine, client, language, mailoutbox):
    old = make_statement(office, language=language, title=f"Old {WORDS[language]}")
    settle()
    with translation.override(language):
        results = client.get(reverse("search"), {"q": WORDS[language]}).content.decode()
    assert f'action="{request_address(language, q=WORDS[language])}"' in results

    answer = ask(client, language)
    assert answer.status_code == 302
    assert READER not in answer["Location"]
    assert client.get(answer["Location"]).status_code == 200
    assert mailoutbox == []  # a page never waits for a mail server
    confirmations.run()
    (letter,) = mailoutbox
    assert letter.to == [READER]
    assert letter.extra_headers["Content-Language"] == language
    assert f'<html lang="{language}">' in letter.alternatives[0][0]

    # Mail servers open links to scan them: a GET request confirms nothing.
    page = client.get(link(letter, "confirm"))
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()
    assert not SavedSearch.objects.get().is_active
    answer = client.post(link(letter, "confirm"), follow=True)
    assert SavedSearch.objects.get().is_active
    assert READER in answer.content.decode()

    make_statement(office, language=language, title="Other", text="Nothing of it")
    new = make_statement(office, language=language, title=f"New {WORDS[language]}", summary="S & S")
    other = {"en": "cy", "cy": "en"}[language]
    make_statement(office, language=other, title="Elsewhere", text=WORDS[language])
    settle()
    assert digests.run() == ""
    make_all_due()
    digests.run()
    (_letter, digest) = mailoutbox
    assert digest.subject.startswith("1 ")
    assert WORDS[language] in digest.subject
    assert new.title in digest.body
    assert "S & S" in digest.body
    assert "S &amp; S" in digest.alternatives[0][0]
    for absent in (old.title, "Other", "Elsewhere"):
        assert absent not in digest.body
    assert urlsplit(new.full_url).path in digest.body
    assert "Promoted by" in digest.body or "Hyrwyddir gan" in digest.body

    make_all_due()
    digests.run()
    assert len(mailoutbox) == 2  # nothing new, so nothing is sent; each statement once

    manage = link(digest, "manage")
    assert READER in client.get(manage).content.decode()
    client.post(manage, {"frequency": "weekly"})
    assert SavedSearch.objects.get().frequency == "weekly"

    ending = link(digest, "unsubscribe")
    assert client.get(ending).status_code == 200
    assert SavedSearch.objects.count() == 1
    assert client.post(ending).status_code == 200
    assert SavedSearch.objects.count() == 0
    assert client.post(ending).status_code == 200  # twice is no mistake
    assert client.get(manage).status_code == 410
    assert client.get(link(letter, "confirm")).status_code == 410


def test_a_confirmed_reader_is_not_asked_again(office, engine, client, language, mailoutbox):
    ask(client, language)
    confirmations.run()
    letter = mailoutbox[0]
    client.post(link(letter, "confirm"))

    answer = client.get(link(letter, "confirm"))

    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert READER in page.content.decode()
    assert str(page.context["saved"]) == str(SavedSearch.objects.get())


def test_a_search_is_described_in_the_language_of_the_page(office, engine, client, mailoutbox):
    client.post(
        request_address("cy", q="dŵr", date_from="2016-01-01"),
        {"email": READER, "frequency": "daily"},
    )
    confirmations.run()
    welsh = link(mailoutbox[0], "confirm")
    with translation.override("en"):
        english = reverse("search_alert_confirm", args=[welsh.rstrip("/").rpartition("/")[2]])

    assert "o 1 Ionawr 2016" in client.get(welsh).content.decode()
    assert "from 1 January 2016" in client.get(english).content.decode()


def test_one_click_unsubscribes(office, engine, client, language, mailoutbox):
    follow(office, language=language)
    make_statement(office, language=language, title=WORDS[language])
    settle()
    digests.run()
    headers = mailoutbox[0].extra_headers

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    assert client.get(address).status_code == 200
    assert SavedSearch.objects.count() == 1
    answer = client.post(address, {"List-Unsubscribe": "One-Click"})

    assert answer.status_code == 200
    assert SavedSearch.objects.count() == 0


def test_the_forms_pass_strict_csrf_checks(office, engine, mailoutbox):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)

    assert ask(client, "en").status_code == 302
    assert client.cookies == {}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 302),
        ({"sec-fetch-site": "none"}, 302),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://testserver"}, 302),
        ({"origin": "null"}, 302),
        ({"origin": "https://other.example"}, 403),
        ({}, 302),
    ],
)
def test_no_other_site_may_send_the_form(office, engine, client, headers, status):
    answer = client.post(
        request_address("en", q="bus"), {"email": READER, "frequency": "daily"}, headers=headers
    )

    assert answer.status_code == status
    assert SavedSearch.objects.exists() is (status == 302)


def test_the_response_does_not_reveal_subscribers(office, engine, client, language):
    follow(office, language=language)

    known = ask(client, language)
    stranger = ask(client, language, email="stranger@example.org")

    assert (known.status_code, known["Location"]) == (stranger.status_code, stranger["Location"])
    assert known.content == stranger.content


def test_a_repeated_request_sends_a_reminder_and_changes_nothing(
    office, engine, client, language, mailoutbox
):
    saved = follow(office, language=language)

    ask(client, language, frequency="weekly", email=READER.upper())
    confirmations.run()

    (letter,) = mailoutbox
    assert letter.to == [READER]
    assert client.get(link(letter, "manage")).status_code == 200
    saved.refresh_from_db()
    assert (saved.frequency, saved.is_active) == ("daily", True)
    assert SavedSearch.objects.count() == 1


def test_a_mailbox_cannot_be_flooded(office, engine, client, mailoutbox):
    answers = set()
    for number in range(20):
        answer = client.post(
            request_address("en", q=f"word{number}"), {"email": READER, "frequency": "daily"}
        )
        answers.add(answer.status_code)
        confirmations.run()

    assert answers == {302}  # which tells nobody that there were too many
    assert len(mailoutbox) == 5
    assert READER not in str(list(AskingCount.objects.values()))


def test_requests_of_a_network_are_limited(office, engine, client):
    statuses = [
        client.post(
            request_address("en", q="bus"),
            {"email": f"r{number}@example.org", "frequency": "daily"},
        ).status_code
        for number in range(62)
    ]

    assert statuses[:60] == [302] * 60
    assert statuses[60:] == [429, 429]


def test_errors_are_shown_on_the_page(office, engine, client, language):
    address = request_address(language, q="bus")

    for data in ({}, {"email": "no address", "frequency": "daily"}, {"email": READER}):
        answer = client.post(address, data)
        assert answer.status_code == 422
        assert b"field__error" in answer.content
    assert client.post(address, {"email": READER, "frequency": "hourly"}).status_code == 422
    assert not SavedSearch.objects.exists()


def test_invalid_tokens_are_refused(office, engine, client, language):
    saved = follow(office, language=language)
    with translation.override(language):
        for name in ("confirm", "manage", "unsubscribe"):
            for token in ("x", saved.key.hex, f"{saved.key.hex}.x", f"{saved.key.hex}.x.y"):
                address = reverse(f"search_alert_{name}", args=[token])
                assert client.get(address).status_code == 410
                assert client.post(address).status_code == 410
    assert SavedSearch.objects.count() == 1


def test_another_office_does_not_accept_the_token(office, engine, client, mailoutbox):
    make_office(hostname="other.example", is_default=False, name_en="Other")
    follow(office)
    make_statement(office, title="rail")
    settle()
    digests.run()
    path = link(mailoutbox[0], "unsubscribe")

    client.post(path, headers={"host": "other.example"})

    assert SavedSearch.objects.count() == 1


def test_alert_pages_are_never_cached(office, engine, client, language, mailoutbox):
    ask(client, language)
    confirmations.run()
    addresses = [request_address(language, q="bus"), link(mailoutbox[0], "confirm")]

    for address in addresses:
        answer = client.get(address)
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies


def test_a_link_to_confirm_works_for_a_week(office, engine, client, mailoutbox):
    begin = datetime.datetime(2026, 3, 2, 12, tzinfo=LONDON)
    with time_machine.travel(begin, tick=False):
        ask(client, "en")
        confirmations.run()
    path = link(mailoutbox[0], "confirm")

    with time_machine.travel(begin + datetime.timedelta(days=6, hours=23), tick=False):
        assert client.get(path).status_code == 200
        assert confirmations.delete_expired_alerts() == ""
    with time_machine.travel(begin + datetime.timedelta(days=7, minutes=1), tick=False):
        assert client.get(path).status_code == 410
        assert client.post(path).status_code == 410
        confirmations.delete_expired_alerts()
    assert not SavedSearch.objects.exists()


def test_statements_published_before_the_confirmation_are_sent(office, engine, client, mailoutbox):
    ask(client, "en")
    confirmations.run()
    make_statement(office, title="rail at once")
    settle()
    client.post(link(mailoutbox[0], "confirm"))
    make_all_due()

    digests.run()

    assert "rail at once" in mailoutbox[1].body


def test_alerts_can_be_switched_off(office, engine, client, settings, mailoutbox):
    follow(office)
    make_statement(office, title="rail")
    settle()
    settings.SEARCH_ALERTS = False

    assert client.get(request_address("en", q="bus")).status_code == 404
    assert b"save-search" not in client.get("/search/").content
    assert digests.run() == confirmations.run() == ""
    assert mailoutbox == []
    assert SavedSearch.objects.get().next_digest_at < timezone.now()
