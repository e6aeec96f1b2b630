"""Whether departments judge alike: targets and impact side by side, what stands out, and what sign-off still lacks.

Serves the page that is opened before sign-off and the BIA report. Everything is read once and handed out frozen, so
that a large session can be read off the window's thread. Durations are minutes, levels 1–5; ``None`` is not asked.

The rules are robust ones, without means and without spread in minutes, because targets are steps and not quantities:

- a service stands out if its tier is more than ``TIERS_AWAY`` away from the median of its department, which needs
  ``FEWEST`` rated services; with an even number both middle tiers count, so the nearer one decides;
- a service stands out if ``DEPENDANTS`` or more services cannot do without it and its own MTPD is shorter than that of
  every one of them;
- the share of the top tiers is looked at against ``TOP_BAND``; fewer than ``FEWEST`` rated services have no verdict.
"""

from app.calibration.comparing import calibration, size
from app.calibration.parts import (
    CHANGED,
    COMPARED,
    KINDS,
    NO_REASON,
    OUTLIER,
    RULE,
    TOP_BAND,
    Calibration,
    Cell,
    Distribution,
    Entry,
    Share,
    Spot,
    Spread,
    Strip,
)
from app.calibration.views import distribution_view, share_view, spread_view

__all__ = [
    "CHANGED", "COMPARED", "KINDS", "NO_REASON", "OUTLIER", "RULE", "TOP_BAND", "Calibration", "Cell", "Distribution",
    "Entry", "Share", "Spot", "Spread", "Strip",
    "calibration", "distribution_view", "share_view", "size", "spread_view",
]  # fmt: skip
