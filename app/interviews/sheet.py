"""Signed sheets: what may be attached to an approval, and how it is kept.

Serves the approval of a BIA. Pictures are drawn anew, so that nothing but the picture is kept; a PDF is kept as it
came, for it may carry a signature of its own, and is never opened by itself.
"""

from __future__ import annotations

import io
from typing import Any

from sqlalchemy.orm import Session

from app import entities
from app import model as m
from app.document import Document
from app.i18n import N_, UserError

#: Title, media type and content, as a person chose a file.
Sheet = tuple[str, str, bytes]

#: A media type and a content.
Kept = tuple[str, bytes]

#: What may be attached; sizes in bytes, before and after a picture is drawn anew.
MEDIA_TYPES = ("application/pdf", "image/png", "image/jpeg")
LARGEST_FILE, LARGEST_KEPT = 20_000_000, 5_000_000
#: Pictures with more pixels are not even decoded; wider or higher ones are made smaller.
MOST_PIXELS, LONGEST_EDGE = 60_000_000, 2600

_OTHER = N_("A signed sheet is a PDF, PNG or JPEG file; “{name}” is none of them. Scan it again as one of these.")
_NOT_WHAT_IT_SAYS = N_("“{name}” cannot be read as the picture or PDF that it claims to be; scan the sheet again.")
_TOO_LARGE = N_("“{name}” has {size} MB; a signed sheet may have {limit} MB. Scan it at a lower resolution.")
_EMPTY = N_("“{name}” is empty; choose the scanned sheet.")


def keep_sheet(document: Document, session: Session, subject: bytes, sheet: Sheet) -> bytes:
    """Attach a signed sheet to a thing inside an edit and return the key of the attachment.

    Raises ``UserError`` if it is not a PDF, PNG or JPEG file, cannot be read, or is too large.
    """
    title, media_type, content = sheet
    kind, kept = cleaned(title, media_type, content)
    values: dict[str, Any] = {
        "subject_id": subject,
        "title": title,
        "media_type": kind,
        "content": kept,
        "added_at": document.now(),
    }
    key: bytes = entities.create(session, m.Attachment, **values).id
    return key


def cleaned(title: str, media_type: str, content: bytes) -> Kept:
    """Return media type and content of a sheet as they are kept. Raises ``UserError`` as ``keep_sheet`` does."""
    name = title[:80]
    if not content:
        raise UserError(_EMPTY, name=name)
    if media_type not in MEDIA_TYPES:
        raise UserError(_OTHER, name=name)
    if media_type == "application/pdf":
        _refuse_size(name, content, LARGEST_KEPT)
        if not content[:1024].lstrip().startswith(b"%PDF-"):
            raise UserError(_NOT_WHAT_IT_SAYS, name=name)
        return media_type, content
    _refuse_size(name, content, LARGEST_FILE)
    drawn = _drawn_anew(name, content)
    _refuse_size(name, drawn, LARGEST_KEPT)
    return "image/jpeg", drawn


def _refuse_size(name: str, content: bytes, limit: int) -> None:
    if len(content) > limit:
        raise UserError(_TOO_LARGE, name=name, size=f"{len(content) / 1e6:.1f}", limit=limit // 1_000_000)


def _drawn_anew(name: str, content: bytes) -> bytes:
    """Return the picture as a JPEG of our own making, upright, on white, without anything that was beside it."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as found:
            if found.width * found.height > MOST_PIXELS:
                raise UserError(
                    _TOO_LARGE, name=name, size=f"{len(content) / 1e6:.1f}", limit=LARGEST_KEPT // 1_000_000
                )
            upright = ImageOps.exif_transpose(found).convert("RGBA")
    except UserError:
        raise
    except Exception as error:  # whatever a broken picture makes the library raise
        raise UserError(_NOT_WHAT_IT_SAYS, name=name) from error
    page = Image.new("RGB", upright.size, "white")
    page.paste(upright, mask=upright.getchannel("A"))
    page.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    written = io.BytesIO()
    page.save(written, "JPEG", quality=85, optimize=True)
    return written.getvalue()
