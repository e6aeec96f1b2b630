"""What the first page of a session tells: what to do next, how ready each critical service is, and which dates come.

Serves the Overview of the window. Everything here is read from the session and from what the checks found.
"""

from app.overview.ahead import Ahead, Week, ahead, weeks
from app.overview.chain import ChainRow, Mark, chain, headline
from app.overview.figures import Figure, figures
from app.overview.steps import Step, next_steps

__all__ = [
    "Ahead", "ChainRow", "Figure", "Mark", "Step", "Week", "ahead", "chain", "figures", "headline", "next_steps",
    "weeks",
]  # fmt: skip
