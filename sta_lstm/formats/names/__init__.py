"""What somebody's names of joints mean: a known layout, one of the file's own, or what its owner says."""
