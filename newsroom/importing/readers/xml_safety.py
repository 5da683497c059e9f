"""Protection against entity declarations in XML files."""

from django.utils.translation import gettext as _

from newsroom.importing.readers.files import UnreadableError


def refuse_entities(content: bytes) -> None:
    """Raise `UnreadableError` for a document that declares entities.

    Entities can expand without limit or read other files; no feed and no export needs them.
    """
    folded = content[:1_000_000].replace(b"\x00", b"").upper()
    if b"<!ENTITY" in folded:
        raise UnreadableError(
            "entities", _("It declares XML entities, which are not expanded here.")
        )
