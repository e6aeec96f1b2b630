"""The sample session: fourteen months of continuity work at Quellmark Health Logistics, dated from the day it begins.

Serves ``new --sample``, the first start, the guided tour, the self-test, and every test that needs a whole session.
It is built through the same verbs as everything else, so that its history reads as real work.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.dates import Clock, system_clock
from app.document import Document
from app.i18n import N_, UserError
from app.sample import analysis, exercise, organisation, plans, programme, register
from app.sample.stage import Stage, read, seeded_keys
from app.session import new_session


def build_sample(path: Path | str, anchor: date | datetime | None = None, *, clock: Clock | None = None) -> Document:
    """Build the sample session at ``path``, dated from ``anchor`` (today unless given), and return it open.

    The same day gives the same content, references and keys; only the document's own id is new each time. With an
    anchor the document's clock stands there (at 09:00 local time for a day) unless ``clock`` is given. Raises
    ``UserError`` if the path exists.
    """
    stage = Stage(_day(anchor, clock))
    for part in (organisation, analysis, register, plans, programme, exercise):
        part.schedule(stage)
    if Path(path).exists():
        raise UserError(N_("{name} exists already; choose another name for the sample."), name=Path(path).name)
    facilitator = stage.people["P-02"]
    with TemporaryDirectory(prefix="foreshock-") as scratch, seeded_keys(stage.anchor.isoformat()):
        called: dict[str, Any] = {
            name: str(read("people")["session"][name]) for name in ("title", "organisation", "currency")
        }
        stage.document = new_session(Path(scratch) / "sample.foreshock", clock=stage.clock, who=facilitator,
                                      inherent_scored=True, **called)  # fmt: skip
        with stage.document:
            stage.document.hurry()
            stage.play()
            stage.document.save_copy(path)
    return Document.open(path, clock=clock or _standing(stage, anchor), who=facilitator)


def _day(anchor: date | datetime | None, clock: Clock | None) -> date:
    if anchor is None:
        return (clock or system_clock)().astimezone().date()
    return anchor.astimezone().date() if isinstance(anchor, datetime) else anchor


def _standing(stage: Stage, anchor: date | datetime | None) -> Clock:
    if anchor is None:
        return system_clock
    moment = anchor if isinstance(anchor, datetime) else stage.moment(0, "09:00")
    return lambda: moment
