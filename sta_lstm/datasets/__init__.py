"""Data sets: clips whose action is known, and who or what made them."""
