"""Two offices in one installation. Every word of the second contains `MARKER`.

The content of the test that walks the URLs of the admin: for each kind of id that an admin URL can
hold, the ids of the first office and those of the second.
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Locale, PageViewRestriction, UploadedFile, Workflow
from wagtail_localize.models import OverridableSegment, StringSegment, TranslationSource
from wagtail_localize.operations import TranslationCreator

from home.offices.provisioning import Office
from newsroom.models import (
    ArticlePage,
    ArticleTopic,
    GlossaryTerm,
    NewsroomDocument,
    OutsideLink,
    OutsideLinkUse,
    PartnerKey,
    Replacement,
    ScheduleFailure,
    Topic,
    WebhookEndpoint,
)
from search.models import PromotedResult, QueryCount, SynonymGroup
from tests.factories import make_image, make_office, make_statement

MARKER = "zqelsewhere"
SEARCHED = "quartz"  # a word of everything in the second office
Ids = dict[str, list[Any]]


@dataclass
class TwoOffices:
    """The ids of each office by kind, and the groups of the first."""

    own: Ids
    theirs: Ids
    groups: dict[str, Group]
    users: dict[str, Any] = field(default_factory=dict)


def make_two_offices(office: Office) -> TwoOffices:
    """Make the second office, and the same content in both."""
    other = make_office(
        hostname=f"{MARKER}.example",
        is_default=False,
        **{
            f"{name}_{code}": f"{MARKER} {name} {code}"
            for name in ("name", "role", "region", "funding", "imprint")
            for code in ("en", "cy")
        },
    )
    for code, rows in other.categories.items():
        for row in rows:
            row.name, row.slug = f"{MARKER} {row.name}", f"{MARKER}-{row.slug}"
            row.save()
        index = other.indexes[code]
        index.title, index.slug = f"{MARKER} news {code}", f"{MARKER}-news"
        index.save()
    own, theirs = _content(office, "own"), _content(other, MARKER)
    groups = {group.name.split(": ")[-1]: group for group in own.pop("groups")}
    theirs.pop("groups")
    made = TwoOffices(own=own, theirs=theirs, groups=groups)
    users = get_user_model().objects
    for role, group in groups.items():
        made.users[role] = users.create_user(username=f"role-{role}", email=f"{role}@own.example")
        made.users[role].groups.add(group)
    nobody = Group.objects.create(name="nobody")
    nobody.permissions.add(*groups["editors"].permissions.filter(codename="access_admin"))
    made.users["nobody"] = users.create_user(username="role-nobody")
    made.users["nobody"].groups.add(nobody)
    return made


def _content(office: Office, word: str) -> Ids:
    """Make one of everything that an id in an admin URL can name, with `word` in its words."""
    user = get_user_model().objects.create_user(
        username=f"{word}-{SEARCHED}-person",
        email=f"{word}@people.example",
        first_name=f"{word}-first",
        last_name=f"{word}-last",
    )
    groups = list(Group.objects.filter(page_permissions__page=office.homes["en"]).distinct())
    user.groups.add(*groups)
    pages = _pages(office, word, user)
    draft, waiting = pages["draft"], pages["waiting"]
    source, _created = TranslationSource.update_or_create_from_instance(pages["translated"])
    welsh = Locale.objects.get(language_code="cy")
    TranslationCreator(user=user, target_locales=[welsh]).create_translations(pages["translated"])
    translation = source.translations.get()
    image = make_image(title=f"{word} picture", size=(20, 10))
    image.collection, image.uploaded_by_user = office.collection, user
    image.save()
    image.tags.add(f"{word}tag")
    document = NewsroomDocument.objects.create(
        title=f"{word} paper",
        collection=office.collection,
        uploaded_by_user=user,
        file=ContentFile(b"x", name=f"{word}-paper.txt"),
    )
    upload = UploadedFile.objects.create(
        for_content_type_id=1,
        uploaded_by_user=user,
        file=ContentFile(b"x", name=f"{word}-upload.txt"),
    )
    redirect = Redirect.objects.create(
        old_path=f"/{word}-old", site=office.site, redirect_page=draft
    )
    key = PartnerKey(site=office.site, name=f"{word} partner", contact=f"{word}@partner.example")
    key.assign_token()
    key.save()
    webhook = WebhookEndpoint.objects.create(
        site=office.site, name=f"{word} webhook", url=f"https://{word}.partner.example/"
    )
    synonyms = SynonymGroup.objects.create(site=office.site, language="en", words=f"{word} a, b")
    promotion = PromotedResult.objects.create(
        site=office.site, language="en", searches=f"{word} search", page=draft
    )
    QueryCount.objects.create(
        site=office.site,
        language="en",
        day=datetime.date(2026, 1, 1),
        key=f"{word} line",
        line=f"{word} line",
        searches=50,
    )
    ScheduleFailure.objects.create(
        page=draft,
        action="publish",
        due_at=timezone.now(),
        next_attempt_at=timezone.now(),
        error=f"{word} error",
    )
    glossary_term = GlossaryTerm.objects.create(
        site=office.site, term_en=f"{word} term", term_cy=f"{word} term cy"
    )
    replacement = Replacement.objects.create(site=office.site, find=f"{word} found")
    link = OutsideLink.objects.create(
        key=word,
        url=f"https://{word}.link.example/",
        host=f"{word}.link.example",
        state=OutsideLink.State.BROKEN,
        next_check_at=timezone.now(),
    )
    link_use = OutsideLinkUse.objects.create(link=link, page=pages["live"])
    workflow = Workflow.objects.get(workflow_pages__page=office.homes["en"])
    workflow_state = waiting.current_workflow_state
    restriction = PageViewRestriction.objects.create(
        page=pages["private"], restriction_type="password", password=f"{word}-password"
    )
    session = EditingSession.objects.create(
        user=user, content_object=draft, last_seen_at=timezone.now()
    )
    for instance in (image, document, redirect, key, webhook, synonyms, user, *groups, workflow):
        log(instance=instance, action="wagtail.edit", user=user)
    made: Ids = {
        "page": [draft.pk],
        "index": [office.indexes["en"].pk],
        "revision": [waiting.latest_revision_id],
        "task_state": [workflow_state.current_task_state_id],
        "workflow_state": [workflow_state.pk],
        "workflow": [workflow.pk],
        "task": [row.pk for row in workflow.tasks],
        "collection": [office.collection.pk],
        "image": [image.pk],
        "document": [document.pk],
        "upload": [upload.pk],
        "user": [user.pk],
        "group": [group.pk for group in groups],
        "site": [office.site.pk],
        "redirect": [redirect.pk],
        "key": [key.pk],
        "webhook": [webhook.pk],
        "synonyms": [synonyms.pk],
        "promotion": [promotion.pk],
        "category": [office.categories["en"][0].pk],
        "topic": [Topic.objects.filter(site=office.site).first().pk],
        "translation_source": [source.pk],
        "translation": [translation.pk],
        "string_segment": [StringSegment.objects.filter(source=source).first().pk],
        "override": list(
            OverridableSegment.objects.filter(source=source).values_list("pk", flat=True)[:1]
        ),
        "restriction": [restriction.pk],
        "session": [session.pk],
        "glossary_term": [glossary_term.pk],
        "replacement": [replacement.pk],
        "link_use": [link_use.pk],
        "groups": groups,
    }
    return made


def _pages(office: Office, word: str, user) -> dict[str, ArticlePage]:
    """Make pages of the kinds that the admin lists: a draft, one that waits, and so on."""
    locale = office.indexes["en"].locale
    searched = SEARCHED if word == MARKER else "granite"
    topic = Topic.objects.create(
        site=office.site, locale=locale, name=f"{word} {searched} topic", slug=f"{word}-topic"
    )
    later = timezone.now() + datetime.timedelta(days=1)

    def make(kind: str, **changes) -> ArticlePage:
        page = make_statement(
            office,
            title=f"{word} {searched} {kind}",
            slug=f"{word}-{kind}",
            text=f"{word} words",
            summary=f"{word} summary",
            categories=office.categories["en"][:1],
            owner=user,
            **changes,
        )
        ArticleTopic.objects.create(page=page, topic=topic)
        page.save_revision(user=user, log_action=True)
        return page

    pages = {
        "draft": make("draft", live=False),
        "waiting": make("waiting", live=False),
        "scheduled": make("scheduled", live=False, go_live_at=later),
        "live": make("live", publish=True),
        "private": make("private"),
        "translated": make("translated", publish=True),
        "locked": make("locked"),
    }
    pages["scheduled"].latest_revision.publish(user=user)
    pages["live"].title = f"{word} changed"
    pages["live"].save_revision(user=user)
    locked = pages["locked"]
    locked.locked, locked.locked_by, locked.locked_at = True, user, timezone.now()
    locked.save()
    waiting = pages["waiting"]
    waiting.get_workflow().start(waiting, user)
    return pages
