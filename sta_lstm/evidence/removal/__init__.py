"""What a model says once cells of a clip are taken away: which, what takes their place, and the model asked again."""
