"""Choosing a picture of the own agency, or sending a new one, in a dialog of the page editor."""

from collections.abc import Iterable
from contextlib import suppress
from copy import copy
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.views.generic import chooser as views
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser
from wagtail.blocks import ChooserBlock
from wagtail.coreutils import resolve_model_string
from wagtail.permission_policies.base import BasePermissionPolicy

from cms.site import EDIT_PAGES, pictures
from registry import policy
from registry.files.inspection import FileError
from registry.organisation.models import User
from registry.readers.form_fields import FileDrop, Line
from registry.vietnamese import fold


class PicturePolicy(BasePermissionPolicy):
    """The rule that Wagtail's chooser of pictures asks.

    Whoever edits pages somewhere uses and sends pictures there.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Tell whether the person edits the pages of some agency today."""
        return bool(policy.standing(user).agencies_where(EDIT_PAGES))

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Tell whether the person edits some agency's pages, for any action: choosing, sending."""
        return self.user_has_permission(user, "")

    def users_with_any_permission(self, actions: Any, include_superusers: bool = True) -> Any:
        """Return no users: nobody is listed by this policy."""
        return User.objects.none()


class SearchForm(BaseFilterForm):
    """Words of the picture's name; the list itself reads them."""

    q = Line(label="Tìm theo tên", required=False, widget=forms.TextInput(attrs={"type": "search"}))


class PictureForm(forms.Form):
    """A new picture; its name is what editors find it by."""

    title = Line(label="Tên hình", max_length=200)
    file = forms.FileField(
        label="Tệp hình",
        help_text=f"JPEG, PNG hoặc WebP, tối đa {pictures.MAX_BYTES // 1024 // 1024} MB.",
        widget=FileDrop(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        kwargs.pop("instance", None)
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Store the picture already here, so that what is wrong with it stands at its field."""
        values = super().clean() or {}
        file = values.get("file")
        if file is not None and self.user is not None and not self.errors:
            try:
                if file.size > pictures.MAX_BYTES:
                    raise FileError(pictures.TOO_LARGE)
                self.picture = pictures.store(self.user, values["title"], file.read())
            except FileError as error:
                self.add_error("file", str(error))
        return values

    def save(self) -> Any:
        """Return the picture that was stored."""
        return self.picture


class _Own:
    """Views of the dialog: pictures of the agencies whose pages the person edits, no others."""

    request: Any
    permission_policy = PicturePolicy("cms.Picture")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Nothing at all for who edits no pages."""
        if not self.permission_policy.user_has_permission(request.user, "choose"):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_object_list(self) -> QuerySet[Any]:
        """Newest first; `?q=` finds by name, with or without accents."""
        rows = policy.visible(self.request.user, resolve_model_string("cms.Picture"))
        for word in fold(self.request.GET.get("q", "")[:100]).split():
            rows = rows.filter(folded__contains=word)
        return rows.order_by("-uploaded_at")

    def get_object(self, pk: Any) -> Any:
        """One of them, else 404."""
        try:
            found = self.get_object_list().filter(pk=pk).first()
        except ValidationError:
            found = None
        if found is None:
            raise Http404
        return found

    def get_objects(self, pks: list[str]) -> list[Any]:
        """Several of them."""
        return [self.get_object(pk) for pk in pks]

    def get_creation_form(self) -> PictureForm:
        """The form knows who sends."""
        given = super().get_creation_form_kwargs()  # type: ignore[misc]
        return PictureForm(**given, user=self.request.user)


class _Choose(_Own, views.ChooseView):
    filter_form_class = SearchForm


class _Results(_Own, views.ChooseResultsView):
    filter_form_class = SearchForm


class _Chosen(_Own, views.ChosenView):
    pass


class _ChosenMultiple(_Own, views.ChosenMultipleView):
    pass


class _Create(_Own, views.CreateView):
    pass


class PictureWidget(BaseChooser):
    """The field that shows which picture was chosen."""

    def get_instance(self, value: Any) -> Any:
        """Return the picture of a stored id."""
        if value is None or isinstance(value, self.model_class):
            return value
        return _stored([value]).get(value)

    def get_value_data_from_instance(self, instance: Any) -> dict[str, Any]:
        """Return what the field knows of a picture, its id as text, which JSON can hold."""
        return {**super().get_value_data_from_instance(instance), "id": str(instance.pk)}


class PictureBlock(ChooserBlock):
    """A picture in the body of a page; which agency it may belong to the page's form checks."""

    @cached_property
    def field(self) -> forms.ModelChoiceField:
        """Any picture by its id, which nobody guesses."""
        return forms.ModelChoiceField(
            queryset=self.model_class.unscoped.all(),
            widget=self.widget,
            required=self._required,
            validators=self._validators,
            help_text=self._help_text,
        )

    def to_python(self, value: Any) -> Any:
        """Return the picture of a stored id; None when it is gone."""
        return None if value is None else _stored([value]).get(value)

    def bulk_to_python(self, values: list[Any]) -> list[Any]:
        """Return the pictures of many stored ids, in their order."""
        known = _stored(values)
        return [copy(known.get(value)) for value in values]

    def get_prep_value(self, value: Any) -> str | None:
        """Return what is stored: the id as text."""
        return None if value is None else str(value.pk)

    def value_from_form(self, value: Any) -> Any:
        """Return the picture that a form names."""
        return value if isinstance(value, self.model_class) else self.to_python(value)


def _stored(ids: Iterable[Any]) -> dict[Any, Any]:
    """Pictures by id, as it was given."""
    wanted = {}
    for value in ids:
        with suppress(ValueError):
            wanted[value] = UUID(str(value))
    model = resolve_model_string("cms.Picture")
    rows = model.unscoped.in_bulk(set(wanted.values()))
    return {value: rows[uid] for value, uid in wanted.items() if uid in rows}


class PictureChooserViewSet(ChooserViewSet):
    """The dialog in which a picture is chosen or a new one is sent."""

    model = "cms.Picture"
    icon = "image"
    choose_one_text = "Chọn hình"
    choose_another_text = "Chọn hình khác"
    edit_item_text = "Sửa hình"
    search_tab_label = "Hình đã có"
    creation_tab_label = "Gửi hình mới"
    create_action_label = "Gửi lên"
    create_action_clicked_label = "Đang gửi…"
    choose_view_class = _Choose
    choose_results_view_class = _Results
    chosen_view_class = _Chosen
    chosen_multiple_view_class = _ChosenMultiple
    create_view_class = _Create
    creation_form_class = PictureForm
    base_widget_class = PictureWidget
    base_block_class = PictureBlock
    register_widget = False


CHOOSER = PictureChooserViewSet("picture_chooser", url_prefix="trang-cong-khai/chon-hinh")
PictureChooserBlock = CHOOSER.get_block_class(
    name="PictureChooserBlock", module_path="cms.site.choosers"
)
