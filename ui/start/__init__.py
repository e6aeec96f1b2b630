"""The parts of the first screen: ways to begin, recent sessions, and the person's name."""
