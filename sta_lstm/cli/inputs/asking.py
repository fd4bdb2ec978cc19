"""A clip as it was recorded, and what a checkpoint says of it once it was made to fit and edited as the options say."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sta_lstm.cli.inputs.edits import edited
from sta_lstm.cli.inputs.explaining import explained
from sta_lstm.cli.inputs.fitting import fit_clip

if TYPE_CHECKING:
    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.prediction.prediction import Prediction
    from sta_lstm.skeletons import Clip


def ask(checkpoint: Checkpoint, clip: Clip, options: argparse.Namespace) -> Prediction:
    """What ``checkpoint`` says of ``clip``, made to fit it and edited as the options say, with a verdict on α.

    Its doubts are about the recording: what is odd about an edit is no fault of it.

    Raises:
        StaLstmError: the clip does not fit, or an option cannot be followed.
    """
    from sta_lstm.skeletons.quality.doubts import doubts_of

    fit = fit_clip(clip, checkpoint, options)
    changed = edited(fit, options)
    prediction = explained(checkpoint, changed, options)
    return prediction if changed is fit else prediction.with_doubts(doubts_of(fit))
