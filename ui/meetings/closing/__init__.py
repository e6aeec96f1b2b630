"""Closing a meeting in five steps: what is missing, read back, documents, a look at them, written."""
