"""Which addresses are there where the operator has mounted Wagtail's own API?"""

from config import staff_api
from config import urls as ours

handler500 = ours.handler500
urlpatterns = [*staff_api.urlpatterns, *ours.urlpatterns]
