"""The room: the public window for the projector, its previews, and what keeps private things off it."""
