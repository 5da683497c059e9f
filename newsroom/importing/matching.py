"""Which category or topic of the office does a word of the source name?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from wagtail.models import Locale, Site

from newsroom.importing.items import Note
from newsroom.importing.writing.slugs import slug_for
from newsroom.models import Category, Topic

# What the model site calls its categories in each language; only used to name a new one.
_PAIRS = [
    ("Articles", "Erthyglau"),
    ("Assembly News", "Newyddion y Cynulliad"),
    ("European News", "Newyddion Ewropeaidd"),
    ("Holyrood News", "Newyddion Holyrood"),
    ("Local News", "Newyddion Lleol"),
    ("News", "Newyddion"),
    ("Reports", "Adroddiadau"),
    ("Senedd News", "Newyddion y Senedd"),
    ("Speeches", "Areithiau"),
    ("Speeches in Parliament", "Areithiau yn y Senedd"),
]


@dataclass(frozen=True, kw_only=True)
class Matched:
    """Primary keys in the language asked for, and what had to be made."""

    ids: tuple[int, ...]
    notes: tuple[Note, ...]


class TermMatcher:
    """Finds terms of one site and kind by their name in either language, or makes them.

    "Assembly News" and "Senedd News" stay two categories: which are the same is for the office to
    say. Holds one small row for each term, not for each statement.
    """

    def __init__(self, model: type[Category] | type[Topic], site: Site, *, apply: bool) -> None:
        self.model = model
        self.site = site
        self.apply = apply
        self.locales = {
            locale.language_code: locale
            for locale in Locale.objects.filter(language_code__in=("en", "cy"))
        }
        self.keys: dict[str, object] = {}
        self.ids: dict[tuple[object, int], int] = {}
        self.slugs: set[tuple[int, str]] = set()
        self.promised: set[str] = set()
        rows = model.objects.filter(site=site).order_by("pk")
        for row in rows:
            self._remember(row)

    def match(self, names: Iterable[str], *, language: str) -> Matched:
        """Return the terms of `names`; those not known are made in both languages."""
        ids: list[int] = []
        notes: list[Note] = []
        locale = self.locales[language]
        for name in names:
            key = self.keys.get(_folded(name))
            if key is None or (key, locale.pk) not in self.ids:
                notes.extend(self._make(name, key))
                key = self.keys.get(_folded(name))
            if (key, locale.pk) in self.ids:
                ids.append(self.ids[key, locale.pk])
        return Matched(ids=tuple(dict.fromkeys(ids)), notes=tuple(notes))

    def _make(self, name: str, key: object | None) -> Sequence[Note]:
        """Make what is missing of a term; in a dry run say once that it would be made."""
        if _folded(name) in self.promised:
            return ()
        self.promised.add(_folded(name))
        names, known = _in_both(name)
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
                self._remember(row)
            self.keys[_folded(name)] = key
        return (_made_note(self.model, names, known=known),)

    def _remember(self, row: Category | Topic) -> None:
        self.keys.setdefault(_folded(row.name), row.translation_key)
        self.ids[row.translation_key, row.locale_id] = row.pk
        self.slugs.add((row.locale_id, row.slug))

    def _free_slug(self, name: str, locale_id: int) -> str:
        base = slug_for(name, fallback="term")[:90]
        slug, number = base, 2
        while (locale_id, slug) in self.slugs:
            slug, number = f"{base}-{number}", number + 1
        return slug


def _folded(name: str) -> str:
    return " ".join(name.replace("’", "'").split()).casefold()


def _in_both(name: str) -> tuple[dict[str, str], bool]:
    """Return the name in each language and whether the other one is known."""
    for english, welsh in _PAIRS:
        if _folded(name) in (_folded(english), _folded(welsh)):
            return {"en": english, "cy": welsh}, True
    return {"en": name, "cy": name}, False


def _made_note(model, names: dict[str, str], *, known: bool) -> Note:
    if known:
        message = _("New: “%(english)s” / “%(welsh)s”")
    elif model is Category:
        message = _("New category “%(english)s”; it needs its name in the other language")
    else:
        message = _("New topic “%(english)s”; it needs its name in the other language")
    return Note(
        code="new_category" if model is Category else "new_topic",
        message=message % {"english": names["en"], "welsh": names["cy"]},
    )
