"""A connection to the mail server, and the errors of sending an e-mail."""

import smtplib
from types import TracebackType
from typing import Self

from django.core.mail import EmailMessage, get_connection

# SMTP reply codes of permanent failures.
PERMANENT_CODES = range(500, 600)


class NotSentError(Exception):
    """The e-mail could not be sent now. `reason` contains no address."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class AddressRefusedError(NotSentError):
    """The server refuses e-mail to this address permanently."""


class MailUnavailableError(NotSentError):
    """No e-mail can be sent to any address at the moment."""


class MailConnection:
    """A connection to the mail server for many e-mails, opened at the first one."""

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
        """Send one e-mail; raise NotSentError.

        Where the server has closed an open connection, a new one is tried once.
        """
        was_open = self._is_open
        try:
            self._send(message)
        except MailUnavailableError:
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
            code = next((reply[0] for reply in error.recipients.values()), 0)
            error_class = AddressRefusedError if code in PERMANENT_CODES else NotSentError
            raise error_class(_reason(error, code)) from None
        except (
            smtplib.SMTPServerDisconnected,
            smtplib.SMTPConnectError,
            smtplib.SMTPHeloError,
            smtplib.SMTPAuthenticationError,
            smtplib.SMTPSenderRefused,
            OSError,
        ) as error:
            self._close()
            raise MailUnavailableError(_reason(error, getattr(error, "smtp_code", 0))) from None
        except (smtplib.SMTPException, ValueError) as error:
            raise NotSentError(_reason(error, getattr(error, "smtp_code", 0))) from None

    def _close(self) -> None:
        self._is_open = False
        try:
            self._connection.close()
        except (smtplib.SMTPException, OSError):
            return


def _reason(error: Exception, code: int) -> str:
    """Return the class and code of an error, without its text, which often has the address."""
    return f"{type(error).__name__} {code}" if code else type(error).__name__
