"""The addresses of documents in the workspace, under /admin/tai-lieu/."""

from django.urls import URLPattern, path
from wagtail.admin.viewsets.base import ViewSet

from registry.editor.views import (
    comparing,
    create,
    delete,
    edit,
    file,
    fragments,
    history,
    lists,
    master,
    preview,
    read,
    setup,
    transfer,
)


class DocumentViewSet(ViewSet):
    """One viewset for all kinds: the kind follows the document, or `?kind=`."""

    name = "documents"
    url_prefix = "tai-lieu"
    icon = "doc-full"

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", lists.ListView.as_view(), name="list"),
            path("ma-hieu/", setup.CodesView.as_view(), name="codes"),
            path("them/", create.CreateView.as_view(), name="add"),
            path("lua-chon/", fragments.choices, name="choices"),
            path("dan-bang/", fragments.pasted, name="paste"),
            path("dan-van-ban/", fragments.pasted_text, name="paste_text"),
            path("danh-muc/<slug:which>/", master.MasterListView.as_view(), name="master"),
            path("so/<uuid:uid>/", read.NamedView.as_view(), name="named"),
            path("<int:pk>/", read.InspectView.as_view(), name="inspect"),
            path("<int:pk>/sua/", edit.EditView.as_view(), name="edit"),
            path("<int:pk>/tiep-quan/", edit.TakeOverView.as_view(), name="take_over"),
            path("<int:pk>/dang-sua/", edit.PresenceView.as_view(), name="presence"),
            path("<int:pk>/xem-truoc/", preview.PreviewView.as_view(), name="preview"),
            path("<int:pk>/in/", read.PrintView.as_view(), name="print"),
            path("<int:pk>/tep/", file.PutFileView.as_view(), name="file"),
            path("<int:pk>/hinh/", file.PutPictureView.as_view(), name="put_picture"),
            path("<int:pk>/hinh/<str:sha256>/", file.PictureView.as_view(), name="picture"),
            path("<int:pk>/tep/<str:sha256>/", file.FileView.as_view(), name="file_bytes"),
            path("<int:pk>/mau/", setup.TemplateView.as_view(), name="template"),
            path("<int:pk>/lan-moi/", read.BeginRevisionView.as_view(), name="begin_revision"),
            path("<int:pk>/lich-su/", history.HistoryView.as_view(), name="history"),
            path(
                "<int:pk>/lich-su/<int:revision>/quay-lai/",
                history.RestoreView.as_view(),
                name="restore",
            ),
            path("<int:pk>/so-sanh/", comparing.CompareView.as_view(), name="compare_any"),
            path(
                "<int:pk>/so-sanh/<str:a>...<str:b>/",
                comparing.CompareView.as_view(),
                name="compare",
            ),
            path("<int:pk>/xuat/", transfer.ExportView.as_view(), name="export"),
            path("<int:pk>/nhap/", transfer.ImportView.as_view(), name="import"),
            path("<int:pk>/xoa/", delete.DeleteView.as_view(), name="delete"),
        ]


documents = DocumentViewSet()
