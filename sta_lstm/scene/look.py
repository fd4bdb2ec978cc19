"""How bodies and evidence look, wherever they are drawn: the one home of sizes, opacities and colours.

Figures and exported pictures read this module. ``make look`` writes it into the player's ``core/look.js`` and
``host/look.css`` and into ``.streamlit/config.toml``; a test fails where one of them says something else.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

#: Lightness 0 to 1, chroma 0 to about 0.3, hue in degrees.
Oklch = tuple[float, float, float]
#: One number, or an array of them.
Share = TypeVar("Share", float, NDArray[np.floating[Any]])

#: Strength of every joint where no model is shown, 0 to 1.
BARE = 1 / 3
#: Opacity of a joint without any attention: nobody vanishes.
FAINTEST = 0.16
#: Radius of a joint without any attention, and what full strength adds to it, in heights of a body.
RADIUS = 0.0115
RADIUS_GAIN = 0.0195
#: Width of the ring that an inferred joint is drawn as, in radii of the joint.
RING = 0.42
#: Agreement of several networks, 0 to 1, below which a joint is drawn as a dashed ring: fewer than three quarters of
#: them put it on one side of uniform attention. Width of that ring in radii of the joint, and its number of dashes.
AGREED = 0.5
DASHED_RING = 0.26
DASHES = 7.0
#: Radius of the head and width of the bones of the faint whole body, in heights of a body.
GHOST_HEAD = 0.046
GHOST_BONE = 0.017
#: How much of a bone of the left side is left open along its middle, so that it is a tube: a second cue beside the hue,
#: which stays where colours are faint, alike to a reader, or printed in grey.
TUBE = 0.44
#: How much thicker joints and bones are for a room that looks at a wall.
PROJECTED_BODY = 1.35
#: How far the hues of the two sides of a body are from that of its middle, degrees.
SIDE_TURN = 17.0

# Blue and orange first: the pair that every common kind of colour blindness keeps apart.
_PERSON_HUES = (245.0, 52.0, 160.0, 345.0, 95.0, 295.0, 200.0, 20.0)
# Evenly around the circle, so that no two are alike; those that come near the hue of support are the last.
_CLASS_HUES = (70.0, 250.0, 340.0, 115.0, 295.0, 25.0, 160.0, 205.0)
# Teal and vermilion, not green and red.
_SUPPORT_HUE, _AGAINST_HUE = 188.0, 35.0
# Amber and violet, too, stay apart for everyone, and neither is the hue of the first two persons.
_MORE_HUE, _LESS_HUE = 75.0, 285.0


@dataclass(frozen=True, slots=True)
class TextSizes:
    """The three sizes of text in the player, pixels.

    Attributes:
        small: ticks, legends, notes.
        body: names, controls, sentences.
        large: what the model says.
    """

    small: int
    body: int
    large: int


#: At a desk, where a page's own text has these sizes too, and on the wall of a room.
DESK, ROOM = TextSizes(11, 14, 28), TextSizes(18, 20, 40)


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of a light page or of a dark one.

    Attributes:
        background: of the page, as #rrggbb, like all that are not hues.
        surface: what scenes and lanes are drawn on.
        text: of full weight.
        muted: text of less weight, ticks and reference lines.
        accent: frame attention, keyframes, the predicted class, what is chosen.
        persons: one hue a person, all of one lightness: brightness is what attention is read from.
        support: evidence for a class.
        against: evidence against a class.
        more: joints with more than nothing, where less than nothing means something too.
        less: joints with less than nothing.
        classes: classes that lead for a while.
        models: what is compared, side by side: models, or clips. None has the hue of the first two persons.
    """

    background: str
    surface: str
    text: str
    muted: str
    accent: str
    persons: tuple[Oklch, ...]
    support: Oklch
    against: Oklch
    more: Oklch
    less: Oklch
    classes: tuple[Oklch, ...]
    models: tuple[Oklch, ...]


def _of_hues(lightness: float, chroma: float, hues: tuple[float, ...]) -> tuple[Oklch, ...]:
    return tuple((lightness, chroma, hue) for hue in hues)


# What is compared is magenta and green, which differ in lightness as well and so stay apart for everyone; a third is
# without a hue, a fourth turquoise.
LIGHT = Scheme(
    background="#ffffff",
    surface="#f7f8fa",
    text="#1f2430",
    muted="#6b7280",
    accent="#6d28d9",
    persons=_of_hues(0.6, 0.15, _PERSON_HUES),
    support=(0.6, 0.12, _SUPPORT_HUE),
    against=(0.58, 0.16, _AGAINST_HUE),
    more=(0.6, 0.15, _MORE_HUE),
    less=(0.6, 0.15, _LESS_HUE),
    classes=_of_hues(0.76, 0.1, _CLASS_HUES),
    models=((0.46, 0.18, 335.0), (0.6, 0.13, 132.0), (0.3, 0.04, 250.0), (0.655, 0.1, 195.0)),
)
DARK = Scheme(
    background="#0e1117",
    surface="#151a23",
    text="#e6e8ee",
    muted="#9aa1ad",
    accent="#a78bfa",
    persons=_of_hues(0.76, 0.125, _PERSON_HUES),
    support=(0.7, 0.12, _SUPPORT_HUE),
    against=(0.7, 0.16, _AGAINST_HUE),
    more=(0.76, 0.125, _MORE_HUE),
    less=(0.76, 0.125, _LESS_HUE),
    classes=_of_hues(0.55, 0.1, _CLASS_HUES),
    models=((0.64, 0.19, 335.0), (0.84, 0.13, 130.0), (0.95, 0.02, 250.0), (0.55, 0.09, 195.0)),
)


def scheme(*, dark: bool) -> Scheme:
    """The colours for a dark page or a light one."""
    return DARK if dark else LIGHT


def opacity(strength: Share) -> Share:
    """Opacity of joints whose strength, 0 to 1, is their place on the scale of what is shown."""
    return FAINTEST + (1 - FAINTEST) * strength


def radius(strength: Share) -> Share:
    """Radius of joints in heights of a body, by their strength from 0 to 1."""
    return RADIUS + RADIUS_GAIN * strength


def hex_of(colour: Oklch) -> str:
    """``colour`` as #rrggbb; what sRGB cannot show is cut off (Björn Ottosson's OKLab matrices)."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
    )
    return "#" + "".join(f"{_eight_bits(value):02x}" for value in linear)


def _eight_bits(linear: float) -> int:
    share = 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055
    return math.floor(255 * min(1.0, max(0.0, share)) + 0.5)  # halves upwards, as in JavaScript
