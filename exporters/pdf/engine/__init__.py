"""The layout engine: turns a ``Report`` into the bytes of a PDF. It loads reportlab: import it when an export starts.

Nothing in it parses markup: words are measured, broken and painted as they are, which is the one door for user text.
"""

from exporters.pdf.engine.rendering import Rendered, render

__all__ = ["Rendered", "render"]
