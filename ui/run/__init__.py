"""Run modes: what fills the window while a room works on one thing after the other, by keyboard alone."""
