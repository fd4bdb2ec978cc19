"""Spatio-temporal attention on skeletons: load a clip and a checkpoint, and see why the model said so."""
