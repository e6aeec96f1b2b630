"""Drafts that carry a questionnaire to the one person it was made for: a polite text, the day it is due, the file.

Serves ``exporters.questionnaires``. They are drafts like those of a meeting: unsent, to one recipient, nobody in copy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.dates import format_date
from app.i18n import N_, translate
from app.meetings import Recipient
from exporters.eml.contents import Known, Mentioned, mentioned, text_of
from exporters.eml.drafts import Attachment, Draft, Drafts, _body_text, _sender, one_line, size_words, usable_address
from exporters.writing import file_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.document import Document
    from app.questionnaires import Form

_SUBJECTS = {
    "questionnaire": N_("{organisation}: what an outage would mean for {services}, please answer by {day}"),
    "ask-back": N_("{organisation}: a few open questions about {services}, please answer by {day}"),
}
_UNDATED = {
    "questionnaire": N_("{organisation}: what an outage would mean for {services}"),
    "ask-back": N_("{organisation}: a few open questions about {services}"),
}
_OPENINGS = {
    "questionnaire": N_(
        "We are preparing how {organisation} stays able to work when something fails. For that we need your view of "
        "{services}: what happens while it is out, how soon it must be back, and what it stands on."
    ),
    "ask-back": N_(
        "Thank you for the last meeting. About {services} a few questions are still open, and only you know."
    ),
}
_HOW = N_(
    "Everything is in the attached workbook. What we know already is filled in: please correct it and fill in what is "
    "missing. The core questions take about 20 minutes for each service; the rest is welcome but not urgent."
)
_ASK_BACK = N_("The attached workbook has only what is open. It takes a few minutes.")
_ALONE = N_(
    "The attached workbook asks the core questions. Please answer on your own, without asking around: where your "
    "answers differ from others is what we will talk about."
)
_BACK = N_("Please save it and send it back by {day}, as a reply to this message. Questions are welcome any time.")
_BACK_UNDATED = N_("Please save it and send it back as a reply to this message. Questions are welcome any time.")


def form_drafts(document: Document, made: Sequence[tuple[Form, Attachment]]) -> Drafts:
    """Return one draft per form; those without a usable address are named. Nothing is written yet."""
    known, sender = Known(document), _sender(document)
    found, lacking, taken = list[Draft](), list[Recipient](), set[str]()
    for form, attached in made:
        person = form.person or b""
        recipient = Recipient(person, form.recipient, form.email or None, False, (), ())
        address = usable_address(form.email)
        if not address:
            lacking.append(recipient)
            continue
        subject, body = _subject(form), _body(form, attached, sender[0])
        beside = text_of(attached.name, attached.content) or ""
        found.append(
            Draft(
                recipient=recipient,
                address=address,
                file_name=_free_name(form, taken),
                subject=subject,
                body=body,
                attachments=(attached,),
                mentioned=Mentioned.together((mentioned(known, [subject, body, beside]),)),
                sender=sender[0],
                sender_address=sender[1],
                moment=document.now(),
            )
        )
    return Drafts(tuple(found), tuple(lacking), tuple(one for _, one in made))


def _services(form: Form) -> str:
    names = [one.name for one in form.services]
    if len(names) <= 2:
        return translate(N_(" and ")).join(names)
    return translate(N_("{first} and {n} more services"), first=names[0], n=len(names) - 1)


def _subject(form: Form) -> str:
    said = {"organisation": one_line(form.organisation, 60), "services": one_line(_services(form), 90)}
    if form.due is None:
        return one_line(translate(_UNDATED[form.kind], **said), 200)
    return one_line(translate(_SUBJECTS[form.kind], day=format_date(form.due), **said), 200)


def _body(form: Form, attached: Attachment, sender: str) -> str:
    said = {"organisation": form.organisation, "services": _services(form)}
    how = _ALONE if not form.filled else _ASK_BACK if form.kind == "ask-back" else _HOW
    back = translate(_BACK, day=format_date(form.due)) if form.due else translate(_BACK_UNDATED)
    lines = [
        translate(N_("Dear {name},"), name=form.recipient), "",
        translate(_OPENINGS[form.kind], **said), "",
        translate(how), "",
        back, "",
        translate(N_("Attached:")), f"- {attached.safe_name} ({size_words(attached.size)})", "",
        translate(N_("Thank you,")), sender, form.organisation,
    ]  # fmt: skip
    return _body_text("\n".join(lines).strip() + "\n")


def _free_name(form: Form, taken: set[str]) -> str:
    number = 1
    while True:
        who = form.recipient if number == 1 else f"{form.recipient} ({number})"
        name = file_name(form.organisation, who[-80:], form.made_at.date(), "eml")
        if name.casefold() not in taken:
            taken.add(name.casefold())
            return name
        number += 1
