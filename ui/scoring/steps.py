"""The five steps of a scoring round."""

from __future__ import annotations

from app.i18n import N_

SILENT, REVEAL, EXTREMES, SECOND, AGREE = range(1, 6)
STEPS = {
    SILENT: N_("Silent"),
    REVEAL: N_("Reveal"),
    EXTREMES: N_("Extremes speak"),
    SECOND: N_("Second round"),
    AGREE: N_("Agree"),
}
