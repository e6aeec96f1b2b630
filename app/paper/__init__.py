"""Paper: what is printed so that work goes on by pen, and how what was written comes back into the session.

A *sheet* is about one thing (a service's interview, a record of a list, a meeting) and holds numbered *blanks* in the
order of the screen. Printing and rapid entry read the same sheets, so a blank has the same number on both.
"""

from app.paper.blanks import Blank, FieldAim, LineAim, Part, RowAim, Section, Shape, Sheet
from app.paper.forms import meeting_sheet, record_sheet, record_sheets
from app.paper.interview import interview_sheet
from app.paper.pack import RECORDS, meeting_codes, pack, sheet_named
from app.paper.taking import Read, Taken, read, take

__all__ = [
    "RECORDS", "Blank", "FieldAim", "LineAim", "Part", "Read", "RowAim", "Section", "Shape", "Sheet", "Taken",
    "interview_sheet", "meeting_codes", "meeting_sheet", "pack", "read", "record_sheet", "record_sheets",
    "sheet_named", "take",
]  # fmt: skip
