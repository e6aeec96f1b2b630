"""The assistant for a new session: three steps on one sheet, nothing on disk before the last one."""
