"""Questionnaires: interviews on paper that comes back, before a meeting and after it.

``form`` makes one, ``exporters.xlsx.questionnaire`` writes it, ``read`` reads what came back in a process of its own,
``compare`` says what it would change, ``take`` takes over what was chosen as one edit, ``keep`` keeps it for later.
"""

from app.questionnaires.blanks import Asked, Blank, Cell, FieldAim, Form, ListAim, RowAim, SaidAim, ServiceForm
from app.questionnaires.comparing import Diff, Line, ServiceDiff, compare, sent_by
from app.questionnaires.deputies import Difference, add_to_agenda, differences, said_before
from app.questionnaires.forms import (
    ASK_BACK,
    QUESTIONNAIRE,
    Addressee,
    addressees,
    form,
    open_questions,
    ownerless,
    service_form,
)
from app.questionnaires.returned import Returned, ReturnedLine, ReturnedService, read, understood
from app.questionnaires.taking import KeptForm, TakenForm, keep, kept_forms, open_again, set_aside, take

__all__ = [
    "ASK_BACK", "QUESTIONNAIRE", "Addressee", "Asked", "Blank", "Cell", "Diff", "Difference", "FieldAim", "Form",
    "KeptForm", "Line", "ListAim", "Returned", "ReturnedLine", "ReturnedService", "RowAim", "SaidAim", "ServiceDiff",
    "ServiceForm", "TakenForm", "add_to_agenda", "addressees", "compare", "differences", "form", "keep", "kept_forms",
    "open_again", "open_questions", "ownerless", "read", "said_before", "sent_by", "service_form", "set_aside", "take",
    "understood",
]  # fmt: skip
