"""What the attention says."""
