"""A simulated editor: random actions on statements, reproducible from a seed."""

import contextlib
import datetime
import random
from dataclasses import dataclass, field

from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from home.offices.provisioning import Office
from newsroom.models import ArticlePage
from newsroom.publishing.schedule import run_schedule
from tests.factories import make_statement

TREE = {"create", "move", "translate", "delete"}


@dataclass(kw_only=True)
class Editor:
    """Performs random actions on its own statements, one at a time."""

    offices: list[Office]
    dice: random.Random
    name: str = "A"
    minute: datetime.timedelta = datetime.timedelta(minutes=1)
    tree: contextlib.AbstractContextManager = field(default_factory=contextlib.nullcontext)
    own: list[int] = field(default_factory=list)
    done: list[str] = field(default_factory=list)

    def act(self) -> None:
        """Perform one action; nothing for a statement that was deleted."""
        names = ["create", "create", "publish", "edit", "unpublish", "move", "rename", "restrict"]
        names += ["open", "delete", "schedule", "expire", "translate", "draft", "category"]
        name = self.dice.choice(names)
        self.done.append(name)
        # Wagtail does not lock the tree enough for two concurrent writers.
        lock = self.tree if name in TREE or not self.own else contextlib.nullcontext()
        with lock:
            self._do(name)

    def _do(self, name: str) -> None:
        if name == "create" or not self.own:
            self._create()
            return
        page = ArticlePage.objects.filter(pk=self.dice.choice(self.own)).first()
        if page is not None:
            getattr(self, f"_{name}")(page)

    def _create(self) -> None:
        language = self.dice.choice(["en", "cy"])
        title = f"Statement {self.name} {len(self.own)}"
        page = make_statement(
            self._office(language),
            language=language,
            title=title,
            slug=f"{title}-{self.dice.random()}".lower().replace(" ", "-").replace(".", "-"),
            live=self.dice.random() < 0.7,
        )
        self.own.append(page.pk)

    def _office(self, language: str) -> Office:
        """Return an office whose index in this language is ready for another statement."""
        office = self.dice.choice(self.offices)
        # The path of a first child depends on `numchild`, which other editors change.
        office.indexes[language].refresh_from_db(fields=["numchild"])
        return office

    def _publish(self, page: ArticlePage) -> None:
        page.go_live_at = page.expire_at = None
        page.save_revision().publish()

    def _edit(self, page: ArticlePage) -> None:
        page.title = f"Words {self.dice.random()}"
        page.save_revision().publish()

    def _draft(self, page: ArticlePage) -> None:
        page.title = "Secret"
        page.save_revision()

    def _unpublish(self, page: ArticlePage) -> None:
        page.unpublish()

    def _move(self, page: ArticlePage) -> None:
        office = self.dice.choice(self.offices)
        page.move(
            type(office.indexes["en"]).objects.get(pk=office.indexes[page.locale.language_code].pk),
            pos="last-child",
        )

    def _rename(self, page: ArticlePage) -> None:
        page.slug = f"named-{self.name.lower()}-{self.dice.randrange(10**9)}"
        page.save_revision().publish()

    def _restrict(self, page: ArticlePage) -> None:
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    def _open(self, page: ArticlePage) -> None:
        for restriction in PageViewRestriction.objects.filter(page_id=page.pk):
            restriction.delete()

    def _delete(self, page: ArticlePage) -> None:
        page.delete()

    def _schedule(self, page: ArticlePage) -> None:
        page.go_live_at = timezone.now() + self.minute
        page.save_revision().publish()

    def _expire(self, page: ArticlePage) -> None:
        page.expire_at = timezone.now() + 2 * self.minute
        page.save_revision().publish()

    def _translate(self, page: ArticlePage) -> None:
        other = "cy" if page.locale.language_code == "en" else "en"
        if Page.objects.filter(translation_key=page.translation_key).count() > 1:
            return
        translation = make_statement(
            self._office(other),
            language=other,
            translation_of=page,
            title=page.title,
            slug=f"translation-{page.pk}",
        )
        self.own.append(translation.pk)

    def _category(self, page: ArticlePage) -> None:
        category = self.dice.choice(self.offices[0].categories[page.locale.language_code])
        category.name = f"Name {self.dice.random()}"
        category.save()


def run_worker() -> None:
    """Publish and unpublish the pages whose time has come."""
    run_schedule()
