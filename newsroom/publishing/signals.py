"""The signal that statements were created in bulk, which send no `post_save`."""

from django.dispatch import Signal

# Sent by the bulk writer (`newsroom.importing.writing.bulk`) once for each batch, inside the
# batch's transaction, with `page_ids: list[int]`, drafts included. Pages written in bulk send
# neither `post_save` nor `page_published`.
statements_created = Signal()
