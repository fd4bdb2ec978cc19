"""The network, its input and its files."""
