"""manage.py clone_agency TỪ MÃ-MỚI "Tên": a new agency from another one's system."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.documents.errors import DocumentError
from registry.organisation.models import Agency
from registry.organisation.periods import OrganisationError
from registry.packages import cloning
from registry.trail import outbox


class Command(BaseCommand):
    """Everything that is in force there, as drafts here; or issued, with a decision."""

    help = (
        "Lập cơ quan mới theo hệ thống của một cơ quan khác. Tài liệu đến dưới dạng bản soạn thảo"
        " để cơ quan mới tự trình ban hành."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments: the source, code and name of the new agency, the agency above."""
        parser.add_argument("source", metavar="TỪ", help="Mã cơ quan mẫu")
        parser.add_argument("code", metavar="MÃ-MỚI", help="Mã cơ quan mới")
        parser.add_argument("name", metavar="TÊN", help="Tên cơ quan mới")
        parser.add_argument("--parent", default="", help="Mã cơ quan cấp trên (mặc định: như mẫu)")
        parser.add_argument("--place", default="", help="Địa danh, in trên văn bản")
        parser.add_argument(
            "--kind", action="append", dest="kinds", help="Chỉ lấy loại tài liệu này (nhiều lần)"
        )
        parser.add_argument("--no-units", action="store_true", help="Không lấy phòng ban")
        parser.add_argument(
            "--issued",
            default="",
            metavar="SỐ-QĐ",
            help="Ban hành luôn theo quyết định đã có trên giấy; nhật ký ghi do hệ thống nhập",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the agency and bring all its documents before the command ends."""
        source = self._agency(options["source"])
        parent = self._agency(options["parent"]) if options["parent"] else None
        try:
            made = cloning.clone(
                None,
                source,
                code=options["code"],
                name=options["name"],
                parent=parent,
                place=options["place"],
                taking=options["kinds"],
                units=not options["no_units"],
                issued=options["issued"],
            )
        except (OrganisationError, DocumentError) as error:
            raise CommandError(str(error)) from error
        state = cloning.progress(made)
        while state is not None and not state.finished:
            cloning.bring({"agency": made.pk})
            state = cloning.progress(made)
        outbox.work()
        total = state.total if state else 0
        how = "đã có hiệu lực" if options["issued"] else "ở dạng bản soạn thảo"
        self.stdout.write(f"Đã lập {made} (mã {made.code}): {total} tài liệu {how}.")

    def _agency(self, code: str) -> Agency:
        found = Agency.objects.select_related("parent").filter(code=code).first()
        if found is None:
            raise CommandError(f"Không có cơ quan mã “{code}”.")
        return found
