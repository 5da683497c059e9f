"""Which messages go out now, and what follows from the answers?

At least once: a message is marked as delivered after its answer, so one that is under way when the
machine stops goes out again, with the same id.
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
from newsroom.partners.changes.documents import change_document
from newsroom.partners.changes.sequencing import current_feed
from newsroom.partners.webhooks.notices import tell_office
from newsroom.partners.webhooks.requests import Answer, call
from newsroom.partners.webhooks.signing import headers

logger = logging.getLogger(__name__)

AGENT = "Lectern-Webhooks/1"
# After each failure; as Standard Webhooks proposes. After the last, the message is given up.
PAUSES = [
    timedelta(seconds=5),
    *(timedelta(minutes=minutes) for minutes in (5, 30)),
    *(timedelta(hours=hours) for hours in (2, 5, 10, 14, 20, 24)),
]
JITTER = 0.2
# An endpoint that has answered nothing well for so long is switched off.
PATIENCE = timedelta(days=5)
LEASE = timedelta(minutes=2)
KEPT = timedelta(days=30)
AT_ONCE = 8
PER_ENDPOINT = 4
MESSAGES_AT_ONCE = 500
State = WebhookMessage.State


def work_off() -> str:
    """Make and deliver what is due, for the worker; return what was done, empty for nothing."""
    made = sum(fan_out(endpoint) for endpoint in WebhookEndpoint.objects.filter(is_active=True))
    sent = 0
    while batch := _claim():
        answers = _call_all(batch)
        for message, answer in zip(batch, answers, strict=True):
            record(message, answer=answer)
        sent += len(batch)
    WebhookMessage.objects.exclude(state=State.WAITING).filter(
        created_at__lt=timezone.now() - KEPT
    ).delete()
    if not (made or sent):
        return ""
    return f"{made} messages made, {sent} calls"


def fan_out(endpoint: WebhookEndpoint) -> int:
    """Make messages of the changes that this endpoint has not been told of; return how many."""
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
            )[:MESSAGES_AT_ONCE]
        )
        messages = [
            _message(endpoint, change) for change in changes if _is_wanted(change, endpoint)
        ]
        WebhookMessage.objects.bulk_create(messages, ignore_conflicts=True)
        full = len(changes) == MESSAGES_AT_ONCE
        endpoint.position = changes[-1].position if full else head
        endpoint.save(update_fields=["position"])
    return len(messages)


def add_test(endpoint: WebhookEndpoint) -> WebhookMessage:
    """Make a message that says nothing but that calls arrive."""
    return WebhookMessage.objects.create(
        endpoint=endpoint, event="test", payload={"name": endpoint.name}
    )


def replay(messages: Iterable[WebhookMessage]) -> None:
    """Send these messages again at once, with the ids that they had."""
    for message in messages:
        message.state = State.WAITING
        message.attempts = 0
        message.next_attempt_at = timezone.now()
        message.save(update_fields=["state", "attempts", "next_attempt_at"])


def body_of(message: WebhookMessage) -> bytes:
    """Return what is sent: type, time and data, as Standard Webhooks has it."""
    event = "test" if message.event == "test" else f"statement.{message.event}"
    document = {
        "type": event,
        "timestamp": message.created_at.isoformat(),
        "data": message.payload,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def record(message: WebhookMessage, *, answer: Answer, now: datetime | None = None) -> None:
    """Keep how a call went, and decide what follows."""
    now = now or timezone.now()
    message.attempts += 1
    WebhookAttempt.objects.create(
        message=message,
        number=message.attempts,
        at=now,
        status=answer.status,
        milliseconds=answer.milliseconds,
        error=answer.error,
    )
    if answer.is_success:
        message.state = State.DELIVERED
    elif message.attempts > len(PAUSES):
        message.state = State.GIVEN_UP
    else:
        message.next_attempt_at = now + _pause(message.attempts)
    message.save(update_fields=["state", "attempts", "next_attempt_at"])
    _judge(message.endpoint, answer=answer, now=now)


def _judge(endpoint: WebhookEndpoint, *, answer: Answer, now: datetime) -> None:
    """Remember since when an endpoint fails; switch it off after long."""
    endpoint.refresh_from_db(fields=["failing_since", "is_active"])
    if answer.is_success:
        if endpoint.failing_since is not None:
            WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=None)
        return
    since = endpoint.failing_since or now
    reason = f"HTTP {answer.status}" if answer.status else answer.error
    if endpoint.is_active and (answer.wants_no_more or now - since >= PATIENCE):
        switched_off = WebhookEndpoint.objects.filter(pk=endpoint.pk, is_active=True).update(
            is_active=False, failing_since=since, disabled_at=now, disabled_because=reason
        )
        if switched_off:
            endpoint.refresh_from_db()
            logger.warning("webhook %s was switched off: %s", endpoint.pk, reason)
            tell_office(endpoint)
    elif endpoint.failing_since is None:
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failing_since=now)


def _claim() -> list[WebhookMessage]:
    """Take some due messages, few of each endpoint, so that a slow one holds up no other."""
    now = timezone.now()
    due = (
        WebhookMessage.objects.filter(
            state=State.WAITING, next_attempt_at__lte=now, endpoint__is_active=True
        )
        .order_by("next_attempt_at", "pk")
        .select_related("endpoint")
    )
    chosen: list[WebhookMessage] = []
    counts: dict[int, int] = defaultdict(int)
    for message in due[: AT_ONCE * 50]:
        if counts[message.endpoint_id] < PER_ENDPOINT and len(chosen) < AT_ONCE:
            counts[message.endpoint_id] += 1
            chosen.append(message)
    WebhookMessage.objects.filter(pk__in=[message.pk for message in chosen]).update(
        next_attempt_at=now + LEASE
    )
    return chosen


def _call_all(messages: list[WebhookMessage]) -> list[Answer]:
    """Call for several messages at once. The threads know no database."""
    now = timezone.now()
    calls = []
    for message in messages:
        body = body_of(message)
        fields = {
            "Content-Type": "application/json",
            "User-Agent": AGENT,
            **headers(
                message.endpoint.signing_secrets(now=now),
                message_id=message.message_id,
                body=body,
                now=now,
            ),
        }
        calls.append((message.endpoint.url, body, fields))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda one: call(one[0], body=one[1], headers=one[2]), calls))


def _is_wanted(change: Change, endpoint: WebhookEndpoint) -> bool:
    return (
        change.site_id == endpoint.site_id
        and change.kind in endpoint.events
        and endpoint.language in ("", change.language)
    )


def _message(endpoint: WebhookEndpoint, change: Change) -> WebhookMessage:
    document = change_document(change, root_url=endpoint.site.root_url)
    return WebhookMessage(
        endpoint=endpoint,
        event=change.kind,
        position=change.position,
        payload=json.loads(json.dumps(document, cls=DjangoJSONEncoder)),
    )


def _pause(failures: int) -> timedelta:
    """Return how long to wait after so many failures, a little more or less each time."""
    return PAUSES[failures - 1] * random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311  (no secret)
