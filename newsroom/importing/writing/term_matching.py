"""Matching of a source's category and topic names to the terms of a site."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from wagtail.models import Locale, Site

from newsroom.importing.items import Note
from newsroom.importing.writing.slugs import slug_for
from newsroom.languages.configured import language_codes
from newsroom.models import Category, Topic

# The categories of the model site in each language, to name those that are created.
_KNOWN_NAMES = [
    {"en": "Articles", "cy": "Erthyglau"},
    {"en": "Assembly News", "cy": "Newyddion y Cynulliad"},
    {"en": "European News", "cy": "Newyddion Ewropeaidd"},
    {"en": "Holyrood News", "cy": "Newyddion Holyrood"},
    {"en": "Local News", "cy": "Newyddion Lleol"},
    {"en": "News", "cy": "Newyddion"},
    {"en": "Reports", "cy": "Adroddiadau"},
    {"en": "Senedd News", "cy": "Newyddion y Senedd"},
    {"en": "Speeches", "cy": "Areithiau"},
    {"en": "Speeches in Parliament", "cy": "Areithiau yn y Senedd"},
]


@dataclass(frozen=True, kw_only=True)
class MatchedTerms:
    """Primary keys of terms in the requested language, and notes on created terms."""

    ids: tuple[int, ...]
    notes: tuple[Note, ...]


class TermMatcher:
    """Finds the terms of one site and model by their name in any language, or creates them.

    Former names such as "Assembly News" and "Senedd News" are not merged, since only the office
    can decide that. Memory grows with the number of terms, not of statements.
    """

    def __init__(self, model: type[Category] | type[Topic], site: Site, *, apply: bool) -> None:
        self.model = model
        self.site = site
        self.apply = apply
        self.locales = {
            locale.language_code: locale
            for locale in Locale.objects.filter(language_code__in=language_codes())
        }
        self.keys: dict[str, object] = {}
        self.ids: dict[tuple[object, int], int] = {}
        self.slugs: set[tuple[int, str]] = set()
        # Names already reported as created, or as missing in a dry run.
        self.reported: set[str] = set()
        rows = model.objects.filter(site=site).order_by("pk")
        for row in rows:
            self._add(row)

    def match(self, names: Iterable[str], *, language: str) -> MatchedTerms:
        """Return the terms of `names`; unknown ones are created in every language."""
        ids: list[int] = []
        notes: list[Note] = []
        locale = self.locales[language]
        for name in names:
            key = self.keys.get(_match_key(name))
            if key is None or (key, locale.pk) not in self.ids:
                notes.extend(self._create(name, key))
                key = self.keys.get(_match_key(name))
            if (key, locale.pk) in self.ids:
                ids.append(self.ids[key, locale.pk])
        return MatchedTerms(ids=tuple(dict.fromkeys(ids)), notes=tuple(notes))

    def _create(self, name: str, key: object | None) -> Sequence[Note]:
        """Create the missing languages of a term; a dry run only returns the note, once."""
        if _match_key(name) in self.reported:
            return ()
        self.reported.add(_match_key(name))
        names, known = _names_by_language(name)
        if self.apply:
            order = {"order": len(self.keys)} if self.model is Category else {}
            for code, locale in self.locales.items():
                if key is not None and (key, locale.pk) in self.ids:
                    continue
                row = self.model(
                    site=self.site,
                    locale=locale,
                    name=names[code],
                    slug=self._free_slug(names[code], locale.pk),
                    **order,
                )
                if key is not None:
                    row.translation_key = key
                row.save()
                key = row.translation_key
                self._add(row)
            self.keys[_match_key(name)] = key
        return (_created_note(self.model, names, known=known),)

    def _add(self, row: Category | Topic) -> None:
        self.keys.setdefault(_match_key(row.name), row.translation_key)
        self.ids[row.translation_key, row.locale_id] = row.pk
        self.slugs.add((row.locale_id, row.slug))

    def _free_slug(self, name: str, locale_id: int) -> str:
        base = slug_for(name, fallback="term")[:90]
        slug, number = base, 2
        while (locale_id, slug) in self.slugs:
            slug, number = f"{base}-{number}", number + 1
        return slug


def _match_key(name: str) -> str:
    return " ".join(name.replace("’", "'").split()).casefold()


def _names_by_language(name: str) -> tuple[dict[str, str], bool]:
    """Return the name by language, and whether it is translated or only repeated."""
    for names in _KNOWN_NAMES:
        if _match_key(name) in map(_match_key, names.values()):
            return names, True
    return dict.fromkeys(language_codes(), name), False


def _created_note(
    model: type[Category] | type[Topic], names: dict[str, str], *, known: bool
) -> Note:
    first, other = (names[code] for code in language_codes())
    if known:
        message = _("New: “%(english)s” / “%(welsh)s”")
    elif model is Category:
        message = _("New category “%(english)s”; it needs its name in the other language")
    else:
        message = _("New topic “%(english)s”; it needs its name in the other language")
    return Note(
        code="new_category" if model is Category else "new_topic",
        message=message % {"english": first, "welsh": other},
    )
