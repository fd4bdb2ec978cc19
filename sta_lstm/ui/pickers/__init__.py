"""Lists to choose from: clips, checkpoints, training runs, recordings in a file, parts of a recording."""
