"""The four steps of a batch round."""

from __future__ import annotations

from app.i18n import N_

SET_UP, SILENT, RESULT, DONE = range(1, 5)
STEPS = {
    SET_UP: N_("Set up"),
    SILENT: N_("Everybody scores"),
    RESULT: N_("Talk about the rest"),
    DONE: N_("Done"),
}
