"""Reads rows pasted from Word or Excel into the tables of a process.

A table comes as text cells, with or without its header, with columns in any order when a header
names them. What cannot be placed surely stays in the text where the author sees it, and is said;
nothing is dropped but the header, row numbers and empty rows. What is no number stays as typed in
its cell, a problem of the draft (ADR 47), unless it says without any number what a note can say.
"""

from processes.kinds.process.pasted.fees import parse_fees
from processes.kinds.process.pasted.papers import parse_papers, parse_records
from processes.kinds.process.pasted.steps import parse_step_rows

PARSERS = {
    "steps": parse_step_rows,
    "papers": parse_papers,
    "fees": parse_fees,
    "records": parse_records,
}
