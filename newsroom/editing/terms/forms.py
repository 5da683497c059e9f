"""Forms that edit a category or topic in both languages at once."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Locale, Site
from wagtail.permissions import policy_registry

from newsroom.languages.configured import default_language, language_name, other_language
from newsroom.models import Topic
from newsroom.models.terms import Term

LABELS = {"name": _("Name"), "slug": _("Slug"), "description": _("Description")}


class TermForm(WagtailAdminModelForm):
    """Edits the rows of both languages, which always exist together.

    Fields of the second row begin with `other_`.
    """

    other_name = forms.CharField(max_length=100)
    other_slug = forms.SlugField(max_length=100, required=False)
    other_description = forms.CharField(required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.locale = self.instance.locale if self.instance.locale_id else _default_locale()
        self.other_locale = Locale.objects.get(
            language_code=other_language(self.locale.language_code)
        )
        self.other = self._other_row()
        self._label_fields()
        self._limit_sites()

    def _other_row(self) -> Term:
        """Return the row of the other language, or a new one that is not saved yet."""
        model = type(self.instance)
        existing = None
        if self.instance.pk:
            existing = model.objects.filter(
                translation_key=self.instance.translation_key, locale=self.other_locale
            ).first()
        return existing or model(
            locale=self.other_locale, translation_key=self.instance.translation_key
        )

    def _label_fields(self) -> None:
        for name, label in LABELS.items():
            for field, locale in ((name, self.locale), (f"other_{name}", self.other_locale)):
                if field not in self.fields:
                    continue
                language = language_name(locale.language_code)
                self.fields[field].label = f"{label} ({language})"
                if field.startswith("other_"):
                    self.initial.setdefault(field, getattr(self.other, name))
        for field in ("slug", "other_slug"):
            if field in self.fields:
                self.fields[field].required = False
                self.fields[field].help_text = _("Leave empty to make it from the name.")

    def _limit_sites(self) -> None:
        """Offer the editor's offices for a new term; disable the field for an existing one."""
        field = self.fields["site"]
        if self.instance.pk:
            field.disabled = True
            field.queryset = Site.objects.filter(pk=self.instance.site_id)
        elif self.for_user is not None:
            policy = policy_registry.get_by_type(type(self.instance))
            field.queryset = policy.sites_user_has_permission_for(self.for_user, "add")
        field.empty_label = None
        if field.queryset.count() == 1:
            field.initial = field.queryset.first()

    def clean(self):
        """Derive missing slugs from names; refuse empty slugs and those of other terms."""
        cleaned = super().clean()
        for prefix, locale, row in (
            ("", self.locale, self.instance),
            ("other_", self.other_locale, self.other),
        ):
            name = f"{prefix}slug"
            term_name = cleaned.get(f"{prefix}name")
            slug = cleaned.get(name) or slugify(term_name or "")
            cleaned[name] = slug
            same_slug = type(row).objects.filter(site=cleaned.get("site"), locale=locale, slug=slug)
            target = name if name in self.fields else f"{prefix}name"
            if term_name and not slug and name not in self.errors:
                message = _("No slug can be made from the name.")
                self.add_error(target, ValidationError(message))
            elif slug and same_slug.exclude(pk=row.pk).exists():
                self.add_error(target, ValidationError(_("Another one has this slug already.")))
        return cleaned

    def save(self, commit=True):
        """Save both rows."""
        term = self.instance
        term.locale = self.locale
        term.slug = self.cleaned_data["slug"]
        term = super().save(commit=commit)
        other = self.other
        other.site, other.translation_key = term.site, term.translation_key
        for name in LABELS:
            setattr(other, name, self.cleaned_data.get(f"other_{name}", ""))
        if hasattr(term, "order"):
            other.order = term.order
        if commit:
            other.save()
        return term


class NewTopicForm(TermForm):
    """The short form of the topic chooser."""

    class Meta:
        model = Topic
        fields = ("name", "site")

    field_order = ("name", "other_name", "site")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("other_slug", "other_description"):
            del self.fields[name]
        if self.fields["site"].queryset.count() == 1:
            self.fields["site"].widget = forms.HiddenInput()


def _default_locale() -> Locale:
    return Locale.objects.get(language_code=default_language())
