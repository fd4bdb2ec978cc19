"""Hands that try to break an answer: what is changed in a clip before a model reads it, and how one writes that down.

`Edit` is one change; `apply` makes several, one after the other; `parse_edits` and `format_edits` are their text.
"""

from sta_lstm.evidence.edits.apply import apply, describe, what_was_done
from sta_lstm.evidence.edits.edit import KINDS, MAX_EDITS, Edit, Kind
from sta_lstm.evidence.edits.target import joint_target, joints_of
from sta_lstm.evidence.edits.text import format_edits, parse_edits

__all__ = [
    "KINDS",
    "MAX_EDITS",
    "Edit",
    "Kind",
    "apply",
    "describe",
    "format_edits",
    "joint_target",
    "joints_of",
    "parse_edits",
    "what_was_done",
]
