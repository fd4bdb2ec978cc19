"""How large one question may be: two sizes that are each fine alone can be ruinous together.

Frames, joints and classes each have a limit of their own where they are read. Here are those of their products: numbers
that are held at once, runs of a network, bytes that go to a browser. They are looked at before anything is computed.
What is common stays far below: 8 persons of 25 joints over 20,000 frames, 120 classes over as many.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from sta_lstm.errors import SettingsError, StaLstmError


@dataclass(frozen=True, slots=True)
class Limit:
    """Most of something that one question may need.

    Attributes:
        most: how many.
        what: of what, with what becomes of it: ``"scores, … are worked out at once"`` without the number.
    """

    most: int
    what: str

    def allows(self, *sizes: float) -> bool:
        """Whether the product of ``sizes`` is no more than allowed."""
        return math.prod(sizes) <= self.most

    def check(
        self, where: str, *sizes: tuple[float, str], advice: str, error: type[StaLstmError] = SettingsError
    ) -> None:
        """Refuse what needs more; nothing is allocated for it.

        Args:
            where: what it is about, "clip 'x'".
            sizes: the factors with their names: ``(20_000, "frames"), (10_000, "classes")``.
            advice: what to do, with ``{}`` for how many of the first factor the others allow.
            error: which to raise.

        Raises:
            StaLstmError: of the class ``error``, with the factors, what they make, and what is allowed.
        """
        if not self.allows(*(size for size, _ in sizes)):
            product = math.prod(size for size, _ in sizes)
            told = " × ".join(f"{size:,.0f} {name}" for size, name in sizes)
            allowed = self.most // max(1, math.ceil(product / max(sizes[0][0], 1)))
            raise error(
                f"{where}: {told} make {product:,.0f} {self.what}; at most {self.most:,} are taken at once. "
                f"{advice.format(f'{allowed:,}')}"
            )


#: Joints of a clip or of one map over all frames and persons: 96 MB of positions.
JOINTS = Limit(8_000_000, "joints")
#: Scores of classes, frame by frame. A result holds them, what each frame adds, and the answers so far: 20 MB each.
CLASS_SCORES = Limit(5_000_000, "scores of classes")
#: Numbers in one layer of a network for the whole clip, its input among them: 200 MB, and a few times that at the peak.
LAYER = Limit(48_000_000, "numbers in a layer of the network")
#: Numbers that stay for a way back, where gradients are asked for: 500 MB.
GRADIENTS = Limit(128_000_000, "numbers that gradients need")
#: Weights times frames of one answer: seconds for a network that fits a processor's cache, a minute for the largest.
STEPS = Limit(50_000_000_000, "steps of the network")
#: The same over all runs of one test of an answer, which go in batches: about two minutes on one core.
RERUN_STEPS = Limit(400_000_000_000, "steps of the network")
#: The same where somebody waits on purpose: for the tests of a whole data set, or of a training.
PATIENT_STEPS = Limit(10 * RERUN_STEPS.most, RERUN_STEPS.what)
#: Windows in which one long recording is read: an hour of them, one a second.
WINDOWS = Limit(4_000, "windows that are read one by one")
#: Numbers in all the results that are looked at together, such as the snapshots of a training: 250 MB.
TOGETHER = Limit(64_000_000, "numbers in all results")
#: Bytes that the player is told; a browser's message ends at 200 MB.
PAYLOAD_BYTES = Limit(160_000_000, "bytes for the player")
#: Cells of a table as text: some ten bytes each, several times while it is written.
CSV_CELLS = Limit(40_000_000, "cells")
#: Bytes of one figure on a page.
FIGURE_BYTES = 8_000_000
#: Cells of one figure: no screen shows more.
FIGURE_CELLS = 300_000
#: Points of one line of a figure.
FIGURE_POINTS = 2_000
