"""Do partners hear of changes, signed, at least once, and is a dead address left in peace?"""

import base64
import datetime
import hashlib
import hmac
import json
import socket
import threading
import time

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.utils import timezone
from werkzeug import Request, Response

from newsroom.models import WebhookEndpoint, WebhookMessage
from newsroom.network.public_addresses import resolve
from newsroom.partners.changes.sequencing import sequence
from newsroom.partners.webhooks import delivery, requests
from newsroom.partners.webhooks.signing import signature
from tests.factories import make_statement

State = WebhookMessage.State


@pytest.fixture(autouse=True)
def _own_network(settings):
    """The receiver is on this machine; everything else stays refused."""
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def calls(httpserver) -> list[Request]:
    """What arrived at the partner's address."""
    arrived: list[Request] = []

    def take(request: Request) -> Response:
        request.get_data()
        arrived.append(request)
        return Response(status=204)

    httpserver.expect_request("/hook", method="POST").respond_with_handler(take)
    return arrived


@pytest.fixture
def endpoint(office, httpserver) -> WebhookEndpoint:
    """A partner's address that was told of everything so far."""
    made = WebhookEndpoint.objects.create(
        site=office.site, name="Y Papur Bro", url=httpserver.url_for("/hook")
    )
    sequence()
    delivery.work_off()
    return made


def deliver() -> None:
    sequence()
    delivery.work_off()


def verified(request: Request, *, secret: str) -> dict:
    """Check the signature as Standard Webhooks describes it; return the document."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    number, moment = request.headers["webhook-id"], request.headers["webhook-timestamp"]
    assert abs(time.time() - int(moment)) < 300
    signed = f"{number}.{moment}.".encode() + request.get_data()
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert f"v1,{expected}" in request.headers["webhook-signature"].split(" ")
    return json.loads(request.get_data())


def test_a_publication_is_told_without_its_words(office, endpoint, calls, language):
    page = make_statement(office, language=language, title="Secret of tomorrow")
    deliver()
    [request] = calls
    document = verified(request, secret=endpoint.secret)
    assert document["type"] == "statement.published"
    assert document["data"]["id"] == page.pk
    assert document["data"]["url"] == page.full_url
    assert b"Secret of tomorrow" not in request.get_data()
    message = WebhookMessage.objects.get()
    assert message.state == State.DELIVERED
    assert [attempt.status for attempt in message.log.all()] == [204]


def test_what_was_delivered_is_not_sent_again(office, endpoint, calls):
    make_statement(office)
    deliver()
    deliver()
    assert len(calls) == 1


def test_only_the_events_and_the_language_that_were_chosen(office, endpoint, calls):
    endpoint.events, endpoint.language = ["withdrawn"], "cy"
    endpoint.save()
    english, welsh = make_statement(office), make_statement(office, language="cy")
    deliver()
    english.unpublish()
    welsh.unpublish()
    deliver()
    assert [json.loads(one.get_data())["data"]["id"] for one in calls] == [welsh.pk]


def test_a_new_secret_signs_beside_the_old_one_for_a_day(office, endpoint, calls):
    old = endpoint.secret
    endpoint.rotate_secret()
    make_statement(office)
    deliver()
    verified(calls[0], secret=old)
    verified(calls[0], secret=endpoint.secret)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        assert endpoint.signing_secrets() == [endpoint.secret]


def test_a_failure_is_tried_again_later_with_the_same_id(office, endpoint, httpserver):
    ids: list[str] = []

    def fail_once(request: Request) -> Response:
        ids.append(request.headers["webhook-id"])
        return Response(status=500 if len(ids) == 1 else 200)

    httpserver.expect_request("/hook").respond_with_handler(fail_once)
    make_statement(office)
    deliver()
    message = WebhookMessage.objects.get()
    assert (message.state, message.attempts) == (State.WAITING, 1)
    assert message.next_attempt_at > timezone.now()
    deliver()
    assert len(ids) == 1
    with time_machine.travel(timezone.now() + datetime.timedelta(seconds=10)):
        deliver()
    message.refresh_from_db()
    assert message.state == State.DELIVERED
    assert ids[0] == ids[1]
    assert [attempt.status for attempt in message.log.order_by("number")] == [500, 200]


def test_a_message_under_way_when_the_machine_stopped_goes_out_again(office, endpoint, calls):
    make_statement(office)
    sequence()
    delivery.fan_out(endpoint)
    assert delivery._claim()
    deliver()
    assert calls == []
    with time_machine.travel(timezone.now() + delivery.LEASE * 2, tick=True):
        delivery.work_off()
    assert len(calls) == 1


def test_pauses_grow_and_differ():
    assert sorted(delivery.PAUSES) == delivery.PAUSES
    for number, planned in enumerate(delivery.PAUSES, start=1):
        # Neighbours may change places: what varies is more than what lies between the longest two.
        assert planned * 0.8 <= delivery._pause(number) <= planned * 1.2
    assert len({delivery._pause(9) for _ in range(20)}) > 1


def test_an_address_that_fails_for_days_is_switched_off_and_the_office_hears(
    office, endpoint, httpserver, mailoutbox
):
    approver = get_user_model().objects.create_user(
        username="approver", email="approver@office.example", password="x"
    )
    approver.groups.add(office.approvers)
    httpserver.expect_request("/hook").respond_with_data(status=503)
    make_statement(office)
    deliver()
    for days in range(1, 8):
        with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
            delivery.work_off()
    endpoint.refresh_from_db()
    assert not endpoint.is_active
    assert endpoint.disabled_because == "HTTP 503"
    assert len(mailoutbox) == 1
    assert mailoutbox[0].to == ["approver@office.example"]


def test_what_changed_while_it_was_switched_off_is_sent_afterwards(office, endpoint, calls):
    endpoint.is_active = False
    endpoint.save()
    page = make_statement(office)
    deliver()
    assert calls == []
    endpoint.is_active = True
    endpoint.save()
    deliver()
    assert json.loads(calls[0].get_data())["data"]["id"] == page.pk


def test_an_address_that_says_gone_is_switched_off_at_once(office, endpoint, httpserver):
    httpserver.expect_request("/hook").respond_with_data(status=410)
    make_statement(office)
    deliver()
    endpoint.refresh_from_db()
    assert not endpoint.is_active


def test_a_message_is_given_up_in_the_end(endpoint):
    message = delivery.add_test(endpoint)
    for _attempt in range(len(delivery.PAUSES) + 1):
        delivery.record(message, answer=requests.Answer(milliseconds=1, status=500))
    assert message.state == State.GIVEN_UP


def test_replaying_sends_the_same_id(office, endpoint, calls):
    make_statement(office)
    deliver()
    delivery.replay(WebhookMessage.objects.all())
    deliver()
    first, second = calls
    assert first.headers["webhook-id"] == second.headers["webhook-id"]


def test_a_redirect_is_not_followed(endpoint, httpserver):
    inside: list[Request] = []
    httpserver.expect_request("/inside").respond_with_handler(
        lambda request: inside.append(request) or Response()
    )
    httpserver.expect_request("/hook").respond_with_data(
        status=302, headers={"Location": httpserver.url_for("/inside")}
    )
    answer = requests.call(httpserver.url_for("/hook"), body=b"{}", headers={})
    assert not answer.is_success
    assert (answer.status, inside) == (302, [])


def test_without_the_operators_leave_nothing_is_called(endpoint, httpserver, calls, settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    answer = requests.call(httpserver.url_for("/hook"), body=b"{}", headers={})
    assert answer.status is None
    assert answer.error.startswith("RefusedAddressError")
    assert calls == []


def test_a_name_that_changes_after_the_judgement_is_not_asked_again(httpserver, calls, monkeypatch):
    answers = iter(["127.0.0.1", "10.0.0.1"])
    asked: list[str] = []
    real = socket.getaddrinfo

    def rebinding(host, *args, **kwargs):
        if host == "partner.example":
            asked.append(host)
            host = next(answers)
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    url = f"http://partner.example:{httpserver.port}/hook"
    assert requests.call(url, body=b"{}", headers={}).status == 204
    assert asked == ["partner.example"]
    assert calls[0].headers["Host"] == f"partner.example:{httpserver.port}"
    # The next call judges anew, and this time the name leads where nobody may call.
    assert "RefusedAddressError" in requests.call(url, body=b"{}", headers={}).error


def test_a_partner_who_answers_byte_by_byte_is_cut_off(monkeypatch):
    monkeypatch.setattr(requests, "SECONDS_IN_ALL", 0.5)
    listener = socket.create_server(("127.0.0.1", 0))

    def trickle() -> None:
        client, _address = listener.accept()
        try:
            for letter in b"HTTP/1.1 200 OK" * 20:
                client.sendall(bytes([letter]))
                time.sleep(0.05)
        except OSError:
            return

    thread = threading.Thread(target=trickle, daemon=True)
    thread.start()
    started = time.monotonic()
    port = listener.getsockname()[1]
    answer = requests.call(f"http://127.0.0.1:{port}/", body=b"{}", headers={})
    assert not answer.is_success
    assert time.monotonic() - started < 3
    listener.close()


def test_nobody_there(endpoint):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    answer = requests.call(f"http://127.0.0.1:{port}/", body=b"{}", headers={})
    assert answer.status is None
    assert resolve(f"http://127.0.0.1:{port}/").numeric == "127.0.0.1"


def test_the_signature_is_that_of_the_specification():
    made = signature(
        "whsec_plJ3nmyCDGBKInavdOK15jsl",
        message_id="msg_loFOjxBNrRLzqYUf",
        timestamp=1731705121,
        body=b'{"event_type":"ping","data":{"success":true}}',
    )
    assert made == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="


def test_the_signature_depends_on_every_part():
    given = {"message_id": "msg_1", "timestamp": 1, "body": b"{}"}
    secret = "whsec_" + base64.b64encode(b"x" * 32).decode()
    first = signature(secret, **given)
    for changes in ({"message_id": "msg_2"}, {"timestamp": 2}, {"body": b"[]"}):
        assert signature(secret, **{**given, **changes}) != first
