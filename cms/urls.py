"""Every address of the product."""

from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls

from cms.health import health
from cms.shell.home import home
from cms.shell.notices import open_notice
from cms.site import views as site

_PROCEDURE = r"thu-tuc/(?:(?P<name>[^/]*)-)?(?P<last>[0-9a-f]{8})"

urlpatterns = [
    path("health/", health, name="health"),
    path("admin/", home, name="workspace"),
    path("admin/thong-bao/<int:pk>/", open_notice, name="notice"),
    path("admin/", include(wagtailadmin_urls)),
    path("", site.home, name="site_home"),
    path("thu-tuc/", site.procedures, name="site_procedures"),
    re_path(f"^{_PROCEDURE}/$", site.procedure, name="site_procedure"),
    re_path(f"^{_PROCEDURE}/bieu-mau/(?P<form>[0-9a-f]{{8}})/$", site.blank_form, name="site_form"),
    path("robots.txt", site.robots, name="robots"),
]

handler400 = "cms.site.errors.bad_request"
handler403 = "cms.site.errors.forbidden"
handler404 = "cms.site.errors.not_found"
handler500 = "cms.site.errors.broken"
