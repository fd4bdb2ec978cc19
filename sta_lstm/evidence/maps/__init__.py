"""Maps and curves beside attention: what else could be said of where a network looks, each by one name."""

from sta_lstm.evidence.maps.kinds import KINDS, MapKind

__all__ = ["KINDS", "MapKind"]
