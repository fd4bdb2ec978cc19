"""Commands that train networks, and put what came of it together."""
