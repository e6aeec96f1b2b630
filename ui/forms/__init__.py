"""Forms over fields: one row per field, committed on rest, with its error beside it."""
