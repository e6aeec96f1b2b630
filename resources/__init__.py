"""Data that ships with Foreshock: packs, schema, fonts, icons, texts. Read through importlib.resources."""
