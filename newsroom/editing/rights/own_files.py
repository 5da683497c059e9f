"""Which pictures and documents does the admin's own API list? Those of the editor's offices.

Wagtail's lists all of the installation, with the addresses of documents not published yet.
"""

from django.db.models import QuerySet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry

RIGHTS = ["add", "change", "delete", "choose"]


class OwnFiles:
    """Lists what the user has a right on."""

    def get_queryset(self) -> QuerySet:
        """Return the rows of the user's collections."""
        policy = policy_registry.get_by_type(self.model)
        own = policy.instances_user_has_any_permission_for(self.request.user, RIGHTS)
        return super().get_queryset().filter(pk__in=own.values("pk"))


class OwnImagesViewSet(OwnFiles, ImagesAdminAPIViewSet):
    """Pictures."""


class OwnDocumentsViewSet(OwnFiles, DocumentsAdminAPIViewSet):
    """Documents."""


def own_files_only(router: WagtailAPIRouter) -> None:
    """Take the places of Wagtail's own."""
    router.register_endpoint("images", OwnImagesViewSet)
    router.register_endpoint("documents", OwnDocumentsViewSet)
