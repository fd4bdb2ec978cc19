"""The player: a Canvas 2D component that shows a body moving in 3D with attention on it, and its timeline."""

from sta_lstm.player.html import player_html
from sta_lstm.player.payload import PAYLOAD_VERSION, player_payload
from sta_lstm.prediction.maps import JointMap

__all__ = ["PAYLOAD_VERSION", "JointMap", "player_html", "player_payload"]
