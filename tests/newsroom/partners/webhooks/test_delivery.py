"""Changes are delivered signed and at least once; a dead endpoint is switched off."""

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
from newsroom.partners.webhooks import delivery, http_client
from newsroom.partners.webhooks.signing import signature
from tests.factories import make_statement

State = WebhookMessage.State


@pytest.fixture(autouse=True)
def _own_network(settings):
    """Allow calls to this machine, where the receiver runs, and to no other private network."""
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]


@pytest.fixture
def calls(httpserver) -> list[Request]:
    """Requests that arrived at the partner's address."""
    arrived: list[Request] = []

    def take(request: Request) -> Response:
        request.get_data()
        arrived.append(request)
        return Response(status=204)

    httpserver.expect_request("/hook", method="POST").respond_with_handler(take)
    return arrived


@pytest.fixture
def endpoint(office, httpserver) -> WebhookEndpoint:
    """An endpoint without waiting messages."""
    made = WebhookEndpoint.objects.create(
        site=office.site, name="Y Papur Bro", url=httpserver.url_for("/hook")
    )
    sequence()
    delivery.deliver_due()
    return made


def deliver() -> None:
    sequence()
    delivery.deliver_due()


def verified(request: Request, *, secret: str) -> dict:
    """Check the signature as Standard Webhooks describes it; return the document."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    number, moment = request.headers["webhook-id"], request.headers["webhook-timestamp"]
    assert abs(time.time() - int(moment)) < 300
    signed = f"{number}.{moment}.".encode() + request.get_data()
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert f"v1,{expected}" in request.headers["webhook-signature"].split(" ")
    return json.loads(request.get_data())


def test_a_publication_is_sent_without_its_text(office, endpoint, calls, language):
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


def test_a_delivered_message_is_not_sent_again(office, endpoint, calls):
    make_statement(office)
    deliver()
    deliver()
    assert len(calls) == 1


def test_only_the_chosen_events_and_language_are_sent(office, endpoint, calls):
    endpoint.events, endpoint.language = ["withdrawn"], "cy"
    endpoint.save()
    english, welsh = make_statement(office), make_statement(office, language="cy")
    deliver()
    english.unpublish()
    welsh.unpublish()
    deliver()
    assert [json.loads(call.get_data())["data"]["id"] for call in calls] == [welsh.pk]


def test_messages_are_signed_with_both_secrets_for_a_day(office, endpoint, calls):
    old = endpoint.secret
    endpoint.rotate_secret()
    make_statement(office)
    deliver()
    verified(calls[0], secret=old)
    verified(calls[0], secret=endpoint.secret)
    with time_machine.travel(timezone.now() + datetime.timedelta(hours=25)):
        assert endpoint.signing_secrets() == [endpoint.secret]


def test_a_failed_message_is_retried_with_the_same_id(office, endpoint, httpserver):
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


def test_an_interrupted_message_is_sent_again(office, endpoint, calls):
    make_statement(office)
    sequence()
    delivery.fan_out(endpoint)
    assert delivery._claim_due_messages()
    deliver()
    assert calls == []
    with time_machine.travel(timezone.now() + delivery.LEASE * 2, tick=True):
        delivery.deliver_due()
    assert len(calls) == 1


def test_retry_delays_grow_and_vary():
    assert sorted(delivery.RETRY_DELAYS) == delivery.RETRY_DELAYS
    for number, planned in enumerate(delivery.RETRY_DELAYS, start=1):
        # Neighbouring delays may overlap: the jitter exceeds the difference of the two longest.
        assert planned * 0.8 <= delivery._retry_delay(number) <= planned * 1.2
    assert len({delivery._retry_delay(9) for _ in range(20)}) > 1


def test_an_endpoint_that_fails_for_days_is_switched_off_with_an_email(
    office, endpoint, httpserver, mailoutbox
):
    approver = get_user_model().objects.create_user(
        username="approver", email="approver@office.example", password="x"
    )
    approver.groups.add(office.managers)
    httpserver.expect_request("/hook").respond_with_data(status=503)
    make_statement(office)
    deliver()
    for days in range(1, 8):
        with time_machine.travel(timezone.now() + datetime.timedelta(days=days)):
            delivery.deliver_due()
    endpoint.refresh_from_db()
    assert not endpoint.is_active
    assert endpoint.disabled_because == "HTTP 503"
    assert len(mailoutbox) == 1
    assert mailoutbox[0].to == ["approver@office.example"]


def test_changes_during_inactivity_are_sent_after_reactivation(office, endpoint, calls):
    endpoint.is_active = False
    endpoint.save()
    page = make_statement(office)
    deliver()
    assert calls == []
    endpoint.is_active = True
    endpoint.save()
    deliver()
    assert json.loads(calls[0].get_data())["data"]["id"] == page.pk


def test_an_endpoint_that_answers_gone_is_switched_off_at_once(office, endpoint, httpserver):
    httpserver.expect_request("/hook").respond_with_data(status=410)
    make_statement(office)
    deliver()
    endpoint.refresh_from_db()
    assert not endpoint.is_active


def test_a_message_is_given_up_after_the_last_retry(endpoint):
    message = delivery.create_test_message(endpoint)
    for _attempt in range(len(delivery.RETRY_DELAYS) + 1):
        delivery.record_attempt(message, result=http_client.CallResult(milliseconds=1, status=500))
    assert message.state == State.GIVEN_UP


def test_a_replayed_message_has_the_same_id(office, endpoint, calls):
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
    result = http_client.post(httpserver.url_for("/hook"), body=b"{}", headers={})
    assert not result.is_success
    assert (result.status, inside) == (302, [])


def test_a_private_network_is_not_called_by_default(endpoint, httpserver, calls, settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    result = http_client.post(httpserver.url_for("/hook"), body=b"{}", headers={})
    assert result.status is None
    assert result.error.startswith("RefusedAddressError")
    assert calls == []


def test_a_name_is_resolved_once_per_call(httpserver, calls, monkeypatch):
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
    assert http_client.post(url, body=b"{}", headers={}).status == 204
    assert asked == ["partner.example"]
    assert calls[0].headers["Host"] == f"partner.example:{httpserver.port}"
    # The next call resolves the name again, this time to a private address.
    assert "RefusedAddressError" in http_client.post(url, body=b"{}", headers={}).error


def test_a_response_sent_byte_by_byte_is_cut_off(monkeypatch):
    monkeypatch.setattr(http_client, "TOTAL_TIMEOUT", 0.5)
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
    result = http_client.post(f"http://127.0.0.1:{port}/", body=b"{}", headers={})
    assert not result.is_success
    assert time.monotonic() - started < 3
    listener.close()


def test_a_closed_port_is_an_error(endpoint):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = http_client.post(f"http://127.0.0.1:{port}/", body=b"{}", headers={})
    assert result.status is None
    assert resolve(f"http://127.0.0.1:{port}/").ip_address == "127.0.0.1"


def test_the_signature_is_that_of_the_specification():
    made = signature(
        "whsec_plJ3nmyCDGBKInavdOK15jsl",
        message_id="msg_loFOjxBNrRLzqYUf",
        timestamp=1731705121,
        body=b'{"event_type":"ping","data":{"success":true}}',
    )
    assert made == "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="


def test_the_signature_covers_every_part():
    given = {"message_id": "msg_1", "timestamp": 1, "body": b"{}"}
    secret = "whsec_" + base64.b64encode(b"x" * 32).decode()
    first = signature(secret, **given)
    for changes in ({"message_id": "msg_2"}, {"timestamp": 2}, {"body": b"[]"}):
        assert signature(secret, **{**given, **changes}) != first
