"""Which lines of a page are the old site's furniture, not the statement?"""

import re

BULLET = re.compile(r"^\s*[•·▪◦‣]\s*")


def _fold(line: str) -> str:
    """Return the line for comparison: one kind of apostrophe, single spaces, small letters."""
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
_LABELS = {
    *("category", "categories", "categori", "categorïau", "filed under", "ffeiliwyd o dan"),
    *("topic", "topics", "pwnc", "pynciau", "tag", "tags", "tagiau"),
}
_MEMBER_LINE_LONGEST = 120


def is_bullet(line: str) -> bool:
    """Return whether a captured line is an entry of a list."""
    return bool(BULLET.match(line))


def without_bullet(line: str) -> str:
    """Return the words of a list entry."""
    return BULLET.sub("", line).strip()


def is_header(line: str) -> bool:
    """Return whether the line is furniture above a title."""
    return _fold(line) in _HEADER


def is_share_link(line: str) -> bool:
    """Return whether the line invites to share the page."""
    return _fold(line) in _SHARE


def starts_footer(line: str) -> bool:
    """Return whether the line heads what stands beneath a statement."""
    return _fold(line) in _FOOTER_START


def is_footer_line(line: str) -> bool:
    """Return whether the line is an imprint, a funding statement, a copyright line or the like."""
    folded = _fold(line)
    if len(folded) > 600:
        return False
    found = _FOOTER_LINE.search(folded)
    if found and "senedd" in found[0] and "responsible" not in found[0]:
        return len(folded) <= _MEMBER_LINE_LONGEST
    return bool(found)


def is_label(line: str) -> bool:
    """Return whether the line only says that categories or topics follow."""
    return _fold(line).rstrip(" :") in _LABELS


def is_furniture(line: str) -> bool:
    """Return whether a whole paragraph anywhere on a page is furniture of any kind."""
    return is_header(line) or is_share_link(line) or starts_footer(line) or is_footer_line(line)
