"""Does an XML file try more than to hold text?"""

from django.utils.translation import gettext as _

from newsroom.importing.readers.files import Unreadable


def refuse_entities(content: bytes) -> None:
    """Raise `Unreadable` for a document that declares entities of its own.

    They serve to blow a file up or to read other files; no feed and no export needs them.
    """
    folded = content[:1_000_000].replace(b"\x00", b"").upper()
    if b"<!ENTITY" in folded:
        raise Unreadable("entities", _("It declares XML entities, which are not expanded here."))
