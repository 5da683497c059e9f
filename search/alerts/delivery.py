"""How does one e-mail leave, and what does it mean when it does not?"""

import smtplib
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage, get_connection

NEVER = range(500, 600)


class NotSentError(Exception):
    """This e-mail could not be sent now. `reason` names no address."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RefusedError(NotSentError):
    """The server says that this address takes no e-mail."""


class NoTransportError(NotSentError):
    """No e-mail can be sent at the moment, to whomever."""


class Post:
    """A connection to the mail server for many e-mails, opened at the first."""

    def __enter__(self) -> Self:
        self._connection = get_connection()
        self._is_open = False
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def send(self, message: EmailMessage) -> None:
        """Send one e-mail; raises `NotSentError`.

        A server may end a connection after some e-mails: then a new one is tried, once.
        """
        was_open = self._is_open
        try:
            self._send(message)
        except NoTransportError:
            if not was_open:
                raise
            self._send(message)

    def _send(self, message: EmailMessage) -> None:
        try:
            if not self._is_open:
                self._connection.open()
                self._is_open = True
            message.connection = self._connection
            message.send()
        except smtplib.SMTPRecipientsRefused as error:
            # Not chained, here and below: a traceback in the log would show the address.
            code = next((answer[0] for answer in error.recipients.values()), 0)
            kind = RefusedError if code in NEVER else NotSentError
            raise kind(_named(error, code)) from None
        except (
            smtplib.SMTPServerDisconnected,
            smtplib.SMTPConnectError,
            smtplib.SMTPHeloError,
            smtplib.SMTPAuthenticationError,
            smtplib.SMTPSenderRefused,
            OSError,
        ) as error:
            self._close()
            raise NoTransportError(_named(error, getattr(error, "smtp_code", 0))) from None
        except (smtplib.SMTPException, ValueError) as error:
            raise NotSentError(_named(error, getattr(error, "smtp_code", 0))) from None

    def _close(self) -> None:
        self._is_open = False
        try:
            self._connection.close()
        except (smtplib.SMTPException, OSError):
            return


def _named(error: Exception, code: int) -> str:
    """Return kind and code of a failure: its text often repeats the address."""
    return f"{type(error).__name__} {code}" if code else type(error).__name__
