"""Delivery of webhook messages: at least once, with retries, per endpoint.

A message is marked as delivered after the response. One that is being sent when the process stops
is sent again, with the same id.
"""

import json
import logging
import random
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from newsroom.models import Change, WebhookAttempt, WebhookEndpoint, WebhookMessage
from newsroom.models.webhooks import LOST_SECRET
from newsroom.partners.changes.documents import change_document
from newsroom.partners.changes.sequencing import current_feed
from newsroom.partners.webhooks.http_client import CallResult, post
from newsroom.partners.webhooks.notifications import notify_office
from newsroom.partners.webhooks.signing import headers

logger = logging.getLogger(__name__)

USER_AGENT = "Lectern-Webhooks/1"
# After each failure, as Standard Webhooks proposes. After the last, the message is given up.
RETRY_DELAYS = [
    timedelta(seconds=5),
    *(timedelta(minutes=minutes) for minutes in (5, 30)),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
]
JITTER = 0.2
# An endpoint that has failed for so long is switched off.
DISABLE_AFTER = timedelta(days=5)
LEASE = timedelta(minutes=2)
RETENTION = timedelta(days=30)
CONCURRENT_CALLS = 8
CONCURRENT_CALLS_PER_ENDPOINT = 4
CHANGES_PER_FAN_OUT = 500
State = WebhookMessage.State


def deliver_due() -> str:
    """Create and send due messages; return a line for the worker's log, "" for nothing."""
    made = 0
    for endpoint in WebhookEndpoint.objects.all():
        endpoint.forget_expired_secret()
        if not endpoint.is_active:
            continue
        if endpoint.has_readable_secret:
            made += fan_out(endpoint)
        else:
            _switch_off(endpoint, reason=LOST_SECRET, now=timezone.now())
    sent = 0
    while batch := _claim_due_messages():
        for message, result in zip(batch, _send_all(batch), strict=True):
            record_attempt(message, result=result)
        sent += len(batch)
    WebhookMessage.objects.exclude(state=State.WAITING).filter(
        created_at__lt=timezone.now() - RETENTION
    ).delete()
    if not (made or sent):
        return ""
    return f"{made} messages made, {sent} calls"


def fan_out(endpoint: WebhookEndpoint) -> int:
    """Create messages for the changes after the endpoint's position; return how many."""
    with transaction.atomic():
        endpoint = WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
        head = current_feed().head
        if endpoint.position is None:
            endpoint.position = head
            endpoint.save(update_fields=["position"])
        if endpoint.position >= head:
            return 0
        changes = list(
            Change.objects.filter(position__gt=endpoint.position, position__lte=head).order_by(
                "position"
            )[:CHANGES_PER_FAN_OUT]
        )
        messages = [
            _message(endpoint, change) for change in changes if _is_wanted(change, endpoint)
        ]
        WebhookMessage.objects.bulk_create(messages, ignore_conflicts=True)
        has_more = len(changes) == CHANGES_PER_FAN_OUT
        endpoint.position = changes[-1].position if has_more else head
        endpoint.save(update_fields=["position"])
    return len(messages)


def create_test_message(endpoint: WebhookEndpoint) -> WebhookMessage:
    """Create a message without a change, to test that calls arrive."""
    return WebhookMessage.objects.create(
        endpoint=endpoint, event="test", payload={"name": endpoint.name}
    )


def replay(messages: Iterable[WebhookMessage]) -> None:
    """Queue these messages to be sent again at once, with their original ids."""
    for message in messages:
        message.state = State.WAITING
        message.attempts = 0
        message.next_attempt_at = timezone.now()
        message.save(update_fields=["state", "attempts", "next_attempt_at"])


def message_body(message: WebhookMessage) -> bytes:
    """Return the JSON body: type, timestamp and data, as Standard Webhooks specifies."""
    event = "test" if message.event == "test" else f"statement.{message.event}"
    document = {
        "type": event,
        "timestamp": message.created_at.isoformat(),
        "data": message.payload,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def record_attempt(
    message: WebhookMessage, *, result: CallResult, now: datetime | None = None
) -> None:
    """Log a call; mark the message as delivered, given up or due again later."""
    now = now or timezone.now()
    message.attempts += 1
    WebhookAttempt.objects.create(
        message=message,
        number=message.attempts,
        at=now,
        status=result.status,
        milliseconds=result.milliseconds,
        error=result.error,
    )
    if result.is_success:
        message.state = State.DELIVERED
    elif message.attempts > len(RETRY_DELAYS):
        message.state = State.GIVEN_UP
    else:
        message.next_attempt_at = now + _retry_delay(message.attempts)
    message.save(update_fields=["state", "attempts", "next_attempt_at"])
    outcome = f"HTTP {result.status}" if result.status else result.error
    page = f"page {message.payload['id']}" if "id" in message.payload else message.event
    logger.info("webhook %s was told of %s: %s", message.endpoint_id, page, outcome)
    _update_endpoint(message.endpoint, result=result, now=now)


def _update_endpoint(endpoint: WebhookEndpoint, *, result: CallResult, now: datetime) -> None:
    """Record since when an endpoint fails; switch it off after `DISABLE_AFTER` or a 410."""
    endpoint.refresh_from_db(fields=["failing_since", "is_active"])
    if result.is_success:
        if endpoint.failing_since is not None:
            WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=None)
        return
    since = endpoint.failing_since or now
    reason = f"HTTP {result.status}" if result.status else result.error
    if endpoint.is_active and (result.is_gone or now - since >= DISABLE_AFTER):
        _switch_off(endpoint, reason=reason, now=now, failing_since=since)
    elif endpoint.failing_since is None:
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=now)


def _switch_off(
    endpoint: WebhookEndpoint, *, reason: str, now: datetime, failing_since: datetime | None = None
) -> None:
    """Make no further calls until the office activates the endpoint again, and tell the office."""
    switched_off = WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=True).update(
        is_active=False, failing_since=failing_since, disabled_at=now, disabled_because=reason
    )
    if switched_off:
        endpoint.refresh_from_db()
        logger.warning("webhook %s was switched off: %s", endpoint.pk, reason)
        notify_office(endpoint)


def _claim_due_messages() -> list[WebhookMessage]:
    """Lease some due messages, few per endpoint, so that a slow endpoint delays no other."""
    now = timezone.now()
    due = (
        WebhookMessage.objects.filter(
            state=State.WAITING, next_attempt_at__lte=now, endpoint__is_active=True
        )
        .order_by("next_attempt_at", "pk")
        .select_related("endpoint")
    )
    claimed: list[WebhookMessage] = []
    counts: dict[int, int] = defaultdict(int)
    for message in due[: CONCURRENT_CALLS * 50]:
        if (
            counts[message.endpoint_id] < CONCURRENT_CALLS_PER_ENDPOINT
            and len(claimed) < CONCURRENT_CALLS
        ):
            counts[message.endpoint_id] += 1
            claimed.append(message)
    WebhookMessage.objects.filter(pk__in=[message.pk for message in claimed]).update(
        next_attempt_at=now + LEASE
    )
    return claimed


def _send_all(messages: list[WebhookMessage]) -> list[CallResult]:
    """Send several messages in parallel. The threads do not use the database."""
    now = timezone.now()
    calls = []
    for message in messages:
        body = message_body(message)
        fields = {
            "Content-Type": "application/json",
            "User-Agent": USER_AGENT,
            **headers(
                message.endpoint.signing_secrets(now=now),
                message_id=message.message_id,
                body=body,
                now=now,
            ),
        }
        calls.append((message.endpoint.url, body, fields))
    with ThreadPoolExecutor(CONCURRENT_CALLS) as pool:
        return list(pool.map(lambda call: post(call[0], body=call[1], headers=call[2]), calls))


def _is_wanted(change: Change, endpoint: WebhookEndpoint) -> bool:
    return (
        change.site_id == endpoint.site_id
        and bool(_names_of(change) & set(endpoint.events))
        and endpoint.language in ("", change.language)
    )


def _names_of(change: Change) -> set[str]:
    """Return the events by which an endpoint may ask for a change.

    A correction edits the statement, so who asks for edited statements is told of it too.
    """
    is_correction = change.kind == Change.Kind.CORRECTED
    return {change.kind, Change.Kind.EDITED} if is_correction else {change.kind}


def _message(endpoint: WebhookEndpoint, change: Change) -> WebhookMessage:
    document = change_document(change, root_url=endpoint.site.root_url)
    return WebhookMessage(
        endpoint=endpoint,
        event=change.kind,
        position=change.position,
        payload=json.loads(json.dumps(document, cls=DjangoJSONEncoder)),
    )


def _retry_delay(failures: int) -> timedelta:
    """Return how long to wait after so many failures, with random jitter."""
    return RETRY_DELAYS[failures - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  (not a secret)
