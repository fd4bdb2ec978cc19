"""Angles and speeds on a page: chosen, shown as lanes of the player, and told as tables."""
