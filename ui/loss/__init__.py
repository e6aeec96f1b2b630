"""The cost of waiting on the screen: ``LossChart`` draws it, ``LossPanel`` reads it for a service and covers it."""

from ui.loss.chart import LossChart
from ui.loss.panel import LossPanel

__all__ = ["LossChart", "LossPanel"]
