"""What every reader shares: text and JSON, gaps, units, axes, tracks of persons, and what a file leaves open."""
