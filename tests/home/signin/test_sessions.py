"""Sessions: listed and ended by the person, and ended after a time."""

from datetime import timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from home.signin.browsers import browser_name
from tests.home.signin.people import is_logged_in, log_in, make_person


@pytest.fixture
def editor(office):
    return make_person(group=office.editors)


def test_a_person_sees_and_ends_their_sessions(editor, office, client):
    others = [Client(headers={"user-agent": f"Browser {number}"}) for number in range(3)]
    for each in (client, *others):
        log_in(each)
    stranger = Client()
    make_person("eleri", group=office.editors)
    log_in(stranger, name="eleri")

    page = client.get(reverse("signin_sessions")).content.decode()
    assert all(f"Browser {number}" in page for number in range(3))
    assert page.count("End this session") == 3

    first = UserSession.objects.get(user_agent="Browser 0")
    theirs = UserSession.objects.get(user__username="eleri")
    for key in (first.pk, theirs.pk, "x"):
        client.post(reverse("signin_sessions"), {"end": key})
    assert [is_logged_in(each) for each in (client, *others)] == [True, False, True, True]
    client.post(reverse("signin_sessions"), {"end": "others"})
    assert [is_logged_in(each) for each in (client, *others)] == [True, False, False, False]
    assert is_logged_in(stranger)


def test_a_session_ends_when_nobody_uses_it(editor, client, settings):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        log_in(client)
        for _number in range(3):
            clock.shift(timedelta(minutes=settings.SESSION_IDLE_MINUTES - 1))
            assert is_logged_in(client)
        clock.shift(timedelta(minutes=settings.SESSION_IDLE_MINUTES))
        # An open editor asks by itself; that is no use.
        client.get("/admin/editing-sessions/ping/wagtailcore/page/1/1/")
        response = client.get("/admin/", follow=True)
    assert "Your session has ended" in response.content.decode()
    assert not is_logged_in(client)


def test_what_an_open_editor_sends_keeps_no_session_alive(editor, client, settings):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        log_in(client)
        for _number in range(3):
            clock.shift(timedelta(minutes=settings.SESSION_IDLE_MINUTES / 2))
            client.post("/admin/editing-sessions/ping/wagtailcore/page/1/1/")
        assert not is_logged_in(client)


def test_a_session_ends_after_a_working_day_however_much_it_is_used(editor, client, settings):
    settings.SESSION_COOKIE_AGE = 4 * 3600
    with time_machine.travel(timezone.now(), tick=False) as clock:
        log_in(client, remember="on")
        for _hour in range(settings.SESSION_COOKIE_AGE // 3600 - 1):
            clock.shift(timedelta(hours=1))
            assert is_logged_in(client)
        clock.shift(timedelta(hours=1))
        assert not is_logged_in(client)


def test_a_changed_password_keeps_the_session_in_the_list(editor, client):
    log_in(client)
    other = Client()
    log_in(other)
    session = client.session
    session.cycle_key()
    session.save()
    client.cookies["sessionid"] = session.session_key

    page = client.get(reverse("signin_sessions")).content.decode()
    assert page.count("This session") == 1
    assert page.count("End this session") == 1


def test_who_came_by_the_welsh_log_in_meets_a_welsh_editor(editor, client):
    client.get("/admin/login/?language=cy")
    log_in(client)

    assert '<html lang="cy"' in client.get("/admin/").content.decode()
    assert UserProfile.objects.get(user=editor).preferred_language == "cy"
    other = Client()
    log_in(other)
    assert '<html lang="cy"' in other.get("/admin/").content.decode()
    chosen = Client()
    chosen.get("/admin/login/?language=en")
    log_in(chosen)
    assert '<html lang="en"' in chosen.get("/admin/").content.decode()
    assert not chosen.cookies["django_language"].value


@pytest.mark.parametrize("wanted", ["xx", "../", ""])
def test_an_unknown_language_changes_nothing(office, client, wanted):
    response = client.get(f"/admin/login/?language={wanted}")
    assert '<html lang="en"' in response.content.decode()
    assert not response.cookies.get("django_language")


def test_a_public_page_asks_nothing_of_a_session(office, client):
    client.get("/")
    response = client.get("/")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Firefox/145.0", "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge, Windows"),
        ("curl/8", "curl/8"),
    ],
)
def test_browsers_are_named_as_people_know_them(user_agent, name):
    assert browser_name(user_agent) == name


@pytest.mark.django_db
def test_the_log_in_is_in_welsh_to_its_last_label(client):
    text = BeautifulSoup(client.get("/admin/login/?language=cy").content, "lxml").main.get_text()

    labels = ["Enw defnyddiwr", "Cyfrinair", "Wedi anghofio’ch cyfrinair?", "Fy nghofio i"]
    assert [label for label in labels if label not in text] == []
    assert "Password" not in text
