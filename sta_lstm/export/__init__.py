"""Pictures and videos for papers and talks, made without a browser: matplotlib, and PyAV for MP4."""

from sta_lstm.export.bodymap import body_map
from sta_lstm.export.charts import chart
from sta_lstm.export.files import picture_bytes, save_picture, save_video, video_bytes
from sta_lstm.export.filmstrip import filmstrip
from sta_lstm.export.still import still
from sta_lstm.export.style import MAX_WIDTH_MM, MIN_WIDTH_MM
from sta_lstm.export.timeline import timeline

__all__ = [
    "MAX_WIDTH_MM",
    "MIN_WIDTH_MM",
    "body_map",
    "chart",
    "filmstrip",
    "picture_bytes",
    "save_picture",
    "save_video",
    "still",
    "timeline",
    "video_bytes",
]
