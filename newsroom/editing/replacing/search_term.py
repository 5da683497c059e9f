"""The words to find, as a pattern and as a condition that narrows down a query.

An apostrophe matches in both forms (’ and '), a space matches any white space.
"""

import re
from dataclasses import dataclass

from django.db.models import Q, TextField
from django.db.models.functions import Cast

_APOSTROPHES = "'’"
_COLUMNS = (
    *("title", "draft_title", "summary", "seo_title", "search_description"),
    *("lead_image_alt", "lead_image_caption", "lead_image_credit", "body_text"),
)


@dataclass(frozen=True, kw_only=True)
class SearchTerm:
    """The words to find and how to compare them."""

    words: str
    match_case: bool = False
    whole_words: bool = False

    def pattern(self) -> re.Pattern[str]:
        """Return the regular expression that matches the words in plain text."""
        parts = []
        for word in self.words.split():
            parts.append(
                "".join(
                    f"[{_APOSTROPHES}]" if letter in _APOSTROPHES else re.escape(letter)
                    for letter in word
                )
            )
        expression = r"\s+".join(parts)
        if self.whole_words:
            expression = rf"(?<!\w){expression}(?!\w)"
        return re.compile(expression, 0 if self.match_case else re.IGNORECASE)

    def narrowed(self, statements):
        """Return the statements whose published fields may contain the words, and all drafts.

        Columns hold text as JSON or HTML, in which letters beyond ASCII may be escaped. Therefore
        the longest run of ASCII letters and digits of the words is looked for.
        """
        runs = re.findall(r"[A-Za-z0-9]+", self.words)
        # These letters match others when case is ignored: K the Kelvin sign, s the long s.
        runs = [part for run in runs for part in re.split(r"[kKsSiI]", run)]
        longest = max(runs, key=len, default="")
        if not longest:
            return statements
        condition = Q(live=False) | Q(has_unpublished_changes=True)
        for column in _COLUMNS:
            condition |= Q(**{f"{column}__icontains": longest})
        return statements.alias(body_text=Cast("body", TextField())).filter(condition)
