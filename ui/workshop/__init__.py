"""The parts of the workshop page: what is suggested at the left, the list for the room at the right, its wording."""
