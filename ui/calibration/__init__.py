"""The parts of the calibration page: the cards with charts, and the list of what to look at before sign-off."""
