"""Runs as they lie on disk: state and log, from which one goes on, and snapshots, by which it is seen to learn."""
