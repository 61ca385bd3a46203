"""Why a file cannot be kept, in words for whoever sent it."""


class FileError(ValueError):
    """A file that cannot be kept; the message is Vietnamese and says what to do."""


def other_kind(label: str) -> FileError:
    """Refuse bytes of another kind than the name says."""
    return FileError(
        f"Nội dung tệp không phải {label} như tên tệp cho biết. "
        "Hãy mở tệp, lưu lại đúng loại rồi chọn lại."
    )


def broken(label: str) -> FileError:
    """Refuse bytes that nobody can read."""
    return FileError(f"Tệp {label} bị hỏng, không mở được. Hãy lưu lại rồi chọn tệp mới.")


def too_much(label: str) -> FileError:
    """Refuse what unpacks to more, or holds more parts, than a document does."""
    return FileError(
        f"Tệp {label} khi mở ra lớn bất thường nên không được nhận. "
        "Hãy tách thành nhiều tệp hoặc in ra PDF."
    )


def hidden_archive() -> FileError:
    """Refuse one file that is two: what is shown, and an archive."""
    return FileError(
        "Tệp này chứa một tệp nén giấu bên trong nên không được nhận. "
        "Hãy lưu lại hoặc in ra PDF rồi chọn tệp mới."
    )


def programs(label: str) -> FileError:
    """Refuse macros, or a program inside."""
    return FileError(
        f"Tệp {label} có macro hoặc chương trình nhúng nên không được nhận. "
        "Hãy lưu lại thành tệp không có macro."
    )
