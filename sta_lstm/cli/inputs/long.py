"""Clips that are too long to be one action: what a command says of them, and what it refuses to find out of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sta_lstm.errors import MismatchError

if TYPE_CHECKING:
    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.skeletons import Clip

#: How to come to one answer.
ONE_ACTION = "For one answer, cut a part: sta-lstm convert CLIP --from FRAME --to FRAME."


def too_long(checkpoint: Checkpoint, clip: Clip) -> str:
    """How long ``clip`` is beside what ``checkpoint`` knows, as the beginning of a sentence."""
    from sta_lstm.model.learned import seconds_text, trained_seconds

    known = trained_seconds(checkpoint.training).in_words
    return f"clip '{clip.name}' is {seconds_text(clip.seconds)} long, and '{checkpoint.name}' knows clips of {known}"


def refuse_long(checkpoint: Checkpoint, clip: Clip) -> None:
    """Refuse to compare what is said of a clip at once, where that is too long to be one action.

    Raises:
        MismatchError: it is.
    """
    from sta_lstm.prediction.windows import is_long

    if is_long(checkpoint, clip):
        raise MismatchError(
            f"{too_long(checkpoint, clip)}: there is no one answer to compare. {ONE_ACTION} 'sta-lstm predict' says "
            "what is done when."
        )
