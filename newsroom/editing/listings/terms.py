"""Which categories and topics does an office have, in both languages, and how often used?"""

from django.contrib.admin.utils import quote
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import (
    BaseColumn,
    BulkActionsCheckboxColumn,
    Column,
    NumberColumn,
    TitleColumn,
)
from wagtail.admin.views import generic
from wagtail.snippets.views.snippets import IndexView

from newsroom.editing.listings.wide_tables import WIDE
from newsroom.editing.rights.offices import sites_of
from newsroom.languages.configured import default_language, language_codes, language_name
from newsroom.models import ArticlePage, ArticleTopic, Category
from newsroom.models.terms import Term


class TermIndexView(IndexView):
    """One row for both languages, as one form edits both."""

    table_classname = WIDE

    i18n_enabled = False  # no choice of language: both stand side by side

    def get_base_queryset(self) -> QuerySet[Term]:
        """Return a row for each pair, with both names and the number of statements."""
        twins = self.model.objects.filter(translation_key=OuterRef("translation_key")).order_by()
        names = {
            f"name_{code}": twins.filter(locale__language_code=code) for code in language_codes()
        }
        default = default_language()
        rows = super().get_base_queryset().select_related("site")
        return rows.exclude(
            ~Q(locale__language_code=default) & Exists(names[f"name_{default}"])
        ).annotate(
            **{column: Subquery(rows.values("name")[:1]) for column, rows in names.items()},
            used=Coalesce(self._number_of_statements(), 0),
        )

    def _number_of_statements(self) -> Subquery:
        """Count what is filed under the outer row or its twin, both languages as one statement."""
        if self.model is Category:
            filings, term, page = ArticlePage.categories.through.objects, "category", "articlepage"
        else:
            filings, term, page = ArticleTopic.objects, "topic", "page"
        key = f"{term}__translation_key"
        own = filings.filter(**{key: OuterRef("translation_key")}).order_by().values(key)
        return Subquery(
            own.annotate(number=Count(f"{page}__translation_key", distinct=True)).values("number")
        )

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """Return the columns; the site only for those who see several."""
        first, *others = language_codes()
        title = self._get_title_column_class(TitleColumn)(
            f"name_{first}",
            label=language_name(first),
            sort_key=f"name_{first}",
            get_url=self.get_edit_url,
            get_title_id=lambda term: f"snippet_{quote(term.pk)}_title",
        )
        columns = [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet"),
            title,
            *(
                Column(f"name_{code}", label=language_name(code), sort_key=f"name_{code}")
                for code in others
            ),
        ]
        if len(sites_of(self.request.user)) > 1:
            columns.append(Column("site", label=_("Site"), sort_key="site__site_name"))
        if self.model is Category:
            columns.append(Column("order", label=_("Order"), sort_key="order"))
        return [*columns, NumberColumn("used", label=_("Statements"), sort_key="used")]

    def get_list_buttons(self, instance: Term) -> list:
        """Offer no translation by Wagtail Localize: the form has both languages."""
        return generic.IndexView.get_list_buttons(self, instance)
