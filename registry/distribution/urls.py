"""Addresses of distribution, below /admin/."""

from django.urls import path

from registry.distribution.views import choosing, copies, reading, recipients

app_name = "distribution"
urlpatterns = [
    path("can-doc/", reading.to_read, name="to_read"),
    path("phan-phoi/xac-nhan/<int:version>/", reading.acknowledge, name="acknowledge"),
    path("phan-phoi/<int:pk>/", recipients.readers, name="readers"),
    path("phan-phoi/<int:pk>/noi-nhan/", choosing.choose, name="targets"),
    path("phan-phoi/<int:pk>/nhac/", recipients.remind, name="remind"),
    path("phan-phoi/dat/<int:delivery>/", recipients.mark_trained, name="trained"),
    path("ban-in/", copies.copies, name="copies"),
    path("ban-in/moi/<int:version>/", copies.new_copy, name="new_copy"),
    path("ban-in/<int:pk>/in/", copies.CopyView.as_view(), name="print_copy"),
    path("ban-in/<int:pk>/thu-hoi/", copies.end_copy, name="end_copy"),
]
