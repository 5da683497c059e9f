"""Actions of the office's log that Wagtail does not log itself, by name."""

from typing import Final

ROLES: Final = "newsroom.person.roles"
DEACTIVATED: Final = "newsroom.person.deactivated"
REACTIVATED: Final = "newsroom.person.reactivated"
KEY_REVOKED: Final = "newsroom.key.revoked"
RENEWED: Final = "newsroom.webhook.renewed"
SENT_AGAIN: Final = "newsroom.webhook.sent_again"
CALENDAR_MADE: Final = "newsroom.calendar.made"
CALENDAR_ENDED: Final = "newsroom.calendar.ended"
CHECK_ON: Final = "newsroom.check.on"
CHECK_OFF: Final = "newsroom.check.off"
IMPORTED: Final = "newsroom.imported"
