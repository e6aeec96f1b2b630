"""One table for every list: columns over fields, own row model, inline editing, filter row."""
