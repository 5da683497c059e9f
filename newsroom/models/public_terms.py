"""Which categories and topics anyone may know: those of public statements.

A term that was made for a statement to come would name it. Both languages of a term are public
together, because each language's list also shows statements of the other.
"""

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Length, Substr
from django.db.models.lookups import IsNull
from wagtail.models import Page

from newsroom.models.pages import ArticlePage, ArticleTopic
from newsroom.models.terms import Category, Term
from newsroom.visibility import public


def is_public_term(model: type[Term]) -> IsNull:
    """Match the terms of a public statement of their own office, in any language.

    Stops at the first statement. PostgreSQL would make a join of `EXISTS`, and read all filings for
    it where its statistics are poor. A statement that was moved to another office does not count:
    its changes renew the responses of that office only.
    """
    if issubclass(model, Category):
        filed, page, term = (
            ArticlePage.categories.through._default_manager,
            "articlepage",
            "category",
        )
    else:
        filed, page, term = ArticleTopic._default_manager, "page", "topic"
    # Pages, not statements, whose wide rows are not needed.
    statements = public(Page.objects.filter(pk=OuterRef(f"{page}_id"))).order_by()
    root = f"{term}__site__root_page__translation_key"
    start = Substr(OuterRef(f"{page}__path"), 1, Length("path"))
    homes = Page.objects.filter(translation_key=OuterRef(root), path=start).order_by()
    same = {f"{term}__translation_key": OuterRef("translation_key")}
    first = filed.filter(Exists(statements), Exists(homes), **same).order_by().values("pk")[:1]
    return IsNull(Subquery(first), False)


def public_terms(model: type[Term]) -> QuerySet[Term]:
    """Return the categories or topics of all sites that anyone may know. One query."""
    return model._default_manager.filter(is_public_term(model))
