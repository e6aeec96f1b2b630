"""Impact over time in the window: the grid with its curve, several voices, and the targets that follow from it.

One implementation for the page of services and for the interview; pages place the panels and refresh them.
"""
