"""Registration of the operator's screens with Wagtail's admin."""

from wagtail import hooks
from wagtail.models import Site

from home.offices.admin_views import office_urls, offices_menu_item
from home.signin.menu import own_login_item
from home.signin.notices import register_log_actions
from newsroom.editing.rights.url_arguments import register_argument

hooks.register("register_admin_urls", office_urls)
hooks.register("register_settings_menu_item", offices_menu_item)
hooks.register("register_log_actions", register_log_actions)
hooks.register("register_account_menu_item", own_login_item)
register_argument("site_id", Site)
