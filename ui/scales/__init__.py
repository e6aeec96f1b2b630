"""The page of the settings in parts: the session itself, and everything it counts with."""
