"""Adding and removing categories and topics of many statements, with a preview.

Each statement gets a new version of its latest draft, in a transaction of its own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import PageBulkAction
from wagtail.models import Page, Revision

from newsroom.editing.replacing.replacement import (
    Refused,
    locked_statement,
    obstacles,
    publish_version,
    require_changeable,
)
from newsroom.editing.replacing.views import tell_refusals
from newsroom.editing.rights.offices import editable_offices
from newsroom.languages.configured import active_language
from newsroom.models import ArticlePage, ArticleTopic, Category, Topic
from newsroom.models.terms import Term

MOST_STATEMENTS = 200
FIELDS = ("add_categories", "remove_categories", "add_topics", "remove_topics")


@dataclass(frozen=True, kw_only=True)
class Filing:
    """The terms to add and to remove, by translation key, and what else the form says."""

    add: frozenset[str]
    remove: frozenset[str]
    both_languages: bool
    publish: bool


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happens to a statement: its terms before and after, or why nothing happens."""

    page: ArticlePage
    before: list[str]
    after: list[str]
    obstacle: str | Promise

    @property
    def is_change(self) -> bool:
        """Return whether the statement gets other terms."""
        return not self.obstacle and self.before != self.after


class FilingForm(forms.Form):
    """Categories and topics of one office to add and to remove."""

    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)
    publish = forms.BooleanField(
        label=gettext_lazy(
            "Publish at once the statements that are public and have no other changes"
        ),
        required=False,
    )
    both_languages = forms.BooleanField(
        label=gettext_lazy("Also in the other language"), required=False, initial=True
    )

    def __init__(self, *args: Any, offices: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = {"site__in": offices, "locale__language_code": active_language()}
        choices: dict[type[Term], list[tuple[str, str]]] = {
            model: [
                (str(key), name)
                for key, name in model._default_manager.filter(**own).values_list(
                    "translation_key", "name"
                )
            ]
            for model in (Category, Topic)
        }
        labels = {
            "add_categories": (gettext_lazy("Add categories"), Category),
            "remove_categories": (gettext_lazy("Remove categories"), Category),
            "add_topics": (gettext_lazy("Add topics"), Topic),
            "remove_topics": (gettext_lazy("Remove topics"), Topic),
        }
        fields = {
            name: forms.MultipleChoiceField(
                label=label,
                choices=choices[model],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            for name, (label, model) in labels.items()
            if choices[model]
        }
        self.fields = {**fields, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Refuse a form that changes nothing or contradicts itself."""
        data: dict[str, Any] = super().clean() or {}
        filing = self.filing()
        if not filing.add and not filing.remove:
            raise forms.ValidationError(_("Choose at least one category or topic."))
        if filing.add & filing.remove:
            raise forms.ValidationError(_("The same term cannot be added and removed."))
        return data

    def filing(self) -> Filing:
        """Return what the form says."""
        values = {name: self.cleaned_data.get(name) or [] for name in FIELDS}
        return Filing(
            add=frozenset([*values["add_categories"], *values["add_topics"]]),
            remove=frozenset([*values["remove_categories"], *values["remove_topics"]]),
            both_languages=bool(self.cleaned_data.get("both_languages")),
            publish=bool(self.cleaned_data.get("publish")),
        )


class FileStatementsAction(PageBulkAction):
    """Changes categories and topics of the chosen statements after a preview."""

    display_name = gettext_lazy("Categories and topics")
    action_type = "file"
    aria_label = gettext_lazy("Change categories and topics of the chosen statements")
    template_name = "newsroom/admin/bulk_file.html"
    action_priority = 60
    form_class = FilingForm

    def __init__(self, request: HttpRequest, model: type[Page]) -> None:
        super().__init__(request, model)
        self.refused: list[Refused] = []
        self.published = 0

    def check_perm(self, page: Page) -> bool:
        """Return whether the page is a statement that the user may change."""
        is_statement = issubclass(page.specific_class, ArticlePage) and page.alias_of_id is None
        return bool(is_statement and page.permissions_for_user(self.request.user).can_edit())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Add the user's offices."""
        return {**super().get_form_kwargs(), "offices": editable_offices(self.request.user)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the changes, once terms are chosen."""
        context = super().get_context_data(**kwargs)
        form = context["form"]
        if form.is_bound and form.is_valid():
            chosen = [item["item"] for item in context["items"]]
            context["changes"] = planned_changes(chosen, form.filing(), user=self.request.user)
        return context

    def prepare_action(self, objects: list[Page], without_access: object) -> HttpResponse | None:
        """Show the preview until it is confirmed."""
        if len(objects) > MOST_STATEMENTS:
            text = ngettext(
                "Choose at most %(count)d statement at once.",
                "Choose at most %(count)d statements at once.",
                MOST_STATEMENTS,
            )
            messages.error(self.request, text % {"count": MOST_STATEMENTS})
            return redirect(self.next_url)
        if self.cleaned_form.cleaned_data["confirmed"]:
            return None
        context = self.get_context_data(form=self.cleaned_form)
        return TemplateResponse(self.request, self.template_name, context)

    def get_execution_context(self) -> dict[str, Any]:
        """Add the filing and the action itself, which collects what was refused."""
        filing = self.cleaned_form.filing()
        return {**super().get_execution_context(), "filing": filing, "action": self}

    @classmethod
    def execute_action(
        cls,
        objects: list[Page],
        user: Any = None,
        filing: Filing | None = None,
        action: Any = None,
        **kwargs: Any,
    ) -> tuple[int, int]:
        """File each statement; one that cannot be changed does not stop the others."""
        assert filing is not None  # noqa: S101  (set by get_execution_context)
        done = 0
        for change in planned_changes(objects, filing, user=user):
            title = change.page.draft_title
            if change.obstacle:
                action.refused.append(Refused(title=title, reason=change.obstacle))
                continue
            if not change.is_change:
                continue
            try:
                with transaction.atomic():
                    revision = _file(change.page, filing, user=user)
            except ValidationError as error:
                action.refused.append(Refused(title=title, reason=" ".join(error.messages)))
                continue
            done += 1
            if filing.publish and change.page.live and not change.page.has_unpublished_changes:
                reason = publish_version(revision, page_id=change.page.pk, user=user)
                if reason:
                    action.refused.append(Refused(title=title, reason=reason))
                else:
                    action.published += 1
        return done, 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """Return what was done; add a message for each statement that was refused."""
        tell_refusals(self.request, self.refused)
        text = ngettext(
            "%(count)d statement is filed anew.",
            "%(count)d statements are filed anew.",
            num_parent_objects,
        )
        public = ngettext(
            "%(count)d of them is public so.", "%(count)d of them are public so.", self.published
        )
        parts = [text % {"count": num_parent_objects}]
        if self.published:
            parts.append(public % {"count": self.published})
        return " ".join(parts)


def planned_changes(
    pages: Iterable[Page], filing: Filing, *, user: AbstractBaseUser
) -> list[Change]:
    """Return what a filing does to the statements, and to those of the other language if wanted."""
    keys = [page.pk for page in pages]
    chosen = ArticlePage.objects.filter(pk__in=keys, alias_of=None)
    if filing.both_languages:
        pairs = list(chosen.values_list("translation_key", flat=True))
        chosen = ArticlePage.objects.filter(translation_key__in=pairs, alias_of=None)
    statements = list(chosen.select_related("locale", "latest_revision").order_by("-date", "pk"))
    reasons = obstacles(statements, user=user)
    terms = _terms(filing)
    return [_change(page, filing, terms=terms, obstacle=reasons[page.pk]) for page in statements]


def _change(
    page: ArticlePage, filing: Filing, *, terms: list[Term], obstacle: str | Promise
) -> Change:
    draft = page.get_latest_revision_as_object()
    before = [*draft.categories.all(), *(row.topic for row in draft.article_topics.all())]
    after = [term for term in before if str(term.translation_key) not in filing.remove]
    known = {term.translation_key for term in after}
    site_ids = {term.site_id for term in terms}
    own_site = page.get_site()
    if own_site is None or (terms and own_site.pk not in site_ids):
        obstacle = obstacle or _("These categories and topics belong to another office.")
    added = [
        term
        for term in terms
        if str(term.translation_key) in filing.add
        and term.locale_id == page.locale_id
        and term.translation_key not in known
        and own_site is not None
        and term.site_id == own_site.pk
    ]
    return Change(
        page=page,
        before=sorted(term.name for term in before),
        after=sorted(term.name for term in [*after, *added]),
        obstacle=obstacle,
    )


def _terms(filing: Filing) -> list[Term]:
    """Return the rows of the chosen terms in all languages."""
    keys = filing.add | filing.remove
    return [
        *Category.objects.filter(translation_key__in=keys),
        *Topic.objects.filter(translation_key__in=keys),
    ]


def _file(page: ArticlePage, filing: Filing, *, user: AbstractBaseUser) -> Revision:
    """Save a new version with the terms; return it. Raises ValidationError if it may not."""
    version = page.latest_revision_id or 0
    page = locked_statement(page.pk)
    require_changeable(page, version=version, user=user)
    draft = page.get_latest_revision_as_object()
    own = {"locale_id": page.locale_id, "site": page.get_site()}
    categories = [
        term for term in draft.categories.all() if str(term.translation_key) not in filing.remove
    ]
    new = Category.objects.filter(translation_key__in=filing.add, **own)
    draft.categories = [*categories, *(term for term in new if term not in categories)]
    rows = [
        row
        for row in draft.article_topics.all()
        if str(row.topic.translation_key) not in filing.remove
    ]
    known = {row.topic_id for row in rows}
    for topic in Topic.objects.filter(translation_key__in=filing.add, **own):
        if topic.pk not in known:
            rows.append(ArticleTopic(topic=topic, sort_order=len(rows)))
    draft.article_topics = rows
    revision: Revision = draft.save_revision(user=user, log_action=True)
    return revision
