"""Whether a map is true to its model: for a clip and for a data set."""
