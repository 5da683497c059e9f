"""Records of the slugs that categories and topics had, for their old addresses."""

from newsroom.models import Category, FormerTermSlug
from newsroom.models.terms import Term


def kind_of(term: Term) -> FormerTermSlug.Kind:
    """Return the kind under which a term's slugs are recorded."""
    is_category = isinstance(term, Category)
    return FormerTermSlug.Kind.CATEGORY if is_category else FormerTermSlug.Kind.TOPIC


def record_changed_slug(term: Term) -> None:
    """Record the stored slug of a term that is about to be saved with another one."""
    stored = type(term).objects.filter(pk=term.pk).first()
    if stored is not None and stored.slug != term.slug:
        record_slug(stored)
    # The address is in use again.
    FormerTermSlug.objects.filter(
        site_id=term.site_id, locale_id=term.locale_id, kind=kind_of(term), slug=term.slug
    ).delete()


def record_slug(term: Term) -> None:
    """Record the slug of a term that is renamed or deleted."""
    FormerTermSlug.objects.update_or_create(
        site_id=term.site_id,
        locale_id=term.locale_id,
        kind=kind_of(term),
        slug=term.slug,
        defaults={"translation_key": term.translation_key},
    )
