"""Names of what does something by itself in a PDF, and the words with which it is refused."""

from registry.files.errors import FileError

# Actions that run something, send the form, or fetch or open another file. A link to a page of the
# web (/URI) and a jump inside the file (/GoTo, /Named) are none.
ACTIONS = {
    "JavaScript", "Launch", "SubmitForm", "ImportData", "GoToR", "GoToE", "Rendition", "Movie",
    "Sound", "RichMediaExecute", "GoTo3DView", "Thread",
}  # fmt: skip
# Names that a plain document has nowhere: keys and types of scripts and of files inside.
ALONE = {
    "JavaScript", "EmbeddedFiles", "EmbeddedFile", "XFA", "RichMedia", "RichMediaContent",
    "FileAttachment",
}  # fmt: skip
# The same as keys of a dictionary, and as types of annotations, where shorter ones mean something.
KEYS = ALONE | {"JS", "EF"}
TYPES = ALONE | {"3D", "Movie", "Sound", "Screen", "U3D", "PRC"}
# What a link opens: a page, a letter, a call.
LINKS = {"http", "https", "mailto", "tel"}
# Keys by which something is done. Of two in one dictionary viewers take the first or the last.
ONCE = {"S", "JS", "A", "AA", "OpenAction", "Next", "URI", "Names", "AcroForm"}


def active() -> FileError:
    """Refuse what runs by itself, or is a file of its own."""
    return FileError(
        "Tệp PDF có chứa mã lệnh hoặc tệp nhúng nên không được nhận. "
        "Hãy in lại ra PDF rồi chọn tệp mới."
    )
