"""What a model said of a clip, and why: the one value that figures, player, tables and pages read."""

from __future__ import annotations

import html
import os
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sta_lstm.arrays import Bools, Float32s
from sta_lstm.disk import write_whole
from sta_lstm.skeletons import Clip

#: Height of the player in a notebook's cell.
_CELL_PX = 760


@dataclass(frozen=True, eq=False)
class Prediction:
    """One checkpoint's answer to one clip, on the clip's own frames.

    T frames, M persons, J joints a person, L classes. All arrays are float32 and read-only.

    Attributes:
        clip: the clip as the person brought it.
        checkpoint: name of the checkpoint.
        class_names: L names.
        spatial: whether the model has spatial attention; if not, ``alpha`` is uniform.
        temporal: whether the model has temporal attention; if not, ``beta`` is uniform.
        logits: L, the scores o = Σ_t β_t z_t.
        alpha: T × M × J, ≥ 0. Sums to 1 over all joints of the persons in the frame that the model read;
            0 for a person who is absent or was not read, and in a frame without bodies.
        beta: T, ≥ 0; 0 in a frame without bodies.
        read: T × M, whether the model saw this person in this frame; α is shared among their joints.
        frame_scores: T × L, z_t; β_t z_t is frame t's contribution to each score.
        keyframes: frame numbers of the peaks of β, the highest first.
        device: where the model ran, for example ``"cpu"``.
    """

    clip: Clip
    checkpoint: str
    class_names: tuple[str, ...]
    spatial: bool
    temporal: bool
    logits: Float32s
    alpha: Float32s
    beta: Float32s
    read: Bools
    frame_scores: Float32s
    keyframes: tuple[int, ...]
    device: str

    def __post_init__(self) -> None:
        for field in ("logits", "alpha", "beta", "frame_scores"):
            values = np.array(getattr(self, field), dtype=np.float32)
            values.setflags(write=False)
            object.__setattr__(self, field, values)
        read = np.array(self.read, dtype=np.bool_)
        read.setflags(write=False)
        object.__setattr__(self, "read", read)

    @cached_property
    def probabilities(self) -> Float32s:
        """L, softmax of the logits."""
        return softmax(self.logits)

    @property
    def label(self) -> str:
        """The most probable class."""
        return self.class_names[int(np.argmax(self.logits))]

    @cached_property
    def contributions(self) -> Float32s:
        """T × L, β_t z_t: what each frame adds to each score. Sums over frames to the logits."""
        return self.beta[:, None] * self.frame_scores

    @cached_property
    def running(self) -> Float32s:
        """T × L, probabilities of the classes from the frames up to and including each: softmax(Σ_{τ≤t} β_τ z_τ)."""
        return softmax(np.cumsum(self.contributions, axis=0, dtype=np.float64).astype(np.float32))

    @cached_property
    def relative_alpha(self) -> Float32s:
        """T × M × J, α as a multiple of uniform attention over the joints in the frame; 1 is uniform."""
        n_joints = self.clip.n_joints * np.count_nonzero(self.read, axis=1)  # T
        return np.asarray(self.alpha * n_joints[:, None, None], dtype=np.float32)

    def to_html(self, path: str | os.PathLike[str] | None = None, *, title: str | None = None) -> str:
        """The player with this prediction as one HTML page, which needs no network and no other file.

        Args:
            path: also write the page to this file; it is replaced whole.
            title: heading of the page; the names of clip, checkpoint and predicted class if left out.

        Raises:
            SettingsError: the file cannot be written.
        """
        # The one import up the floors: the player reads predictions, and a prediction can show itself.
        from sta_lstm.player import player_html, player_payload

        if title is None:
            title = f"{self.clip.name} · {self.checkpoint} · {self.label}"
        page = player_html(player_payload([self]), title=title)
        if path is not None:
            # Names may hold halves of surrogate pairs, which no file can.
            write_whole(path, page.encode("utf-8", "backslashreplace"))
        return page

    def _repr_html_(self) -> str:
        """The player in a frame of its own, for notebooks: it can neither read nor style the page around it."""
        return (
            f'<iframe sandbox="allow-scripts" srcdoc="{html.escape(self.to_html())}" title="player" '
            f'style="width: 100%; height: {_CELL_PX}px; border: 0"></iframe>'
        )


def softmax(scores: Float32s) -> Float32s:
    """Softmax over the last axis."""
    exps = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(exps / exps.sum(axis=-1, keepdims=True), dtype=np.float32)
