"""Factories of offices, statements and pictures for tests."""

import datetime
import io
import uuid

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as PillowImage
from wagtail.models import PageViewRestriction

from home.offices.provisioning import Office, create_office
from newsroom.media.renditions import prepare_image
from newsroom.models import ArticlePage, ArticleTopic, NewsroomImage, Topic

CATEGORIES = [
    {"en": "Senedd News", "cy": "Newyddion y Senedd"},
    {"en": "Local News", "cy": "Newyddion Lleol"},
    {"en": "Speeches", "cy": "Areithiau"},
]


def make_office(*, hostname: str = "localhost", is_default: bool = True, **changes) -> Office:
    """Make an office with three categories; `changes` override its settings."""
    settings = {
        "name_en": "Mared Puw",
        "name_cy": "Mared Puw",
        "role_en": "Member of the Senedd",
        "role_cy": "Aelod o'r Senedd",
        "region_en": "Dyffryn Arian",
        "region_cy": "Dyffryn Arian",
        "funding_en": "The costs of this website have been met from public funds.",
        "funding_cy": "Talwyd costau'r wefan hon o arian cyhoeddus.",
        "imprint_en": "Promoted by Mared Puw on her own behalf.",
        "imprint_cy": "Hyrwyddir gan Mared Puw ar ei rhan ei hun.",
        **changes,
    }
    return create_office(
        hostname=hostname, settings=settings, categories=CATEGORIES, is_default=is_default
    )


def make_statement(
    office: Office,
    *,
    language: str = "en",
    title: str = "A statement",
    text: str = "Words of the statement.",
    date: datetime.date = datetime.date(2016, 6, 16),
    translation_of: ArticlePage | None = None,
    live: bool = True,
    publish: bool = False,
    **fields,
) -> ArticlePage:
    """Add a statement to the office's index; `publish` goes through a revision."""
    index = office.indexes[language]
    if translation_of is not None:
        fields["translation_key"] = translation_of.translation_key
    categories = fields.pop("categories", None)
    if live:
        fields.setdefault("first_published_at", timezone.now())
        fields.setdefault("last_published_at", timezone.now())
    page = ArticlePage(
        title=title,
        date=date,
        locale=index.locale,
        live=live and not publish,
        body=[("paragraph", f"<p>{text}</p>")],
        **fields,
    )
    if categories is not None:
        page.categories = categories
    index.add_child(instance=page)
    if publish:
        page.save_revision().publish()
        page.refresh_from_db()
    return page


def make_newsroom(office: Office) -> dict[str, tuple[list[ArticlePage], list[ArticlePage]]]:
    """Make public statements in each language, and one of every kind that is not public.

    What is not public contains a word that begins with "canary", and so does a draft of the first
    public statement.
    """
    hour = datetime.timedelta(hours=1)
    made = {}
    for language in ("en", "cy"):
        locale = office.indexes[language].locale
        topic = Topic.objects.create(site=office.site, locale=locale, name="Rivers", slug="rivers")

        def add(title, *, topic=topic, language=language, **fields):
            page = make_statement(
                office,
                language=language,
                title=title,
                text=f"{title} in its body",
                summary=f"{title} in its summary",
                categories=office.categories[language][:1],
                **fields,
            )
            ArticleTopic.objects.create(page=page, topic=topic)
            return page

        public = [add(f"Public {number}") for number in range(3)]
        hidden = [
            add("canarydraft", live=False),
            add("canaryscheduled", live=False, go_live_at=timezone.now() + hour),
            add("canaryearly", go_live_at=timezone.now() + hour),
            add("canaryexpired", expire_at=timezone.now() - hour),
            add("canaryrestricted"),
        ]
        PageViewRestriction.objects.create(page=hidden[-1], restriction_type="login")
        public[1].body = [
            ("paragraph", "<p>Public words</p>"),
            ("related", {"heading": "", "statements": hidden}),
        ]
        public[1].save()
        public[0].title = public[0].summary = "canaryrevision"
        public[0].save_revision()
        made[language] = (public, hidden)
    # An untranslated copy, and a translation of something hidden.
    made["en"][0][2].create_alias(
        parent=office.indexes["cy"],
        update_locale=office.indexes["cy"].locale,
        update_slug="canaryalias",
    )
    return made


def make_image(*, title: str = "A picture", size: tuple[int, int] = (1200, 800)) -> NewsroomImage:
    """Make a plain JPEG picture of the given size in pixels."""
    buffer = io.BytesIO()
    PillowImage.new("RGB", size, (40, 90, 110)).save(buffer, "JPEG")
    return NewsroomImage.objects.create(
        title=title, file=ContentFile(buffer.getvalue(), name=f"{uuid.uuid4().hex}.jpg")
    )


def make_ready_image(**fields) -> NewsroomImage:
    """Make a picture with all its sizes, as after the worker's next pass. Small, so it is quick."""
    image = make_image(**{"size": (60, 40), **fields})
    prepare_image(image)
    return image
