"""E-mails to people whom a comment mentions: “@elin”, by user name or by a first name.

Each person is told once for a comment, in their own language. Those whom Wagtail tells about the
comment anyway, because they follow the page or its thread, are not told again.
"""

import logging
import re
import smtplib
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.mail import EmailMessage
from django.db.models.signals import post_save
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Comment, CommentReply, Page, PageSubscription
from wagtail.permissions import policy_registry

from newsroom.editing.mail.messages import describe
from newsroom.editing.mail.recipients import preferred_language
from newsroom.publishing.after_commit import call_after_commit

logger = logging.getLogger(__name__)

MENTION = re.compile(r"(?<![\w@.])@([\w][\w.+-]*)")


def mentioned(text: str, colleagues: list[AbstractUser]) -> list[AbstractUser]:
    """Return the colleagues whom the text mentions, each once.

    A first name counts where only one colleague has it.
    """
    by_name: dict[str, list[AbstractUser]] = {}
    for user in colleagues:
        for name in {user.get_username().lower(), user.first_name.lower()} - {""}:
            by_name.setdefault(name, []).append(user)
    names = [name.lower().rstrip(".-+") for name in MENTION.findall(text)]
    found = (by_name.get(name, []) for name in names)
    return list({users[0].pk: users[0] for users in found if len(users) == 1}.values())


def send_mentions(comments: list[int]) -> None:
    """Tell the people whom new comments mention."""
    for comment in Comment.objects.filter(pk__in=comments).select_related("page", "user"):
        _send(comment.page, comment.text, author=comment.user, followers=set())


def send_mentions_in_replies(replies: list[int]) -> None:
    """Tell the people whom new replies mention, except those of the thread."""
    rows = CommentReply.objects.filter(pk__in=replies)
    for reply in rows.select_related("comment__page", "user"):
        others = reply.comment.replies.values_list("user", flat=True)
        followers = {reply.comment.user_id, *others}
        _send(reply.comment.page, reply.text, author=reply.user, followers=followers)


def connect() -> None:
    """Connect the receivers."""
    post_save.connect(_commented, sender=Comment, dispatch_uid="newsroom_mentions")
    post_save.connect(_replied, sender=CommentReply, dispatch_uid="newsroom_mentions_in_replies")


def _commented(instance: Comment, *, created: bool, **_kwargs: Any) -> None:
    if created and "@" in instance.text:
        call_after_commit(send_mentions, [instance.pk])


def _replied(instance: CommentReply, *, created: bool, **_kwargs: Any) -> None:
    if created and "@" in instance.text:
        call_after_commit(send_mentions_in_replies, [instance.pk])


def _send(page: Page, text: str, *, author: AbstractUser, followers: set[int]) -> None:
    """Send one e-mail to each person who is mentioned and may open the page."""
    policy = policy_registry.get_by_type(Page)
    users = policy.users_with_any_permission_for_instance(["change", "publish"], page)
    subscribed = PageSubscription.objects.filter(page=page, comment_notifications=True)
    told = followers | {author.pk, *subscribed.values_list("user", flat=True)}
    colleagues = list(get_user_model().objects.filter(pk__in=users.values("pk"), is_active=True))
    for user in mentioned(text, colleagues):
        if user.email and user.pk not in told:
            _send_to(user, page, text, author=author)


def _send_to(user: AbstractUser, page: Page, text: str, *, author: AbstractUser) -> None:
    with translation.override(preferred_language(user)):
        described = describe(page)
        context = {
            "user": user,
            "sender": get_user_display_name(author),
            "text": text,
            "page": described,
        }
        values = {
            "title": described.title,
            "language": described.language,
            "office": described.office,
        }
        message = EmailMessage(
            _("You are mentioned: “%(title)s” (%(language)s), %(office)s") % values,
            render_to_string("newsroom/admin/mail/mentioned.txt", context),
            to=[user.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
    try:
        message.send()
    except (smtplib.SMTPException, OSError):
        logger.exception("mention to user %s failed", user.pk)


connect()
