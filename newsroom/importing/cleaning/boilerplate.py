"""Recognition of boilerplate: lines of the old site's header, share links and footer.

The lists hold what the model site shows in English and in Welsh.
"""

import re

BULLET = re.compile(r"^\s*[•·▪◦‣]\s*")


def _fold(line: str) -> str:
    """Return the line in lower case with straight apostrophes and single spaces."""
    return " ".join(BULLET.sub("", line).replace("’", "'").split()).casefold()


_HEADER = {
    "skip to main content",
    "skip to content",
    "neidio i'r prif gynnwys",
    "neidio i'r cynnwys",
    "mynd i'r prif gynnwys",
    "mynd i'r cynnwys",
    "site logo",
    "logo'r wefan",
    "logo'r safle",
    "logo safle",
    "main navigation",
    "prif lywio",
    "prif lywiad",
    "prif ddewislen",
    "llywio'r brif ddewislen",
    "main menu",
    "menu",
    "dewislen",
    "search",
    "chwilio",
    "home",
    "hafan",
    "cy",
    "en",
    "cymraeg",
    "english",
    "breadcrumb",
    "briwsion bara",
}
_SHARE = {
    "tweet",
    "trydar",
    "trydaru",
    "share",
    "rhannu",
    "share this page",
    "rhannwch y dudalen hon",
    "facebook",
    "twitter",
    "x",
    "linkedin",
    "whatsapp",
    "email",
    "e-mail",
    "e-bost",
    "print",
    "argraffu",
}
_FOOTER_START = {
    "show only",
    "dangos yn unig",
    "dangoswch yn unig",
    "dim ond dangos",
    "footer",
    "troedyn",
    "footer menu",
    "dewislen troedyn",
}
_FOOTER_LINE = re.compile(
    r"^(?:copyright|hawlfraint|©|\(c\)\s*\d{4}|powered by|wedi'i bweru gan|pwerwyd gan"
    r"|site by\b|gwefan gan)|"
    r"\bcosts? of this website (?:has|have) been met\b|\bcostau?'?r? wefan hon\b"
    r"|\btalwyd (?:am )?(?:gost(?:au)?|costau)'?r? (?:y )?wefan"
    r"|\bpromoted by .{1,120} on (?:his|her|their) own behalf"
    r"|\bhyrwydd(?:ir|wyd) gan .{1,120} ar e[iu] (?:r?h?an|rhan) ei h?un"
    r"|^neither .{1,200} (?:is|are) responsible for the content of external"
    r"|\b(?:cyfrifol|gyfrifol) am gynnwys (?:dolenni|gwefannau) allanol"
    r"|\ball rights reserved\b|\bcedwir pob hawl\b"
    r"|\bmember of the senedd for\b[^.!?]*$|\baelod o'r senedd (?:dros|ar gyfer)\b[^.!?]*$",
    re.IGNORECASE,
)
_TERM_LABELS = {
    *("category", "categories", "categori", "categorïau", "filed under", "ffeiliwyd o dan"),
    *("topic", "topics", "pwnc", "pynciau", "tag", "tags", "tagiau"),
}
_MEMBER_LINE_MAX_CHARACTERS = 120


def is_bullet(line: str) -> bool:
    """Return whether a captured line is a list entry."""
    return bool(BULLET.match(line))


def without_bullet(line: str) -> str:
    """Return the text of a list entry."""
    return BULLET.sub("", line).strip()


def is_header_line(line: str) -> bool:
    """Return whether the line belongs to the header above a title."""
    return _fold(line) in _HEADER


def is_share_link(line: str) -> bool:
    """Return whether the line is the label of a share link."""
    return _fold(line) in _SHARE


def starts_footer(line: str) -> bool:
    """Return whether the line is a heading of the footer below a statement."""
    return _fold(line) in _FOOTER_START


def is_footer_line(line: str) -> bool:
    """Return whether the line is a footer text, such as an imprint, funding or copyright line."""
    folded = _fold(line)
    if len(folded) > 600:
        return False
    match = _FOOTER_LINE.search(folded)
    if match and "senedd" in match[0] and "responsible" not in match[0]:
        return len(folded) <= _MEMBER_LINE_MAX_CHARACTERS
    return bool(match)


def is_term_label(line: str) -> bool:
    """Return whether the line is a label before categories or topics, such as "Filed under:"."""
    return _fold(line).rstrip(" :") in _TERM_LABELS


def is_boilerplate(line: str) -> bool:
    """Return whether a paragraph, wherever it is on the page, is boilerplate of any kind."""
    return (
        is_header_line(line) or is_share_link(line) or starts_footer(line) or is_footer_line(line)
    )
