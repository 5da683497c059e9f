"""The list of categories or topics, with both languages and the number of statements."""

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

from newsroom.editing.listings.wide_tables import WIDE_LISTING
from newsroom.editing.rights.offices import sites_for_user
from newsroom.languages.configured import default_language, language_codes, language_name
from newsroom.models import ArticlePage, ArticleTopic, Category
from newsroom.models.terms import Term


class TermIndexView(IndexView):
    """Lists both languages of a term in one row, as one form edits both."""

    table_classname = WIDE_LISTING

    i18n_enabled = False  # no language filter: each row shows both languages

    def get_base_queryset(self) -> QuerySet[Term]:
        """Return one row for both languages of a term, annotated with `name_<code>` and `used`.

        The row is that of the default language, or of the other language if there is no such row.
        """
        translations = self.model.objects.filter(
            translation_key=OuterRef("translation_key")
        ).order_by()
        names = {
            f"name_{code}": translations.filter(locale__language_code=code)
            for code in language_codes()
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
        """Count statements under the term in either language; both languages count as one."""
        if self.model is Category:
            filings, term, page = ArticlePage.categories.through.objects, "category", "articlepage"
        else:
            filings, term, page = ArticleTopic.objects, "topic", "page"
        key = f"{term}__translation_key"
        filed = filings.filter(**{key: OuterRef("translation_key")}).order_by().values(key)
        return Subquery(
            filed.annotate(number=Count(f"{page}__translation_key", distinct=True)).values("number")
        )

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """Return the columns, with the site only for users who see several."""
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
        if len(sites_for_user(self.request.user)) > 1:
            columns.append(Column("site", label=_("Site"), sort_key="site__site_name"))
        if self.model is Category:
            columns.append(Column("order", label=_("Order"), sort_key="order"))
        return [*columns, NumberColumn("used", label=_("Statements"), sort_key="used")]

    def get_list_buttons(self, instance: Term) -> list:
        """Return the buttons without those of Wagtail Localize; the form has both languages."""
        return generic.IndexView.get_list_buttons(self, instance)
