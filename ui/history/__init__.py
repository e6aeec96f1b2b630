"""The parts of the History page: one change set in full, a checkpoint, and what is asked before going back."""
