"""The Record as plain text, from pasted text or from an uploaded XML file."""

import re
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException, ElementTree
from django.utils.translation import gettext as _

from newsroom.translation.paragraphs import plain_text

MAX_BYTES = 10_000_000
_BLANK = re.compile(r"[ \t\u00a0]+")


class UnreadableRecordError(ValueError):
    """The file is not the Record. The text of the error tells the editor why."""


def text_of_xml(content: bytes) -> str:
    """Return the text of an XML file, each text on a line; raises `UnreadableRecordError`.

    Entities are not expanded. Contributions that hold HTML, as in the Senedd's export, lose their
    tags.
    """
    if len(content) > MAX_BYTES:
        raise UnreadableRecordError(
            _("The file is larger than %(size)s MB.") % {"size": MAX_BYTES // 1_000_000}
        )
    try:
        root = ElementTree.fromstring(content, forbid_dtd=False, forbid_entities=True)
    except DefusedXmlException as error:
        raise UnreadableRecordError(_("The file declares entities, which are refused.")) from error
    except (ParseError, ValueError, LookupError) as error:
        raise UnreadableRecordError(
            _("This is no XML file. Choose the Record's XML, or paste its text.")
        ) from error
    # What is still marked up is the HTML of a contribution, which the file holds as escaped text.
    return clean("\n".join(plain_text(text) if "<" in text else text for text in root.itertext()))


def clean(text: str) -> str:
    """Return text without repeated blanks and empty lines, and without null characters."""
    lines = (_BLANK.sub(" ", line).strip() for line in text.replace("\0", "").splitlines())
    return "\n".join(line for line in lines if line)
