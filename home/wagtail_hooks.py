"""Registration of the operator's screens with Wagtail's admin."""

from wagtail import hooks
from wagtail.models import Site

from home.offices.admin_views import office_urls, offices_menu_item
from newsroom.editing.rights.url_arguments import register_argument

hooks.register("register_admin_urls", office_urls)
hooks.register("register_settings_menu_item", offices_menu_item)
register_argument("site_id", Site)
