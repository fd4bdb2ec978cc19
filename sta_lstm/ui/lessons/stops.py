"""Where the tour stops: addresses of the app's own pages, with two sentences each.

The sentences are of the sample checkpoints and say what these do; `tests/ui/lessons/test_stops.py` asks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stop:
    """A place to stand and look.

    Attributes:
        title: what it is about.
        text: two sentences in Markdown.
        page: the file in ``app_pages/`` that shows it, by its stem.
        words: of that page's address.
    """

    title: str
    text: str
    page: str
    words: Mapping[str, str]


STOPS = (
    Stop(
        "Where it listens",
        "The larger and more solid a ball, the more the model listens to that joint: here to the **right arm**, which "
        "waves. The violet curve below the body says how much it listens to each moment.",
        "inspect",
        {"clip": "wave-right-hand", "checkpoint": "demo-sta"},
    ),
    Stop(
        "When it listens",
        "The pictures under the curve are its peaks, the moments that the model weighs most, and you stand at the "
        "highest: the **kick** itself. Click another picture to go there, or press **[** and **]**.",
        "inspect",
        {"clip": "kick-right", "checkpoint": "demo-sta", "frame": "52"},
    ),
    Stop(
        "What it needs",
        "The leg that kicks is held still, and the answer falls from **kick right** to **nod**: the model goes by that "
        "leg, as its balls said. Hold the left leg instead, under “What if …” below the player, and the answer stays.",
        "inspect",
        {"clip": "kick-right", "checkpoint": "demo-sta", "frame": "52", "edit": "hold:right leg"},
    ),
    Stop(
        "Two models, two habits",
        "Both models say **shake hands**, yet demo-sta listens most to the right arm of **B**, and demo-sa to that of "
        "**A**. Where one model looks is its habit, and no fact about the movement.",
        "compare",
        {"clip": "shake-hands", "checkpoint": "demo-sta..demo-sa"},
    ),
    Stop(
        "When it goes wrong",
        "Here a **right arm punches**, and the model says **nod**, although a right arm has most of its attention. So "
        "attention tells where a model looks, and not whether it is right: ask what it *needs* as well.",
        "inspect",
        {"clip": "mistaken-punch-right", "checkpoint": "demo-sta"},
    ),
)
