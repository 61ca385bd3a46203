"""What a case leaves to read: its file, its history, the sheets printed from them.

Read from events alone; `attaching` puts files in and takes them out.

Others import: attaching, papers, receiving, slips, timeline.
"""

from processes.casefile.items import Attached, FileItem, attachments, items, sheets

__all__ = ["Attached", "FileItem", "attachments", "items", "sheets"]
