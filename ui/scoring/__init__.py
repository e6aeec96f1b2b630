"""The scoring round: what stands in the parts of its run mode, and how a round is begun from anywhere."""
