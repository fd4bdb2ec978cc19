"""Long clips in few columns: a screen has no more than so many pixels, and a browser no patience for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sta_lstm.arrays import AnyFloats, Int64s
from sta_lstm.limits import FIGURE_CELLS, FIGURE_POINTS


@dataclass(frozen=True, slots=True)
class Bins:
    """T frames cut into columns of ``width`` frames; the last column may hold fewer.

    Attributes:
        n_frames: T.
        width: frames a column; 1 for a clip that fits.
    """

    n_frames: int
    width: int

    @staticmethod
    def at_most(n_frames: int, most: int) -> Bins:
        """The fewest frames a column with which ``n_frames`` fit into ``most`` columns."""
        return Bins(n_frames, max(1, -(-n_frames // most)))

    @staticmethod
    def of_cells(n_frames: int, most: int, n_rows: int) -> Bins:
        """As `at_most`, in fewer columns where ``n_rows`` make more cells of them than a screen shows."""
        return Bins.at_most(n_frames, max(1, min(most, FIGURE_CELLS // max(1, n_rows))))

    @property
    def starts(self) -> Int64s:
        """First frame of each column."""
        return np.arange(0, self.n_frames, self.width)

    @property
    def counts(self) -> Int64s:
        """Frames in each column."""
        return np.minimum(self.width, self.n_frames - self.starts)

    @property
    def centres(self) -> AnyFloats:
        """Middle of each column, in frames."""
        return self.starts + (self.counts - 1) / 2

    def sums(self, values: AnyFloats) -> AnyFloats:
        """Sum of ``values`` (T × …) over the frames of each column."""
        return np.asarray(np.add.reduceat(values, self.starts, axis=0))

    def means(self, values: AnyFloats) -> AnyFloats:
        """Mean of ``values`` (T × …) over the frames of each column, NaN left out; NaN where all are."""
        known = np.isfinite(values)
        counts = np.add.reduceat(known.astype(np.int64), self.starts, axis=0)
        sums = self.sums(np.where(known, values, 0))
        return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan).astype(values.dtype)

    @property
    def words(self) -> str:
        """What to say of the columns on the axis, empty when each is a frame."""
        return "" if self.width == 1 else f", {self.width} a column"


def drawn_frames(n_frames: int, values: AnyFloats | None = None, *, kept: Sequence[int] = ()) -> Int64s:
    """The frames at which a line over a clip is drawn: all of them, or of a long clip some thousand.

    Args:
        n_frames: T.
        values: T, of which the highest of each stretch is drawn; evenly spaced frames alone, if left out.
        kept: frames that are drawn in any case.
    """
    if n_frames <= FIGURE_POINTS:
        return np.arange(n_frames)
    bins = Bins.at_most(n_frames, FIGURE_POINTS // 2)
    peaks: list[int] = []
    if values is not None:
        known = np.where(np.isfinite(values), values, -np.inf)
        stops = bins.starts + bins.counts
        peaks = [a + int(known[a:b].argmax()) for a, b in zip(bins.starts, stops, strict=True)]
    return np.unique(np.array([*bins.starts, n_frames - 1, *peaks, *kept], dtype=np.int64))


def drawn_words(n_drawn: int, n_frames: int) -> str:
    """What to say on the axis of frames that are not drawn; empty where all are."""
    return "" if n_drawn == n_frames else f", {n_drawn:,} of {n_frames:,} drawn"
