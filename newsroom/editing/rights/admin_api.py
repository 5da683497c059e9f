"""Pictures and documents in Wagtail's admin API, limited to the editor's offices.

Wagtail's endpoints list all files of the installation, with the addresses of unpublished documents.
"""

from django.db.models import QuerySet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry

PERMISSIONS = ["add", "change", "delete", "choose"]


class AccessibleFilesMixin:
    """Limits an endpoint to files on which the user has a permission."""

    def get_queryset(self) -> QuerySet:
        """Return the files in the user's collections."""
        policy = policy_registry.get_by_type(self.model)
        accessible = policy.instances_user_has_any_permission_for(self.request.user, PERMISSIONS)
        return super().get_queryset().filter(pk__in=accessible.values("pk"))


class AccessibleImagesViewSet(AccessibleFilesMixin, ImagesAdminAPIViewSet):
    """Pictures that the user may change or choose."""


class AccessibleDocumentsViewSet(AccessibleFilesMixin, DocumentsAdminAPIViewSet):
    """Documents that the user may change or choose."""


def register_accessible_files(router: WagtailAPIRouter) -> None:
    """Replace Wagtail's endpoints for images and documents."""
    router.register_endpoint("images", AccessibleImagesViewSet)
    router.register_endpoint("documents", AccessibleDocumentsViewSet)
