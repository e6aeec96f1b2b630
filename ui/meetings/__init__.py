"""Meetings in the window: the one that runs, its clock, the catch line, and the parts of the meeting page."""
