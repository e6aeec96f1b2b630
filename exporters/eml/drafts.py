"""Composes the drafts of a meeting, shows what each would tell, and writes them.

A draft is a plain RFC 5322 message with ``X-Unsent: 1``, so that mail programs open it for sending. It names one
recipient, no one in copy, and nothing of the machine: no Message-ID, no path, a Date in UTC.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from app import meetings
from app.dates import format_date
from app.i18n import N_, UserError, plural, translate
from app.meetings import Recipient, Told
from app.reports.minutes import when
from exporters.eml.contents import Known, Mentioned, mentioned, text_of
from exporters.writing import Written, file_name, safe_part, write_whole

if TYPE_CHECKING:
    from datetime import datetime

    from app.document import Document

_UNREADABLE = N_("{name} cannot be attached, because it cannot be read.")
_TYPES = {
    "pdf": ("application", "pdf"),
    "xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "txt": ("text", "plain"),
    "csv": ("text", "csv"),
}
_OTHER = ("application", "octet-stream")
_LONGEST_SUBJECT, _LONGEST_NAME = 200, 120
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDRESS = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@([^\s@<>()\[\],;:\\\"]+)")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with every draft: the name that the recipient sees, and its content."""

    name: str
    content: bytes

    @classmethod
    def of(cls, path: Path | str) -> Attachment:
        """Read a file; only its own name goes along, never where it lies. Raises ``UserError``."""
        path = Path(path)
        try:
            return cls(path.name, path.read_bytes())
        except OSError as error:
            raise UserError(_UNREADABLE, name=path.name) from error

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return len(self.content)

    @property
    def safe_name(self) -> str:
        """Its name as it is written into the message: no path, no strange characters."""
        stem, dot, ending = self.name.replace("\\", "/").rpartition("/")[2].rpartition(".")
        parts = [safe_part(part) for part in ((stem, ending) if dot else (ending,))]
        return ".".join(part for part in parts if part) or "attachment"


@dataclass(frozen=True)
class Draft:
    """One message as it would be written: to whom, what it says, what goes with it, and what it gives away.

    ``mentioned`` are the people and telephone numbers in its words and in its attachments.
    """

    recipient: Recipient
    address: str
    file_name: str
    subject: str
    body: str
    attachments: tuple[Attachment, ...]
    mentioned: Mentioned
    sender: str
    sender_address: str
    moment: datetime

    @cached_property
    def content(self) -> bytes:
        """The bytes of the file."""
        return bytes(_message(self))

    @property
    def size(self) -> int:
        """The size of the file in bytes, attachments included."""
        return len(self.content)


@dataclass(frozen=True)
class Drafts:
    """All drafts of a meeting, and the recipients who cannot get one because their address is missing or no address.

    ``unread`` names the attachments of which it is not known what they tell.
    """

    drafts: tuple[Draft, ...]
    without_address: tuple[Recipient, ...]
    attachments: tuple[Attachment, ...]
    unread: tuple[str, ...] = ()

    @property
    def mentioned(self) -> Mentioned:
        """The people and telephone numbers in any of them."""
        return Mentioned.together(draft.mentioned for draft in self.drafts)


def drafts(document: Document, meeting: bytes, attachments: Iterable[Attachment | Path | str] = ()) -> Drafts:
    """Return the drafts of a meeting as they would be written; nothing is written yet.

    One per person who attended or owns a decision or action, with only their part. ``attachments`` (contents, or paths
    that are read now) go with each. Raises ``UserError`` if one cannot be read.
    """
    attached = tuple(one if isinstance(one, Attachment) else Attachment.of(one) for one in attachments)
    told, known = meetings.minutes(document, meeting), Known(document)
    words = {one.safe_name: text_of(one.name, one.content) for one in attached}
    beside = mentioned(known, [text for text in words.values() if text])
    found, lacking, taken = list[Draft](), list[Recipient](), set[str]()
    sender = _sender(document)
    for recipient in meetings.recipients(document, meeting):
        address = usable_address(recipient.email or "")
        if not address:
            lacking.append(recipient)
            continue
        body = _body(told, recipient, attached, sender[0])
        subject = _subject(told.title, recipient)
        draft = Draft(
            recipient=recipient,
            address=address,
            file_name=_free_name(told, recipient, taken),
            subject=subject,
            body=body,
            attachments=attached,
            mentioned=Mentioned.together((mentioned(known, [subject, body]), beside)),
            sender=sender[0],
            sender_address=sender[1],
            moment=document.now(),
        )
        found.append(draft)
    unread = tuple(name for name, text in words.items() if text is None)
    return Drafts(tuple(found), tuple(lacking), attached, unread)


def write_drafts(prepared: Drafts, folder: Path | str) -> list[Written]:
    """Write prepared drafts into ``folder``, each whole or not at all. Raises ``UserError`` if the place refuses."""
    place = Path(folder)
    return [write_whole(place / draft.file_name, lambda stream, one=draft: stream.write(one.content))  # type: ignore[misc]
            for draft in prepared.drafts]  # fmt: skip


def usable_address(text: str) -> str:
    """Return a single plain address as it may stand in a header, empty if ``text`` is none."""
    found = _ADDRESS.fullmatch(text.strip())
    if found is None:
        return ""
    try:
        host = found[2].encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    plain = re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", host) and ".." not in host
    return f"{found[1]}@{host}" if plain and len(found[1]) <= 64 and len(host) <= 253 else ""


# --- the message ---


def _message(draft: Draft) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Date"] = format_datetime(draft.moment)
    if draft.sender_address:
        message["From"] = _address(draft.sender, draft.sender_address)
    message["To"] = _address(draft.recipient.name, draft.address)
    message["Subject"] = draft.subject
    message.set_content(draft.body, charset="utf-8", cte="quoted-printable")
    for one in draft.attachments:
        main, sub = _TYPES.get(one.safe_name.rpartition(".")[2].casefold(), _OTHER)
        message.add_attachment(one.content, maintype=main, subtype=sub, filename=one.safe_name, cte="base64")
    if message.is_multipart():
        digest = hashlib.sha256(draft.body.encode() + b"".join(one.content for one in draft.attachments))
        message.set_boundary(f"=_{digest.hexdigest()[:32]}")
    return message


#: What has a meaning in a list of addresses. Python loses the quotes around it when it folds a long header, and then a
#: name would become a recipient; the body tells the name as it is.
_MEANINGFUL = str.maketrans(dict.fromkeys('()<>[]:;@\\,"', " "))


def _address(name: str, address: str) -> Address:
    return Address(one_line(name.translate(_MEANINGFUL), _LONGEST_NAME), addr_spec=address)


def one_line(text: str, longest: int) -> str:
    """Return ``text`` as a header takes it: one line, no control characters, no half characters, not too long."""
    plain = "".join(" " if unicodedata.category(char) in _NOT_IN_HEADERS else char for char in text)
    line = " ".join(plain.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


_NOT_IN_HEADERS = {"Cc", "Cs", "Zl", "Zp", "Cn", "Co"}


def _body_text(text: str) -> str:
    """Return words for the body: line breaks as they are, other control and half characters gone."""
    plain = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs"))
    return "\n".join(line.rstrip() for line in plain.split("\n"))


# --- what it says ---


def _sender(document: Document) -> tuple[str, str]:
    """Return name and address of the session's facilitator; empty if not known."""
    from app import model as m
    from app import session

    info = session.info(document)
    row = document.get(m.Person, info.facilitator_id) if info is not None and info.facilitator_id else None
    return (row.name, usable_address(row.email or "")) if row is not None else (document.who, "")


def _subject(title: str, recipient: Recipient) -> str:
    parts = []
    if recipient.actions:
        parts.append(plural(N_("your action"), N_("your {n} actions"), len(recipient.actions)))
    if recipient.decisions:
        parts.append(plural(N_("your decision"), N_("your {n} decisions"), len(recipient.decisions)))
    what = ", ".join(parts) or translate(N_("minutes"))
    return one_line(translate(N_("{title}: {what}"), title=one_line(title, 120), what=what), _LONGEST_SUBJECT)


def _body(told: meetings.Minutes, recipient: Recipient, attached: tuple[Attachment, ...], sender: str) -> str:
    lines = [recipient.name + ",", "", " · ".join(part for part in (told.title, when(told), told.place) if part), ""]
    lines += _section(translate(N_("Your actions")), recipient.actions)
    lines += _section(translate(N_("Your decisions")), recipient.decisions)
    if not recipient.actions and not recipient.decisions:
        lines += [translate(N_("Nothing was assigned to you.")), ""]
    if attached:
        lines.append(translate(N_("Attached:")))
        lines += [f"- {one.safe_name} ({size_words(one.size)})" for one in attached]
        lines.append("")
    lines += [sender, told.organisation]
    return _body_text("\n".join(lines).strip() + "\n")


def _section(title: str, said: tuple[Told, ...]) -> list[str]:
    return [title, *(_line(one) for one in said), ""] if said else []


def _line(one: Told) -> str:
    words = "\n  ".join(one.text.splitlines())
    text = f"- {one.ref} {words}" if one.ref else f"- {words}"
    return f"{text} ({translate(N_('due {day}'), day=format_date(one.due))})" if one.due else text


def size_words(size: int) -> str:
    """Return a size in bytes as people read it: ``27 kB``, ``1.4 MB``."""
    if size < 1_000_000:
        return translate(N_("{n} kB"), n=max(1, round(size / 1000)))
    return translate(N_("{n} MB"), n=f"{size / 1_000_000:.1f}")


def _free_name(told: meetings.Minutes, recipient: Recipient, taken: set[str]) -> str:
    """Return a name of the file that no other draft has: the meeting, the recipient, the day."""
    number = 1
    while True:
        who = recipient.name if number == 1 else f"{recipient.name} ({number})"
        name = file_name(told.title[:60], who[-80:], told.day, "eml")
        if name.casefold() not in taken:
            taken.add(name.casefold())
            return name
        number += 1
