"""Every address of the product."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from cms.health import health
from cms.shell.home import home
from cms.shell.notices import open_notice

urlpatterns = [
    path("health/", health, name="health"),
    path("admin/", home, name="workspace"),
    path("admin/thong-bao/<int:pk>/", open_notice, name="notice"),
    path("admin/", include(wagtailadmin_urls)),
]
