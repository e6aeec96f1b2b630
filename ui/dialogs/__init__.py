"""The window's dialogs: messages, import, export, new session, settings."""
