"""Pieces that pages are put together from: the player, the recording, the conversion, charts, downloads."""
