"""Whether to believe an attention map."""
