"""What do the e-mails say? Text and HTML in the reader's language, with the headers of a list."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import Any
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
from search.alerts.links import confirm_link, manage_link, root_of, unsubscribe_link
from search.alerts.new_results import Told
from search.alerts.searches import in_words, question_of, search_address
from search.models.alerts import SavedSearch

FOLDER = "search/alerts/mail"


@dataclass(frozen=True, kw_only=True)
class Item:
    """One statement in a digest."""

    page: ArticlePage
    url: str
    language: str


def confirmation(saved: SavedSearch) -> EmailMultiAlternatives:
    """Return the letter that asks whether the reader asked."""
    with translation.override(saved.language):
        subject = _("Confirm your e-mail alert")
        context = {"link": confirm_link(saved)}
        return _letter(saved, name="confirm", subject=subject, context=context)


def reminder(saved: SavedSearch) -> EmailMultiAlternatives:
    """Return the letter to somebody who has this alert and asked for it again."""
    with translation.override(saved.language):
        subject = _("You already have this e-mail alert")
        return _letter(saved, name="already", subject=subject, context={})


def digest(
    saved: SavedSearch, *, pages: Sequence[Told], total: int, until: int
) -> EmailMultiAlternatives:
    """Return the letter with new statements; `total` counts those that it does not show too."""
    root = root_of(saved.site)
    with translation.override(saved.language):
        question = question_of(saved)
        words = in_words(question)
        subject = ngettext(
            "%(count)d new statement: %(search)s", "%(count)d new statements: %(search)s", total
        ) % {"count": total, "search": words}
        context = {
            "items": [
                Item(page=one.page, url=_address(one, root=root), language=language_of(one.page))
                for one in pages
            ],
            "total": total,
            "more": total - len(pages),
            "all_url": root + search_address(question),
            "words": words,
        }
        message = _letter(saved, name="digest", subject=subject, context=context)
    # The same again if the same digest is sent twice, so that mailboxes may know it.
    name = hashlib.sha256(f"{saved.key.hex} {saved.after} {until}".encode()).hexdigest()[:32]
    message.extra_headers["Message-ID"] = f"<{name}@{saved.site.hostname}>"
    return message


def _letter(
    saved: SavedSearch, *, name: str, subject: str, context: dict[str, Any]
) -> EmailMultiAlternatives:
    """Render a letter in the active language. `office` comes from the pages' own context."""
    context = {
        "words": context.get("words") or in_words(question_of(saved)),
        "saved": saved,
        "host": saved.site.hostname,
        "root": root_of(saved.site),
        "manage_url": manage_link(saved),
        "unsubscribe_url": unsubscribe_link(saved),
        "subject": subject,
        **context,
    }
    request = _request_of(saved.site)
    text = render_to_string(f"{FOLDER}/{name}.txt", context, request)
    html = render_to_string(f"{FOLDER}/{name}.html", context, request)
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        from_email=_sender(request, saved.site),
        to=[saved.email],
        headers=_headers(saved, with_list=name == "digest"),
    )
    message.attach_alternative(html, "text/html")
    return message


def _headers(saved: SavedSearch, *, with_list: bool) -> dict[str, str]:
    headers = {
        "Content-Language": saved.language,
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if with_list:
        headers |= {
            "List-Id": f"<search-alerts.{saved.site.hostname}>",
            "List-Unsubscribe": f"<{unsubscribe_link(saved)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return headers


def _request_of(site: Site) -> HttpRequest:
    """Return a request as one to the site, for what surrounds its pages."""
    request = HttpRequest()
    request.META |= {"SERVER_NAME": site.hostname, "SERVER_PORT": str(site.port)}
    request.path = request.path_info = "/"
    request._wagtail_site = site  # type: ignore[attr-defined]  # where Wagtail keeps it
    return request


def _sender(request: HttpRequest, site: Site) -> str:
    """Return the installation's address under the office's name."""
    name = " ".join(render_to_string(f"{FOLDER}/sender.txt", {"site": site}, request).split())
    return formataddr((name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))


def _address(told: Told, *, root: str) -> str:
    return root + urlsplit(told.url).path
