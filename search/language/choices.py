"""Choices for a form or model field that holds a language."""

from django.utils.translation import gettext_lazy as _

from search.language.analysis import LANGUAGES

_NAMES = {"en": _("English"), "cy": _("Welsh")}
LANGUAGE_CHOICES = [(code, _NAMES[code]) for code in LANGUAGES]
