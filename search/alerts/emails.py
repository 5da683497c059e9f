"""The e-mails of alerts: text and HTML in the reader's language, with mailing list headers."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from newsroom.models import ArticlePage
from newsroom.translation.locales import language_of
from search.alerts.links import confirm_link, manage_link, site_root, unsubscribe_link
from search.alerts.new_results import NewStatement
from search.alerts.saved_searches import describe, saved_question, search_address
from search.models.alerts import SavedSearch

FOLDER = "search/alerts/mail"


@dataclass(frozen=True, kw_only=True)
class Item:
    """A statement in a digest."""

    page: ArticlePage
    url: str
    language: str


def confirmation_email(saved: SavedSearch) -> EmailMultiAlternatives:
    """Return the e-mail that asks the reader to confirm the alert."""
    with translation.override(saved.language):
        subject = _("Confirm your e-mail alert")
        context = {"link": confirm_link(saved)}
        return _email(saved, name="confirm", subject=subject, context=context)


def reminder_email(saved: SavedSearch) -> EmailMultiAlternatives:
    """Return the e-mail to a reader who asked again for an alert that is active already."""
    with translation.override(saved.language):
        subject = _("You already have this e-mail alert")
        return _email(saved, name="already", subject=subject, context={})


def digest_email(
    saved: SavedSearch, *, statements: Sequence[NewStatement], total: int, until: int
) -> EmailMultiAlternatives:
    """Return the e-mail with new statements; `total` includes those that it does not show.

    The Message-ID depends on the alert and the positions `saved.after` and `until` only, so that
    mailboxes recognise a digest that is sent twice.
    """
    root = site_root(saved.site)
    with translation.override(saved.language):
        question = saved_question(saved)
        words = describe(question)
        subject = ngettext(
            "%(count)d new statement: %(search)s", "%(count)d new statements: %(search)s", total
        ) % {"count": total, "search": words}
        context = {
            "items": [
                Item(
                    page=statement.page,
                    url=root + urlsplit(statement.url).path,
                    language=language_of(statement.page),
                )
                for statement in statements
            ],
            "total": total,
            "more": total - len(statements),
            "all_url": root + search_address(question),
            "words": words,
        }
        message = _email(saved, name="digest", subject=subject, context=context)
    name = hashlib.sha256(f"{saved.key.hex} {saved.after} {until}".encode()).hexdigest()[:32]
    message.extra_headers["Message-ID"] = f"<{name}@{saved.site.hostname}>"
    return message


def _email(
    saved: SavedSearch, *, name: str, subject: str, context: Mapping[str, object]
) -> EmailMultiAlternatives:
    """Render an e-mail in the active language. `office` comes from a context processor."""
    context = {
        "words": context.get("words") or describe(saved_question(saved)),
        "saved": saved,
        "host": saved.site.hostname,
        "root": site_root(saved.site),
        "manage_url": manage_link(saved),
        "unsubscribe_url": unsubscribe_link(saved),
        "subject": subject,
        **context,
    }
    request = _request_to(saved.site)
    text = render_to_string(f"{FOLDER}/{name}.txt", context, request)
    html = render_to_string(f"{FOLDER}/{name}.html", context, request)
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        from_email=_sender(request, saved.site),
        to=[saved.email],
        headers=_headers(saved, is_list=name == "digest"),
    )
    message.attach_alternative(html, "text/html")
    return message


def _headers(saved: SavedSearch, *, is_list: bool) -> dict[str, str]:
    headers = {
        "Content-Language": saved.language,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if is_list:
        headers |= {
            "List-Id": f"<search-alerts.{saved.site.hostname}>",
            "List-Unsubscribe": f"<{unsubscribe_link(saved)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return headers


def _request_to(site: Site) -> HttpRequest:
    """Return a request to the site, for the context processors of its pages."""
    request = HttpRequest()
    request.META |= {"SERVER_NAME": site.hostname, "SERVER_PORT": str(site.port)}
    request.path = request.path_info = "/"
    request._wagtail_site = site  # type: ignore[attr-defined]  # where Wagtail caches the site
    return request


def _sender(request: HttpRequest, site: Site) -> str:
    """Return the installation's sender address with the office's name."""
    name = " ".join(render_to_string(f"{FOLDER}/sender.txt", {"site": site}, request).split())
    return formataddr((name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))
