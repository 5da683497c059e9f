"""Signs webhook messages with the symmetric signature of Standard Webhooks.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from collections.abc import Iterable
from datetime import UTC, datetime

from standardwebhooks import Webhook


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature with a `whsec_` secret: `v1,` and Base64. The body is UTF-8."""
    # The library takes the time as UTC, whatever its zone.
    moment = datetime.fromtimestamp(timestamp, tz=UTC)
    return Webhook(secret).sign(msg_id=message_id, timestamp=moment, data=body.decode())


def headers(
    secrets: Iterable[str], *, message_id: str, body: bytes, now: datetime
) -> dict[str, str]:
    """Return the three header fields of a message, with one signature for each secret."""
    timestamp = int(now.timestamp())
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(
            signature(secret, message_id=message_id, timestamp=timestamp, body=body)
            for secret in secrets
        ),
    }
