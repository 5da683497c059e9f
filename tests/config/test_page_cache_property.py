"""Whatever editors do, the page cache answers with what is rendered without any cache.

The models that editors change are those whose changes renew a state token, and the addresses that
readers ask are those of all stored views, with every link that any answer ever held.
"""

import contextlib
import datetime
import random
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.apps import apps
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.db import models
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Page, Site

from config.http.cached_views import CACHED_VIEWS
from home.models import Navigation
from home.offices.provisioning import Office
from newsroom.media.renditions import prepare_pending
from newsroom.models import ArticlePage, ArticleTopic, NewsroomImage, Topic
from newsroom.publishing.state_receivers import PUBLIC_MODELS
from tests.factories import make_image, make_office, make_statement
from tests.newsroom.partners.changes.editors import Editor, run_worker
from tests.property_tests import examples

pytestmark = pytest.mark.any_database("test_page_cache_across_processes.py runs on both databases")

STEPS = 15
ASKED = 8  # addresses of each host before and after each step
OLD_ADDRESSES = ("/old-1/", "/old-2/")
HOSTS = ("localhost", "b.example")
# Fields that Wagtail and treebeard manage, and fields whose change ends the test's site.
MANAGED = {
    *("path", "depth", "numchild", "url_path", "translation_key", "live", "expired", "locked"),
    *("draft_title", "has_unpublished_changes", "hostname", "port", "is_default_site", "file_hash"),
    *("password", "restriction_type", "filter_spec", "width", "height", "file_size", "old_path"),
    *("redirect_page_route_path", "slug", "path_key", "focal_point_key", "alias_of"),
}
KINDS = (models.CharField, models.TextField, models.BooleanField, models.DateField)
NO_CACHE = {
    name: {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    for name in django_settings.CACHES
}


class PublicEditor(Editor):
    """An editor who also changes everything else that public pages show."""

    focus: ArticlePage | None = None

    def act(self) -> None:
        """Perform one action of any kind."""
        if self.dice.random() < 0.5:
            super().act()
            return
        name = self.dice.choice(
            [
                "field",
                "field",
                "words",
                "picture",
                "topic",
                "menu",
                "redirect",
                "redirect",
                "related",
            ]
        )
        self.done.append(name)
        getattr(self, f"_act_{name}")()

    def _act_field(self) -> None:
        """Change one field of any object that renews a token."""
        model = self.dice.choice(changeable_models())
        instance = self._any(model.objects.all())
        fields = changeable_fields(model)
        if instance is not None and fields:
            field = self.dice.choice(fields)
            self.done[-1] = f"{model.__name__}.{field.name}"
            self.change(instance, [field])

    def change(self, instance: models.Model, fields: list[models.Field]) -> None:
        """Give these fields other values, save the object, and publish it if it is a page."""
        for field in fields:
            value = self._other_value(field, getattr(instance, field.name))
            with contextlib.suppress(ValidationError):
                setattr(instance, field.name, field.clean(value, instance))
        if isinstance(instance, Page) and instance.live:
            instance.save_revision().publish()
        else:
            instance.save()

    def _act_words(self) -> None:
        page = self._statement()
        if page is not None:
            page.body.append(("paragraph", f"<p>Words {self.dice.random()}</p>"))
            page.save_revision().publish()

    def _act_picture(self) -> None:
        page = self._statement()
        if page is None:
            return
        if page.lead_image is None or self.dice.random() < 0.3:
            page.lead_image = make_image(size=(60, 40))
            page.lead_image_alt = "A harbour"
            page.save_revision().publish()
        elif self.dice.random() < 0.3:
            NewsroomImage.objects.get(pk=page.lead_image_id).delete()
        else:
            page.lead_image.credit = f"Credit {self.dice.random()}"
            page.lead_image.save()

    def _act_topic(self) -> None:
        page = self._statement()
        if page is None:
            return
        row = ArticleTopic.objects.filter(page=page).first()
        if row is not None and self.dice.random() < 0.5:
            row.delete()
            return
        site = self.dice.choice(self.offices).site
        name = f"Topic {self.dice.randrange(4)}"
        topic = Topic.objects.filter(site=site, name=name, locale=page.locale).first()
        if topic is None:
            slug = name.lower().replace(" ", "-")
            topic = Topic.objects.create(site=site, name=name, slug=slug, locale=page.locale)
        ArticleTopic.objects.get_or_create(page=page, topic=topic)

    def _act_menu(self) -> None:
        office = self.dice.choice(self.offices)
        navigation = Navigation.for_site(office.site)
        pages = [*office.indexes.values(), *office.homes.values()]
        navigation.main_menu = [
            ("link", {"page": self.dice.choice(pages), "label_en": f"L{self.dice.randrange(9)}"})
        ]
        navigation.save()

    def _act_redirect(self) -> None:
        office = self.dice.choice(self.offices)
        existing = self._any(Redirect.objects.all())
        if existing is not None and self.dice.random() < 0.5:
            existing.delete()
        else:
            Redirect.objects.update_or_create(
                old_path=Redirect.normalise_path(self.dice.choice(OLD_ADDRESSES)),
                site=office.site,
                defaults={"redirect_link": "/news/", "is_permanent": self.dice.random() < 0.5},
            )

    def _act_related(self) -> None:
        """Let a statement of one office recommend one of any office."""
        page, other = self._statement(), self._statement()
        if page is not None and other is not None and page.pk != other.pk:
            page.body.append(("related", {"statements": [other]}))
            page.save_revision().publish()

    def choose_focus(self) -> ArticlePage | None:
        """Choose the statement that the next action is probably about."""
        self.focus = self._any(ArticlePage.objects.filter(pk__in=self.own, live=True))
        return self.focus

    def _statement(self) -> ArticlePage | None:
        if self.focus is not None and self.dice.random() < 0.7:
            return ArticlePage.objects.filter(pk=self.focus.pk).first()
        return self._any(ArticlePage.objects.filter(pk__in=self.own, live=True))

    def _any(self, query):
        found = list(query.order_by("pk"))
        return self.dice.choice(found) if found else None

    def _other_value(self, field: models.Field, value):
        if isinstance(field, models.BooleanField):
            return not value
        if isinstance(field, models.DateField):
            return (value or timezone.now()) - datetime.timedelta(days=1)
        if field.choices:
            return self.dice.choice([choice for choice, _label in field.flatchoices])
        return f"{value or ''} {self.dice.randrange(10)}"[-(field.max_length or 500) :].strip()


def changeable_models() -> list[type[models.Model]]:
    """Return the models whose changes renew a token."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, PUBLIC_MODELS) and model not in (Page, Locale, Site)
    ]


def changeable_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the fields of a model that an editor may change to any value."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, KINDS) and field.editable and field.name not in MANAGED
    ]


def entry_addresses() -> Iterator[str]:
    """Yield an address of each stored view; links lead to the rest."""
    yield from OLD_ADDRESSES
    numbers = {"newsroom_sitemap_part": ["en", 1], "newsroom_embed_script": ["1"]}
    for language, _name in django_settings.LANGUAGES:
        with translation.override(language):
            yield reverse("wagtail_serve", args=[""])
            for name in CACHED_VIEWS:
                if name in ("wagtail_serve", "newsroom_feed", "newsroom_embed_statement"):
                    continue  # found by links
                yield reverse(name, args=numbers.get(name, []))


def links(text: str) -> set[str]:
    """Return the local addresses that an answer names."""
    host = f"https?://(?:{'|'.join(HOSTS)})"
    found = re.findall(rf'(?:href|src|action)="(?:{host})?(/[^"#]*)"', text)
    found += re.findall(rf"<(?:loc|link|id)>{host}(/[^<]*)<", text)
    never = ("/static/", "/media/", "/admin/", "/documents/", "/s/")
    return {
        link.replace("&amp;", "&")
        for link in found
        if not link.startswith(never) and "search" not in link and "chwilio" not in link
    }


@pytest.mark.property
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(examples(1)))
def test_a_stored_answer_equals_one_that_is_rendered_now(client, office, seed):
    dice = random.Random(seed)
    offices = [office, make_office(hostname="b.example", is_default=False, name_en="B")]
    editor = PublicEditor(offices=offices, dice=dice)
    page = make_statement(office, title="The first", publish=True)
    editor.own.append(page.pk)
    known: dict[str, set[str]] = {host: set(entry_addresses()) for host in HOSTS}
    clock = timezone.now()
    for _step in range(STEPS):
        clock += datetime.timedelta(seconds=dice.randrange(90))
        with time_machine.travel(clock, tick=False):
            focus = editor.choose_focus()
            asked = [
                (host, address)
                for host in HOSTS
                for address in [
                    *dice.sample(sorted(known[host]), min(ASKED, len(known[host]))),
                    *OLD_ADDRESSES,
                    *([focus.get_url_parts()[2]] if focus is not None else []),
                ]
            ]
            with override_settings(PAGE_CACHE_BYTES=10_000_000):
                for host, address in asked:
                    answer(client, address, host)
                editor.act()
                if dice.random() < 0.3:
                    run_worker()
                prepare_pending()
            for host, found in compare(client, asked, context=(seed, editor.done)):
                known[host] |= found


def make_content(office: Office) -> ArticlePage:
    """Make a statement with everything that one can have, a redirect and a menu."""
    page = make_statement(
        office,
        title="The first",
        publish=True,
        categories=office.categories["en"][:1],
        lead_image=make_image(size=(60, 40)),
        lead_image_alt="A harbour",
    )
    topic = Topic.objects.create(site=office.site, name="Rivers", slug="rivers", locale=page.locale)
    ArticleTopic.objects.create(page=page, topic=topic)
    Redirect.objects.create(
        old_path=Redirect.normalise_path(OLD_ADDRESSES[0]),
        site=office.site,
        redirect_link="/news/",
        is_permanent=False,
    )
    Navigation.for_site(office.site).save()
    prepare_pending()
    return page


@pytest.mark.django_db
@pytest.mark.office_content(make_content, "office_content")
@pytest.mark.parametrize("model", changeable_models(), ids=lambda model: model.__name__)
def test_a_change_of_any_model_shows_at_once(client, office, office_content, model):
    page = office_content
    news = office.indexes["en"].url
    addresses = [
        page.url,
        news,
        f"{news}rss.xml",
        f"{news}feeds/",
        "/",
        "/cy/",
        "/sitemap-en-1.xml",
    ]
    asked = [(HOSTS[0], address) for address in (*addresses, "/office.css", *OLD_ADDRESSES)]
    editor = PublicEditor(offices=[office], dice=random.Random(0), own=[page.pk])
    with override_settings(PAGE_CACHE_BYTES=10_000_000):
        for host, address in asked:
            answer(client, address, host)
        for instance in model.objects.all():
            editor.change(instance, changeable_fields(model))
        prepare_pending()
    compare(client, asked, context=model)


def compare(client, asked: list[tuple[str, str]], *, context) -> list[tuple[str, set[str]]]:
    """Fail where a stored answer differs from a rendered one; return hosts and links."""
    with override_settings(PAGE_CACHE_BYTES=10_000_000):
        stored = [answer(client, address, host) for host, address in asked]
    found = []
    with override_settings(CACHES=NO_CACHE):
        for (host, address), before in zip(asked, stored, strict=True):
            fresh = answer(client, address, host)
            assert before == fresh, (host, address, context)
            found.append((host, links(fresh[1])))
    return found


def answer(client, address: str, host: str) -> tuple[int, str, str]:
    """Return status, text and destination of an answer."""
    response = client.get(address, headers={"host": host})
    return response.status_code, response.content.decode(), response.get("Location", "")
