"""What an answer of a network would cost, before it is asked: memory by its widest layer, time by its weights.

Letters: T' frames that the network reads, K joints of all persons, C features of a joint, L classes.
"""

from __future__ import annotations

from sta_lstm.errors import MismatchError, SettingsError
from sta_lstm.limits import CLASS_SCORES, GRADIENTS, LAYER, RERUN_STEPS, STEPS, Limit
from sta_lstm.model.checkpoint import Checkpoint
from sta_lstm.model.networks.network import Network

_SHORTER = "Keep a part of at most {} frames, or choose "


def widest(network: Network) -> int:
    """Numbers a frame that the largest layer of ``network`` gives, or that it reads: what bounds its memory."""
    return max(network.config.n_all_joints * network.config.n_channels, *network.units, 1)


def check_answer(checkpoint: Checkpoint, clip: str, n_frames: int, n_read: int) -> None:
    """Refuse a clip that is too long for so large a network.

    Args:
        checkpoint: whose network is to be asked.
        clip: what the clip is called.
        n_frames: T of the clip.
        n_read: T', frames that the network reads.

    Raises:
        MismatchError: scores, a layer, or the time would pass a limit of `sta_lstm.limits`.
    """
    where, longest = f"clip '{clip}' and checkpoint '{checkpoint.name}'", (max(n_frames, n_read), "frames")
    network, classes = checkpoint.network, len(checkpoint.class_names)
    few = f"{_SHORTER}a checkpoint of fewer classes."
    CLASS_SCORES.check(where, longest, (classes, "classes"), advice=few, error=MismatchError)
    small = f"{_SHORTER}a smaller network."
    LAYER.check(where, (n_read, "frames"), (widest(network), "units"), advice=small, error=MismatchError)
    STEPS.check(where, (n_read, "frames"), (network.work, "weights"), advice=small, error=MismatchError)


def check_reruns(checkpoint: Checkpoint, clip: str, n_read: int, n_runs: int, *, limit: Limit = RERUN_STEPS) -> None:
    """Refuse a test of an answer that asks the network again too often.

    Args:
        checkpoint: whose network is to be asked.
        clip: which clip, "clip 'x'" or "the clip".
        n_read: T', frames that the network reads each time.
        n_runs: how often.
        limit: how much they may take in all.

    Raises:
        SettingsError: the time would pass the limit.
    """
    limit.check(
        f"a test of {clip} under checkpoint '{checkpoint.name}'",
        (n_read, "frames"),
        (n_runs, "runs"),
        (checkpoint.network.work, "weights"),
        advice=f"{_SHORTER}a smaller network.",
    )


def check_gradients(checkpoint: Checkpoint, clip: str, n_read: int) -> None:
    """Refuse gradients of a clip whose way back through the network holds too much.

    Args:
        checkpoint: whose network is to be asked.
        clip: what the clip is called.
        n_read: T', frames that the network reads.

    Raises:
        SettingsError: it would pass a limit of `sta_lstm.limits`.
    """
    GRADIENTS.check(
        f"gradients of clip '{clip}' under '{checkpoint.name}'",
        (n_read, "frames"),
        (sum(checkpoint.network.units), "units"),
        advice=f"{_SHORTER}a smaller network.",
        error=SettingsError,
    )
