"""What a model said of a clip."""
