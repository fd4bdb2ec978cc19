"""Everything that can be wrong with what a person gives this package, as one family of exceptions.

A message says what was expected, what was found, where, and what to do. The library raises; only
``ui`` and ``cli`` catch.
"""

from collections.abc import Mapping


class StaLstmError(Exception):
    """Base of every error that this package raises about its input."""


class LayoutError(StaLstmError):
    """A skeleton layout contradicts itself, or is not known by that name."""


class ClipError(StaLstmError):
    """A recording cannot be read, or its values are not those of a skeleton clip."""


class ColumnsError(ClipError):
    """A table can be read, but which of its columns hold what is not recognised.

    Attributes:
        columns: the names of its columns, in order; `ReadOptions.columns` may say what they hold.
    """

    def __init__(self, message: str, columns: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.columns = columns


class JointsError(ClipError):
    """A recording can be read, but whose joints its numbers are is not certain; `ReadOptions.layout` may say it.

    Attributes:
        fitting: names of the known layouts that they might have; empty where any might be meant.
    """

    def __init__(self, message: str, fitting: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.fitting = fitting


class TooLongError(ClipError):
    """A recording can be read, but has too many frames to be shown at once; `ReadOptions.frames` may keep a part.

    Attributes:
        n_frames: how many it has.
    """

    def __init__(self, name: str, n_frames: int, fps: float) -> None:
        super().__init__(
            f"'{name}' has {n_frames:,} frames ({n_frames / fps / 60:.0f} minutes), too many to be shown at once. Keep "
            "a part of it, or cut it into clips of one action each."
        )
        self.n_frames = n_frames


class CheckpointError(StaLstmError):
    """A file is not one of our checkpoints, or its tensors are not those that its header promises."""


class DatasetError(StaLstmError):
    """A folder of recordings, a manifest or a split is not what a data set must be."""


class MismatchError(StaLstmError):
    """A sound clip and a sound checkpoint that do not fit each other."""

    def in_words(self, how: Mapping[str, str] | None = None) -> str:
        """The message; ``how`` names the option or button that does what is advised, by kind of advice."""
        return str(self)


class PredictionError(StaLstmError):
    """What a model is said to have answered contradicts itself, or the clip that it is said to be about."""


class SettingsError(StaLstmError):
    """A setting (a recipe, an option, a device) is unknown or out of range."""
