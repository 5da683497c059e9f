"""Registration of the newsroom's hooks and views with Wagtail's admin."""

from functools import partial

from django.contrib.auth import get_user_model
from django.urls import path
from wagtail import VERSION as WAGTAIL_VERSION
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail_localize.wagtail_hooks import page_listing_more_buttons

from newsroom.blocks.link_handlers import register_public_links
from newsroom.editing.bulk.filing import FileStatementsAction
from newsroom.editing.calendar.registration import calendar_menu_item, calendar_urls
from newsroom.editing.corrections import registration as corrections
from newsroom.editing.corrections.menu import CorrectionMenuItem, go_on_to_correction
from newsroom.editing.dashboard.guide import add_guide, dismiss_guide
from newsroom.editing.dashboard.registration import add_dashboard_panels
from newsroom.editing.elections.periods import ElectionPeriodViewSet, election_period
from newsroom.editing.embargoes.history import register_embargo_actions
from newsroom.editing.embargoes.panel import embargo_button, tell_embargo
from newsroom.editing.embargoes.views import embargo
from newsroom.editing.form_scripts import form_scripts
from newsroom.editing.listings.broken_links import (
    BrokenLinksView,
    broken_link_action,
    broken_links_item,
)
from newsroom.editing.listings.statements import StatementViewSet
from newsroom.editing.listings.wide_tables import listing_stylesheet
from newsroom.editing.management.log_actions import register_office_log
from newsroom.editing.management.log_views import office_log_item, office_log_urls
from newsroom.editing.management.people_views import people_menu_item, people_urls
from newsroom.editing.management.redirects import redirect_urls
from newsroom.editing.memory.views import (
    glossary,
    glossary_item,
    translation_file,
    translation_help,
)
from newsroom.editing.partners.draft_links import front_end_button, front_end_links
from newsroom.editing.partners.keys import PartnerKeyViewSet
from newsroom.editing.partners.webhooks import WebhookViewSet, webhook
from newsroom.editing.publication.bulk import PublishAllowedAction
from newsroom.editing.publication.history import register_publication_log
from newsroom.editing.publication.refusals import ask_before_publication, warn_about_submission
from newsroom.editing.publication.views import publication
from newsroom.editing.quotations import registration as quotations
from newsroom.editing.replacing.views import replacing, undo_replacing
from newsroom.editing.rights.explorer_filters import limit_filter_choices
from newsroom.editing.rights.form_rows import refuse_foreign_rows
from newsroom.editing.rights.page_access import hide_operator_reports, limit_page_chooser
from newsroom.editing.rights.privacy import limit_privacy_groups
from newsroom.editing.rights.summary import count_own_pages
from newsroom.editing.rights.tags import limit_tags
from newsroom.editing.rights.url_arguments import register_argument
from newsroom.editing.scheduling.action_labels import name_planned_time
from newsroom.editing.scheduling.confirmation import confirm_approval, confirm_schedule
from newsroom.editing.scheduling.form_notices import show_notices
from newsroom.editing.scheduling.overdue import publish_overdue_page
from newsroom.editing.terms.viewsets import TermViewSetGroup
from newsroom.editing.translation.approval import translation_approval
from newsroom.editing.translation.beside import other_language_text
from newsroom.editing.translation.button import (
    synchronisation_button,
    translation_button,
    translation_entry,
)
from newsroom.editing.translation.completeness import (
    CheckedUpdateTranslationsView,
    ask_about_incomplete_translation,
)
from newsroom.editing.translation.equality import (
    record_equality_of_saved_page,
    register_log_actions,
)
from newsroom.editing.translation.localize_permissions import (
    AccessibleSnippetsViewSet,
    CheckedSubmitPageTranslationView,
    CheckedSubmitSnippetTranslationView,
)
from newsroom.editing.translation.paired_actions import (
    DeleteBothAction,
    UnpublishBothAction,
    delete_one_language,
    translations_to_cascade,
    unpublish_together,
)
from newsroom.editing.translation.report import LanguagesReportView, replace_report_entry
from newsroom.editing.translation.schedule_warning import warn_about_different_schedules
from newsroom.editing.translation.views import translation
from newsroom.editing.withdrawing import check_reason
from newsroom.media.camera_data import image_operations
from newsroom.models import GlossaryTerm, OutsideLinkUse, Replacement, WebhookEndpoint

# After Wagtail's own, which it replaces.
hooks.register("register_image_operations", image_operations, order=10)
hooks.register("construct_translated_pages_to_cascade_actions", translations_to_cascade)
hooks.register("before_unpublish_page", check_reason, order=-10)
hooks.register("before_unpublish_page", unpublish_together)
hooks.register("before_delete_page", delete_one_language)
hooks.register("after_edit_page", warn_about_different_schedules)
hooks.register("after_edit_page", record_equality_of_saved_page)
hooks.register("register_log_actions", register_log_actions)
hooks.register("construct_reports_menu", replace_report_entry)
hooks.register("after_edit_page", tell_embargo)
hooks.register("register_log_actions", register_embargo_actions)
hooks.register("register_page_header_buttons", embargo_button)
hooks.register("construct_page_action_menu", name_planned_time)
hooks.register("register_admin_urls", calendar_urls)
hooks.register("register_admin_menu_item", calendar_menu_item)
hooks.register("before_edit_page", show_notices, order=10)
hooks.register("after_edit_page", confirm_approval)
# Last, because it takes the place of Wagtail's confirmation.
hooks.register("after_publish_page", confirm_schedule, order=1000)
hooks.register("after_edit_page", go_on_to_correction, order=10)
hooks.register("register_page_action_menu_item", partial(CorrectionMenuItem, order=35))
hooks.register("before_edit_page", corrections.show_planned_correction, order=11)
hooks.register("register_page_header_buttons", corrections.versions_button)
hooks.register("register_log_actions", corrections.log_actions)
hooks.register("register_reports_menu_item", quotations.quotations_item)
# Before Wagtail Localize handles the request.
hooks.register("before_edit_page", ask_about_incomplete_translation, order=-10)
hooks.register("before_publish_page", ask_before_publication)
hooks.register("after_edit_page", warn_about_submission)
hooks.register("after_create_page", warn_about_submission)
hooks.register("register_log_actions", register_publication_log)


# After Wagtail's own hooks of the same names.
hooks.register("register_bulk_action", PublishAllowedAction, order=10)
hooks.register("register_bulk_action", UnpublishBothAction, order=10)
hooks.register("register_bulk_action", DeleteBothAction, order=10)
hooks.register("register_bulk_action", FileStatementsAction)
hooks.register("construct_homepage_panels", add_dashboard_panels)
hooks.register("construct_homepage_panels", add_guide)
# After Wagtail's own, which it replaces.
hooks.register("construct_homepage_summary_items", count_own_pages, order=10)
hooks.register("insert_editor_js", form_scripts)
hooks.register("insert_global_admin_css", listing_stylesheet)
for hook_name in ("register_page_header_buttons", "register_page_listing_more_buttons"):
    # Wagtail has no function that removes a hook.
    hooks._hooks[hook_name].remove((page_listing_more_buttons, 0))
hooks.register("register_page_header_buttons", translation_button)
hooks.register("register_page_header_buttons", synchronisation_button)
hooks.register("register_page_listing_more_buttons", translation_entry)
hooks.register("register_page_header_buttons", front_end_button)
hooks.register("construct_page_chooser_queryset", limit_page_chooser)
hooks.register("construct_reports_menu", hide_operator_reports)
hooks.register("register_reports_menu_item", broken_links_item)
hooks.register("register_settings_menu_item", glossary_item)
# After Wagtail's own hooks of the same names.
hooks.register("register_rich_text_features", register_public_links, order=10)
if WAGTAIL_VERSION < (8, 1):  # later versions have no endpoints for files in the admin API
    from newsroom.editing.rights.admin_api import register_accessible_files

    hooks.register("construct_admin_api", register_accessible_files, order=10)
register_snippet(TermViewSetGroup)
limit_filter_choices()
limit_tags()
refuse_foreign_rows()
limit_privacy_groups()
register_argument("endpoint_id", WebhookEndpoint)
register_argument("replacement_id", Replacement)
register_argument("number", None)
register_argument("block_id", None)
register_argument("person_id", get_user_model())
register_argument("term_id", GlossaryTerm)
register_argument("use_id", OutsideLinkUse)


@hooks.register("register_admin_viewset")
def statements() -> StatementViewSet:
    """Register the list of statements."""
    return StatementViewSet("newsroom_statements")


@hooks.register("register_admin_viewset")
def partner_keys() -> PartnerKeyViewSet:
    """Register the list of partner keys."""
    return PartnerKeyViewSet("newsroom_partner_keys")


@hooks.register("register_admin_viewset")
def election_periods() -> ElectionPeriodViewSet:
    """Register the list of election periods."""
    return ElectionPeriodViewSet("newsroom_election_periods")


@hooks.register("register_admin_viewset")
def webhooks() -> WebhookViewSet:
    """Register the list of partners' webhooks."""
    return WebhookViewSet("newsroom_webhooks")


@hooks.register("register_admin_urls")
def newsroom_urls() -> list:
    """Register the newsroom's own admin pages."""
    return [
        path("guide/dismiss/", dismiss_guide, name="newsroom_dismiss_guide"),
        path("translation/<int:page_id>/", translation, name="newsroom_translation"),
        path(
            "translation/<int:page_id>/text/",
            other_language_text,
            name="newsroom_other_language_text",
        ),
        path(
            "translation/<int:page_id>/approval/",
            translation_approval,
            name="newsroom_translation_approval",
        ),
        path("reports/languages/", LanguagesReportView.as_view(), name="newsroom_languages_report"),
        path(
            "reports/languages/results/",
            LanguagesReportView.as_view(results_only=True),
            name="newsroom_languages_report_results",
        ),
        path("embargo/<int:page_id>/", embargo, name="newsroom_embargo_admin"),
        path("election-period/<int:period_id>/", election_period, name="newsroom_election_period"),
        path("publication/<int:page_id>/", publication, name="newsroom_publication"),
        path("front-end/<int:page_id>/", front_end_links, name="newsroom_front_end_links"),
        path(
            "overdue/<int:page_id>/publish/", publish_overdue_page, name="newsroom_publish_overdue"
        ),
        path("webhooks/<int:endpoint_id>/", webhook, name="newsroom_webhook"),
        path("reports/broken-links/", BrokenLinksView.as_view(), name="newsroom_broken_links"),
        path(
            "reports/broken-links/results/",
            BrokenLinksView.as_view(results_only=True),
            name="newsroom_broken_links_results",
        ),
        path("reports/broken-links/<int:use_id>/", broken_link_action, name="newsroom_broken_link"),
        path("glossary/", glossary, name="newsroom_glossary"),
        path("glossary/<int:term_id>/", glossary, name="newsroom_glossary_term"),
        path("translation/<int:page_id>/help/", translation_help, name="newsroom_translation_help"),
        path("translation/<int:page_id>/po/", translation_file, name="newsroom_translation_file"),
        path("find-and-replace/", replacing, name="newsroom_replacing"),
        path(
            "find-and-replace/<int:replacement_id>/undo/",
            undo_replacing,
            name="newsroom_replacing_undo",
        ),
        *corrections.URL_PATTERNS,
        *quotations.URL_PATTERNS,
    ]


@hooks.register("register_admin_urls", order=-10)
def localize_override_urls() -> list:
    """Register views that replace those of Wagtail Localize at the same addresses."""
    return [
        path(
            "localize/update/<int:translation_source_id>/", CheckedUpdateTranslationsView.as_view()
        ),
        # Wagtail Localize's own report knows only what was translated sentence by sentence.
        path("localize/reports/translations/", LanguagesReportView.as_view()),
        path(
            "localize/reports/translations/results/",
            LanguagesReportView.as_view(results_only=True),
        ),
        path("localize/submit/page/<int:page_id>/", CheckedSubmitPageTranslationView.as_view()),
        path(
            "localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/",
            CheckedSubmitSnippetTranslationView.as_view(),
        ),
        path(
            "localize/api/snippets/<slug:app_label>/<slug:model_name>/",
            AccessibleSnippetsViewSet.as_view({"get": "list"}),
        ),
        path(
            "localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/",
            AccessibleSnippetsViewSet.as_view({"get": "retrieve"}),
        ),
    ]


hooks.register("register_settings_menu_item", people_menu_item)
hooks.register("register_admin_urls", people_urls)
hooks.register("register_admin_urls", office_log_urls)
hooks.register("register_reports_menu_item", office_log_item)
hooks.register("register_log_actions", register_office_log)
# They replace Wagtail's at the same addresses.
hooks.register("register_admin_urls", redirect_urls, order=-10)
