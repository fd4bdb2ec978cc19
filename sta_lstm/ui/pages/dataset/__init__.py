"""Data set: what checkpoints said of every clip of a data set, and where they looked."""
