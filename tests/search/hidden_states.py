"""Statements in every state in which nobody may read them, each with a marker word of its own.

The marker is in the title, the summary, the body, the caption, the names of the category and the
topic, and title, name and file of a document and a picture. Where the statement was never public,
its slug has a second marker.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from home.models import StandardPage
from home.offices.provisioning import Office
from newsroom.addresses.citations import encode_citation
from newsroom.languages.configured import other_language
from newsroom.models import (
    ArticlePage,
    ArticleTopic,
    Category,
    NewsroomDocument,
    NewsroomImage,
    NewsroomRendition,
    Topic,
)
from newsroom.models.media import unguessable_token
from newsroom.publishing.embargoes import lift_embargo, set_embargo
from newsroom.publishing.schedule import run_schedule
from tests.factories import make_office, make_statement

SIZE = "width-320|format-jpeg|jpegquality-80"
HOUR = datetime.timedelta(hours=1)
# A word of all statements, by which search finds them.
COMMON = {"en": "lighthouse", "cy": "goleudy"}
# In the page's own language, without which nothing is published.
WORDS = {
    "en": "{marker} is in the words about the {common}, and there are more of them in the archive",
    "cy": "Mae {marker} yn y geiriau am y {common}, ac mae mwy ohonynt yn yr archif",
}


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A statement with its markers, and the values that name it in addresses."""

    state: str
    language: str
    marker: str
    values: dict[str, object]

    @property
    def address_marker(self) -> str:
        """Return the word of its slug, which no answer may hold that was not asked for by it."""
        return f"{self.marker}slug"


class Builder:
    """Builds statements of one office and language."""

    def __init__(self, office: Office, *, language: str, person) -> None:
        self.office, self.language = office, language
        self.person = person
        self.made: list[Marked] = []

    def statement(self, marker: str, *, index: Page | None = None, **fields) -> ArticlePage:
        """Make a draft with the marker wherever words can be."""
        site, locale = self.office.site, self.office.indexes[self.language].locale
        term = {"site": site, "locale": locale, "name": f"{marker} term", "slug": f"{marker}term"}
        category, topic = Category.objects.create(**term), Topic.objects.create(**term)
        paper = NewsroomDocument.objects.create(
            title=f"{marker} paper",
            file=ContentFile(f"{marker} paper".encode(), name=f"{marker}.txt"),
        )
        picture = self.picture(marker)
        common = COMMON[self.language]
        words = WORDS[self.language].format(marker=marker, common=common)
        page = make_statement(
            self.office,
            language=self.language,
            title=f"{marker} {common}",
            summary=words,
            slug=f"{marker}slug",
            live=False,
            date=timezone.localdate(),
            categories=[category],
            lead_image=picture,
            lead_image_alt=f"{marker} alternative",
            lead_image_caption=f"{marker} caption",
            **fields,
        )
        page.body = [
            ("paragraph", f"<p>{words}</p>"),
            ("document", {"document": paper, "title": ""}),
        ]
        page.save()
        ArticleTopic.objects.create(page=page, topic=topic)
        return page

    def picture(self, marker: str) -> NewsroomImage:
        """Make a picture and one size of it, with the marker in their names and files."""
        names = {
            folder: default_storage.save(
                f"{folder}/{unguessable_token()}/{marker}.jpg",
                ContentFile(f"{marker} picture".encode()),
            )
            for folder in ("original_images", "images")
        }
        image = NewsroomImage(
            title=f"{marker} picture", file=names["original_images"], width=60, height=40
        )
        # Without the checks of an upload, since this is no picture.
        (image,) = NewsroomImage.objects.bulk_create([image])
        size = NewsroomRendition(
            image=image, filter_spec=SIZE, file=names["images"], width=60, height=40
        )
        NewsroomRendition.objects.bulk_create([size])
        return image

    def add(self, state: str, hide: Callable[[ArticlePage], Page | None]) -> None:
        """Make a statement, and hide it as the state says. `hide` may return another page."""
        marker = f"qx{state.replace(' ', '')}{self.language}"
        page = self.statement(marker)
        shown = hide(page) or page
        document = NewsroomDocument.objects.get(title=f"{marker} paper")
        picture = NewsroomImage.objects.get(title=f"{marker} picture")
        self.made.append(
            Marked(
                state=state,
                language=self.language,
                marker=marker,
                values={
                    "id": shown.pk,
                    "path": shown.get_url_parts()[2],
                    "url": shown.full_url,
                    "citation": encode_citation(shown.translation_key),
                    "category": f"{marker}term",
                    "category_id": Category.objects.get(slug=f"{marker}term").pk,
                    "topic_id": Topic.objects.get(slug=f"{marker}term").pk,
                    "document": document.url,
                    "picture": picture.file.url,
                    "size": picture.renditions.get().file.url,
                },
            )
        )


def publish(page: ArticlePage) -> ArticlePage:
    page.save_revision().publish()
    return ArticlePage.objects.get(pk=page.pk)


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def build_all(office: Office) -> list[Marked]:
    """Build a public statement and one of every hidden state, in each language."""
    person = get_user_model().objects.create_superuser(username="qx")
    elsewhere = make_office(
        hostname="other.localhost", is_default=False, name_en="Elsewhere", name_cy="Rhywle"
    )
    made: list[Marked] = []
    for language in ("en", "cy"):
        builder = Builder(office, language=language, person=person)
        add_states(builder)
        outside = Builder(elsewhere, language=language, person=person)
        outside.add("draft elsewhere", lambda page: None)
        outside.add("public elsewhere", publish)
        made += [*builder.made, *outside.made]
    closed = make_office(
        hostname="closed.localhost", is_default=False, name_en="Closed", name_cy="Ar gau"
    )
    builder = Builder(closed, language="en", person=person)
    builder.add("restricted above", publish)
    restrict(closed.indexes["en"])
    return [*made, *builder.made]


def add_states(builder: Builder) -> None:
    """Add the public statement and every hidden state to the builder's office."""
    office, person = builder.office, builder.person
    index = office.indexes[builder.language]
    other = office.indexes[other_language(builder.language)]

    def in_review(page: ArticlePage) -> None:
        page.save_revision()
        page.get_workflow().start(page, person)

    def scheduled(page: ArticlePage) -> None:
        page.go_live_at = timezone.now() + HOUR
        page.save_revision().publish()

    def live_early(page: ArticlePage) -> None:
        publish(page)
        ArticlePage.objects.filter(pk=page.pk).update(go_live_at=timezone.now() + HOUR)

    def embargoed(page: ArticlePage) -> None:
        set_embargo(page, until=timezone.now() + HOUR, user=person)
        publish(page)

    def copied_under_embargo(page: ArticlePage) -> Page:
        set_embargo(page, until=timezone.now() + HOUR, user=person)
        copy: Page = publish(page).copy(update_attrs={"slug": f"{page.slug}copy"}, keep_live=True)
        return copy

    def expired(page: ArticlePage) -> None:
        publish(page)
        ArticlePage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - HOUR)

    def expired_by_worker(page: ArticlePage) -> None:
        page.expire_at = timezone.now() - HOUR
        page.save_revision().publish()
        ArticlePage.objects.filter(pk=page.pk).update(live=True, expired=False)
        run_schedule()

    def restricted_in_other_language(page: ArticlePage) -> None:
        translated = publish(page).copy_for_translation(other.locale)
        translated.title = "Clean"
        restrict(translated)

    def copy_of_a_copy(page: ArticlePage) -> Page:
        copy = publish(page).create_alias(parent=index, update_slug=f"{page.slug}one")
        again: Page = copy.create_alias(parent=index, update_slug=f"{page.slug}two")
        restrict(page)
        return again

    def untranslated_copy(page: ArticlePage) -> Page:
        alias: Page = page.create_alias(parent=other, update_locale=other.locale)
        return alias

    def newer_draft(page: ArticlePage) -> None:
        """Publish other words, and keep the marked ones as a draft and as a scheduled version."""
        marked = page.save_revision()
        clean = ArticlePage.objects.get(pk=page.pk)
        clean.title = clean.summary = clean.lead_image_caption = clean.lead_image_alt = "Clean"
        clean.lead_image = None
        clean.slug = f"clean-{clean.pk}"
        clean.body, clean.categories, clean.article_topics = [], [], []
        clean.save_revision().publish()
        draft = marked.as_object()
        draft.slug, draft.go_live_at = clean.slug, timezone.now() + HOUR
        draft.save_revision().publish()

    def dropped_under_embargo(page: ArticlePage) -> None:
        """Publish the marked words and others under an embargo, and lift it."""
        set_embargo(page, until=timezone.now() + HOUR, user=person)
        clean = publish(page)
        clean.title = clean.summary = clean.lead_image_caption = clean.lead_image_alt = "Clean"
        clean.lead_image = None
        clean.slug = f"clean-{clean.pk}"
        clean.body, clean.categories, clean.article_topics = [], [], []
        clean.save_revision().publish()
        lift_embargo(page, user=person, reason="Said in the chamber")

    def below_restricted_page(page: ArticlePage) -> Page:
        section = office.homes[builder.language].add_child(
            instance=StandardPage(title=f"Section {page.slug}", locale=index.locale)
        )
        inner: Page = section.add_child(
            instance=StandardPage(title=page.title, slug=page.slug, locale=index.locale)
        )
        restrict(section)
        page.delete()
        return inner

    builder.add("public", publish)
    builder.add("draft", lambda page: None)
    builder.add("in review", in_review)
    builder.add("scheduled", scheduled)
    builder.add("live early", live_early)
    builder.add("embargoed", embargoed)
    builder.add("copied under embargo", copied_under_embargo)
    builder.add("expired", expired)
    builder.add("expired by worker", expired_by_worker)
    builder.add("withdrawn", lambda page: publish(page).unpublish())
    builder.add("restricted", lambda page: restrict(publish(page)))
    builder.add("restricted in other language", restricted_in_other_language)
    builder.add("below restricted page", below_restricted_page)
    builder.add("deleted", lambda page: publish(page).delete() and None)
    builder.add("copy of a copy", copy_of_a_copy)
    builder.add("untranslated copy", untranslated_copy)
    builder.add("newer draft", newer_draft)
    builder.add("dropped under embargo", dropped_under_embargo)
