"""Typing in what was written on paper forms: one line per blank, in the order of the sheet."""
