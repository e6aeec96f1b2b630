"""The frame of the window: commands, rail, header, palette and messages."""
