"""Figures of a whole data set: where models looked in its clips."""
