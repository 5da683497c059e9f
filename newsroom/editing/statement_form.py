"""The form of a statement, with the checks before publication."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from newsroom.addresses.routes import slug_is_reserved
from newsroom.editing.publication_checks import (
    Finding,
    check_body,
    check_lead_picture,
    check_list_fields,
    is_in_capitals,
    to_sentence_case,
)
from newsroom.editing.schedule_form import ScheduleForm
from newsroom.models import ArticlePage
from newsroom.models.terms import Category

SENTENCE = "sentence"
KEEP = "keep"


class ArticleForm(ScheduleForm):
    """Limits categories and topics to the page's office and language; checks before publication.

    Wagtail defers validation when a draft is saved. These checks then refuse nothing.
    """

    title_capitals = forms.ChoiceField(
        label=_("Title in capitals"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", _("Decide before publication")),
            (SENTENCE, _("Use sentence case")),
            (KEEP, _("Keep the capitals")),
        ],
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        parent = self.parent_page or self.instance.get_parent()
        self.site = parent.get_site() if parent else None
        if "categories" in self.fields:
            self.fields["categories"].queryset = Category.objects.filter(
                site=self.site, locale_id=self._locale_id()
            )
        self._suggest_sentence_case()

    def _locale_id(self) -> int | None:
        return self.instance.locale_id or (self.parent_page and self.parent_page.locale_id)

    def _suggest_sentence_case(self) -> None:
        title = (self.data.get("title") if self.is_bound else None) or self.instance.title or ""
        field = self.fields.get("title_capitals")
        if field is None:
            return
        self.title_is_in_capitals = is_in_capitals(title)
        field.help_text = _("In sentence case: “%(title)s”") % {"title": to_sentence_case(title)}

    def is_valid(self) -> bool:
        """Return whether the form and its formsets are valid, topics included."""
        if not super().is_valid():
            return False
        self._clean_topics()
        return not self.errors

    def clean(self):
        """Run the checks before publication, unless only a draft is saved."""
        cleaned = super().clean()
        if self.is_deferred_validation:
            return cleaned
        self._clean_capitals(cleaned)
        slug = cleaned.get("slug")
        if slug and slug_is_reserved(slug):
            self.add_error("slug", _("This address is used by the site itself. Choose another."))
        for finding in self.findings(cleaned):
            if finding.blocks_publication:
                self.add_error(
                    finding.field if finding.field in self.fields else None, finding.message
                )
        return cleaned

    def _clean_capitals(self, cleaned: dict) -> None:
        """Apply the editor's choice to a title in capitals, or add an error that asks for it."""
        title = cleaned.get("title") or ""
        if not is_in_capitals(title):
            return
        suggestion = to_sentence_case(title)
        match cleaned.get("title_capitals"):
            case "sentence":
                cleaned["title"] = suggestion
            case "keep":
                pass
            case _:
                self.add_error(
                    "title",
                    _(
                        "The title is in capitals, which are hard to read. In sentence case: "
                        "“%(title)s”. Choose below whether to use that or to keep the capitals."
                    )
                    % {"title": suggestion},
                )

    def _clean_topics(self) -> None:
        """Refuse topics of another office."""
        formset = self.formsets.get("article_topics")
        for form in formset.forms if formset else []:
            topic = getattr(form, "cleaned_data", {}).get("topic")
            if topic is not None and self.site is not None and topic.site_id != self.site.pk:
                self.add_error(None, _("Choose topics of this office only."))

    def findings(self, cleaned: dict) -> list[Finding]:
        """Return all findings in the cleaned values, both blocking ones and hints."""
        return findings_in(cleaned)

    def hints(self) -> list[Finding]:
        """Return the findings in the saved draft, for the hints panel."""
        return draft_findings(self.instance) if self.instance.pk is not None else []


def findings_in(values: Mapping[str, Any]) -> list[Finding]:
    """Return all findings in the values of a statement's fields."""
    body = [(block.block_type, block.value) for block in values.get("body") or []]
    return [
        *check_lead_picture(
            has_picture=values.get("lead_image") is not None,
            alternative=values.get("lead_image_alt") or "",
            decorative=bool(values.get("lead_image_decorative")),
        ),
        *check_body(body),
        *check_list_fields(
            summary=values.get("summary") or "",
            categories=len(values.get("categories") or []),
        ),
    ]


def draft_findings(draft: ArticlePage) -> list[Finding]:
    """Return all findings in a saved draft."""
    names = ("body", "lead_image", "lead_image_alt", "lead_image_decorative", "summary")
    values = {name: getattr(draft, name) for name in names}
    return findings_in({**values, "categories": list(draft.categories.all())})
