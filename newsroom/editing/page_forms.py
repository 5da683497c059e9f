"""Editing forms and panels of news indexes and statements.

Models may not import this package, so `NewsroomConfig.ready` imports this module, which sets the
forms on them. Wagtail builds a form when it is first opened.
"""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.models import Page

from newsroom.editing.embargoes.panel import EmbargoPanel
from newsroom.editing.panels import CapitalsPanel, HintsPanel, TranslationPanel
from newsroom.editing.schedule_form import ScheduleForm
from newsroom.editing.statement_form import ArticleForm
from newsroom.editing.translation.beside import BesidePanel
from newsroom.models import ArticlePage, NewsIndexPage

NewsIndexPage.base_form_class = ScheduleForm
NewsIndexPage.content_panels = [*Page.content_panels, FieldPanel("introduction")]

ArticlePage.base_form_class = ArticleForm
ArticlePage.content_panels = [
    HintsPanel(),
    BesidePanel(),
    *Page.content_panels,
    CapitalsPanel("title_capitals"),
    FieldPanel("date"),
    FieldPanel("summary"),
    MultiFieldPanel(
        [
            FieldPanel("categories", widget=CheckboxSelectMultiple),
            MultipleChooserPanel(
                "article_topics",
                chooser_field_name="topic",
                panels=[FieldPanel("topic", heading=_("Topic"))],
                heading=_("Topics"),
                label=_("Topic"),
            ),
        ],
        heading=_("Filed under"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("lead_image"),
            FieldPanel("lead_image_alt"),
            FieldPanel("lead_image_decorative"),
            FieldPanel("lead_image_caption"),
            FieldPanel("lead_image_credit"),
        ],
        heading=_("Lead picture"),
    ),
    FieldPanel("body"),
    EmbargoPanel(heading=_("Embargo")),
    TranslationPanel(heading=_("Translation")),
]
ArticlePage.settings_panels = [
    *Page.settings_panels,
    MultiFieldPanel(
        [FieldPanel("source_url"), FieldPanel("source_captured_at")], heading=_("Origin")
    ),
]
