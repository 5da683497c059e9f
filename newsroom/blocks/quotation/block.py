"""The block of a quotation."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    DateBlock,
    RichTextBlock,
    StructBlock,
    StructValue,
    URLBlock,
)

from newsroom.languages.configured import language_choices

DRAFT = "draft"
FINAL = "final"


class QuotationValue(StructValue):
    """A quotation with the line that names its speaker."""

    @property
    def attribution(self) -> str:
        """Return "Speaker, role", as far as they are known."""
        return ", ".join(part for part in (self.get("speaker"), self.get("role")) if part)


class QuotationBlock(StructBlock):
    """The words of a person, with the speaker, the language and a source to check them."""

    words = RichTextBlock(label=_("Words"), features=["bold", "italic"])
    speaker = CharBlock(label=_("Speaker"), required=False, max_length=200)
    role = CharBlock(label=_("Role"), required=False, max_length=200)
    language = ChoiceBlock(
        label=_("Language spoken"),
        choices=language_choices(),
        required=False,
        help_text=_("Leave empty when it is the language of the page."),
    )
    source = URLBlock(
        label=_("Source"),
        required=False,
        help_text=_("The address of the Record or the recording in which it can be checked."),
    )
    said_on = DateBlock(label=_("Said on"), required=False)
    record_version = ChoiceBlock(
        label=_("Version of the Record"),
        choices=[(DRAFT, _("Draft")), (FINAL, _("Final"))],
        required=False,
        help_text=_(
            "A draft may still change. Readers are told so, and you are reminded to check the "
            "words when the Record is final."
        ),
    )

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "blocks/quotation/template.html"
        value_class = QuotationValue
