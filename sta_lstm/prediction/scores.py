"""The scores of the classes: what a model answered, and what each frame added to the answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import softmax

from sta_lstm.arrays import Float32s
from sta_lstm.errors import PredictionError


@dataclass(frozen=True, eq=False)
class Scores:
    """Scores of L classes, and of them frame by frame where the model has such.

    Attributes:
        class_names: L names, each its own.
        logits: L, float32 and read-only.
        frame_scores: T × L, float32 and read-only, z_t: with weights β of the frames, Σ_t β_t z_t is the logits. None
            for a model whose score is no such sum.

    Raises:
        PredictionError: there is no class, a name comes twice, or the numbers are not finite numbers of that form.
    """

    class_names: tuple[str, ...]
    logits: Float32s
    frame_scores: Float32s | None = None

    def __post_init__(self) -> None:
        names = self.class_names
        if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
            raise PredictionError(f"class names are a list of texts; got {str(names)[:60]!r}.")
        names = tuple(names)
        object.__setattr__(self, "class_names", names)
        if not names or len(set(names)) < len(names):
            raise PredictionError(f"{len(names)} classes with {len(set(names))} names; each class needs its own name.")
        self._set("logits", self.logits, (len(names),))
        if self.frame_scores is not None:
            self._set("frame_scores", self.frame_scores, (None, len(names)))

    def _set(self, field: str, given: Float32s, shape: tuple[int | None, ...]) -> None:
        try:
            values = np.array(given, dtype=np.float32)
        except (TypeError, ValueError, RuntimeError, OverflowError) as error:
            raise PredictionError(f"{field} are not numbers ({str(error)[:200]}).") from error
        if values.ndim != len(shape) or values.shape[-1] != shape[-1]:
            wanted = f"{shape[-1]} classes" if len(shape) == 1 else f"frames × {shape[-1]} classes"
            raise PredictionError(f"{field} have the shape {' × '.join(map(str, values.shape))}; expected {wanted}.")
        if not np.isfinite(values).all():
            raise PredictionError(f"{field} hold a value that is not a finite number.")
        values.setflags(write=False)
        object.__setattr__(self, field, values)

    @cached_property
    def probabilities(self) -> Float32s:
        """L, softmax of the logits."""
        return np.asarray(softmax(self.logits), dtype=np.float32)

    @property
    def predicted(self) -> int:
        """The most probable class, as an index into ``class_names``."""
        return int(np.argmax(self.logits))

    @property
    def label(self) -> str:
        """The most probable class."""
        return self.class_names[self.predicted]
