"""Questionnaires in the window: making and mailing them, taking them in line by line, and the list of returns."""
