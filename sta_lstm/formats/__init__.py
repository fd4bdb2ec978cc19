"""File formats: from bytes to a validated `Clip`, and back."""

from sta_lstm.formats.format import ClipFormat
from sta_lstm.formats.load import FORMATS, MAX_BYTES, load_clip, save_clip

__all__ = ["FORMATS", "MAX_BYTES", "ClipFormat", "load_clip", "save_clip"]
