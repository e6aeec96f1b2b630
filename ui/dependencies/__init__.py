"""Dependencies in the window: rows to answer with, the map to look at and to draw in, and what happens if it stops."""
