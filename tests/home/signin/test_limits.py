"""Limits of attempts: by name and network, by network, and of e-mails for a new password."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth import get_user_model
from django.core import mail
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from home.models import AttemptCount
from home.signin.limits import Limit
from home.signin.upkeep import delete_expired
from tests.factories import make_statement

PASSWORD = "a long sentence that nobody guesses"


@pytest.fixture
def editor(office, settings):
    settings.AXES_ENABLED = True
    return get_user_model().objects.create_superuser(
        username="nia", email="nia@example.wales", password=PASSWORD
    )


def log_in(client, *, username="nia", password=PASSWORD, address="192.0.2.1"):
    form = {"username": username, "password": password}
    return client.post("/admin/login/", form, REMOTE_ADDR=address)


def test_the_addresses_of_one_network_are_one_client(editor, client, settings):
    answers = [
        log_in(client, password="wrong", address=f"2001:db8:1:2::{number:x}").status_code
        for number in range(1, 21)
    ]

    assert answers == [200] * (settings.AXES_FAILURE_LIMIT - 1) + [429] * (
        21 - settings.AXES_FAILURE_LIMIT
    )
    assert log_in(client, address="2001:db8:1:2:ffff::1").status_code == 429
    assert log_in(client, address="2001:db8:1:3::1").status_code == 302


def test_a_network_that_tries_many_names_is_locked_for_all(editor, client, settings):
    answers = [
        log_in(client, username=f"name-{number}", password="a guess") for number in range(30)
    ]

    limit = settings.LOGIN_NAMES_PER_NETWORK
    assert [answer.status_code for answer in answers] == [200] * (limit - 1) + [429] * (31 - limit)
    assert "Many user names failed" in answers[-1].content.decode()
    assert log_in(client).status_code == 429
    assert log_in(client, address="192.0.2.2").status_code == 302


def test_a_lock_ends_although_somebody_goes_on_trying(editor, client, settings):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(settings.AXES_FAILURE_LIMIT):
            log_in(client, password="wrong")
        for _ in range(5):
            clock.shift(timedelta(minutes=5))
            assert log_in(client, password="wrong").status_code == 429
        clock.shift(timedelta(minutes=6))
        assert log_in(client).status_code == 302


def test_what_an_office_mistyped_no_longer_counts_after_its_log_ins(editor, client, settings):
    settings.LOGIN_NAMES_PER_NETWORK = 2
    log_in(client, password="wrong")
    log_in(client)
    assert not AccessAttempt.objects.exists()
    assert log_in(client, username="someone", password="wrong").status_code == 200


def test_one_address_gets_few_e_mails_for_a_new_password(editor, client):
    answers = [
        client.post("/admin/password_reset/", {"email": email}, REMOTE_ADDR=f"192.0.2.{number}")
        for number in range(1, 4)
        for email in ("nia@example.wales", "NIA@example.wales")
    ]

    assert {answer.status_code for answer in answers} == {302}
    assert {answer["Location"] for answer in answers} == {"/admin/password_reset/done/"}
    assert len(mail.outbox) == 3
    with time_machine.travel(timezone.now() + timedelta(hours=1, seconds=1)):
        client.post("/admin/password_reset/", {"email": "nia@example.wales"})
    assert len(mail.outbox) == 4


def test_one_network_may_ask_for_few_new_passwords(editor, client):
    answers = [
        client.post(
            "/admin/password_reset/",
            {"email": f"{number}@example.wales"},
            REMOTE_ADDR=f"2001:db8::{number:x}",
        ).status_code
        for number in range(1, 23)
    ]

    assert answers == [302] * 20 + [429] * 2


def test_the_password_of_a_page_cannot_be_tried_for_ever(office, client, language):
    statement = make_statement(office, language=language, publish=True)
    restriction = PageViewRestriction.objects.create(
        page=statement, restriction_type="password", password="a sentence"
    )
    prefix = "" if language == "en" else "/cy"
    address = f"{prefix}/_util/authenticate_with_password/{restriction.pk}/{statement.pk}/"
    form = {"password": "wrong", "return_url": "/"}
    answers = [client.post(address, form) for _number in range(21)]

    assert [answer.status_code for answer in answers] == [200] * 20 + [429]
    assert f'<html lang="{language}"' in answers[-1].content.decode()
    right = {"password": "a sentence", "return_url": "/"}
    assert client.post(address, right).status_code == 429
    assert client.post(address, right, REMOTE_ADDR="192.0.2.9").status_code == 302


def test_the_password_of_a_collection_cannot_be_tried_for_ever(office, client):
    collection = Collection.get_first_root_node().add_child(name="Private")
    restriction = CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password="a sentence"
    )
    address = f"/documents/authenticate_with_password/{restriction.pk}/"
    answers = [client.post(address, {"password": "wrong"}).status_code for _number in range(21)]

    assert answers == [200] * 20 + [429]


def test_counts_hold_no_address_and_are_deleted(db):
    limit = Limit(name="test", attempts=1, span=timedelta(minutes=1))
    assert limit.take("192.0.2.1")
    assert not limit.take("192.0.2.1")
    assert "192" not in AttemptCount.objects.get().client
    assert delete_expired() == ""
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert not limit.is_used_up("192.0.2.1")
        assert delete_expired() == "1 counts deleted"
