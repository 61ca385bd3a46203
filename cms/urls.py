"""Every address of the product."""

from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access

from cms.accounts.views import SignIn, sign_out
from cms.health import health, ready
from cms.metrics import metrics
from cms.shell.appearance import AppearanceView
from cms.shell.home import counts, home
from cms.shell.notices import notices, open_notice, read_all
from cms.shell.tour import tour
from cms.site import identity, lists, pages, sitemap, workspace
from cms.site import views as site
from cms.site.agency import contact, news
from cms.site.tracking import copies
from cms.site.tracking import views as following
from registry.printing.running import running_head

_PROCEDURE = r"thu-tuc/(?:(?P<name>[^/]*)-)?(?P<last>[0-9a-f]{8})"

_FOLLOW = r"theo-doi/(?P<given>[A-Za-z0-9_:-]{20,200})"

urlpatterns = [
    path("health/", health, name="health"),
    path("ready/", ready, name="ready"),
    path("metrics/", metrics, name="metrics"),
    path("admin/", home, name="workspace"),
    path("admin/so-luong/", counts, name="counts"),
    path("admin/gioi-thieu/", tour, name="tour"),
    path("admin/thong-bao/", notices, name="notices"),
    path("admin/thong-bao/da-doc/", read_all, name="notices_read"),
    path("admin/thong-bao/<int:pk>/", open_notice, name="notice"),
    # Before Wagtail's, which have the same addresses: there is one door.
    path("admin/login/", SignIn.as_view(), name="account_login"),
    path("admin/logout/", sign_out, name="account_logout"),
    path("tai-khoan/", include("cms.accounts.urls")),
    # Wagtail's lists of pages know all agencies; ours shows the own pages.
    path("admin/pages/", workspace.to_overview),
    path("admin/pages/<int:page_id>/", workspace.to_overview),
    path("admin/account/", require_admin_access(AppearanceView.as_view()), name="appearance"),
    path("admin/", include(wagtailadmin_urls)),
    path("", site.home, name="site_home"),
    path("thu-tuc/", lists.procedures, name="site_procedures"),
    re_path(f"^{_PROCEDURE}/$", site.procedure, name="site_procedure"),
    re_path(f"^{_PROCEDURE}/bieu-mau/(?P<form>[0-9a-f]{{8}})/$", site.blank_form, name="site_form"),
    path("theo-doi/", following.ask, name="site_follow"),
    path("danh-gia/", following.ask_to_rate, name="site_ask_to_rate"),
    re_path(f"^{_FOLLOW}/$", following.show, name="site_case"),
    re_path(f"^{_FOLLOW}/danh-gia/$", following.rate, name="site_rate"),
    re_path(
        f"^{_PROCEDURE}/lan-ban-hanh/(?P<issue>[0-9]{{2,5}}-[0-9]{{2,5}})/$",
        site.older_issue,
        name="site_issue",
    ),
    re_path(r"^ban-in/(?P<code>[A-Za-z0-9_-]{20,60})/$", copies.copy, name="site_copy"),
    path("in/dau-trang.css", running_head, name="running_head"),
    re_path(r"^van-ban/(?:(?P<name>[^/]*)-)?(?P<last>[0-9a-f]{8})/$", site.law, name="site_law"),
    path("lien-he/", contact.contact, name="site_contact"),
    path("tin-tuc/", news.all_news, name="site_news"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
    path("hinh/<uuid:pk>-<slug:digest>.webp", workspace.picture, name="site_picture"),
    path("bieu-trung/<uuid:uid>-<slug:digest>.webp", identity.mark, name="agency_mark"),
    re_path(
        r"^mau-sac/(?P<brand>[0-9a-f]{6})-(?P<version>[0-9a-f]{12})\.css$",
        identity.colour_sheet,
        name="agency_colours",
    ),
    # The name by which Wagtail finds the address of a page.
    re_path(r"^(?P<path>(?:[\w-]{1,255}/){1,5})$", pages.show, name="wagtail_serve"),
]

handler400 = "cms.site.errors.bad_request"
handler403 = "cms.site.errors.forbidden"
handler404 = "cms.site.errors.not_found"
handler500 = "cms.site.errors.broken"
