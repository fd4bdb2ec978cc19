"""The player: a Canvas 2D component that shows a body moving in 3D with attention on it, and its timeline."""

from sta_lstm.player.html import player_html
from sta_lstm.player.page import PlayerPage, player_page
from sta_lstm.player.patch import player_patch
from sta_lstm.player.payload import PAYLOAD_VERSION, player_payload
from sta_lstm.prediction.maps import JointMap

__all__ = ["PAYLOAD_VERSION", "JointMap", "PlayerPage", "player_html", "player_page", "player_patch", "player_payload"]
