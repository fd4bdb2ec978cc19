"""Files of other languages that are written from Python, so that one fact has one home.

``make look`` writes them; a test fails where one of them is not as it would be written.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from sta_lstm.player.payload import player_payload
from sta_lstm.player.typescript import declarations, state_declarations
from sta_lstm.prediction.maps import JointMap, alpha_map, beta_curve
from sta_lstm.prediction.prediction import Prediction
from sta_lstm.prediction.provenance import Provenance
from sta_lstm.prediction.scores import Scores
from sta_lstm.scene import look, scale
from sta_lstm.skeletons import Clip, layout_named
from sta_lstm.words import probability_text

_ASSETS = Path("sta_lstm/player/assets")
_CONFIG = Path(".streamlit/config.toml")
_TESTS = Path("tests/player/js")
_BY = "Written by `make look` from sta_lstm/scene/look.py: change it there."


def generated_files(root: Path) -> dict[Path, str]:
    """Each file that is written from Python, and what it must hold.

    Args:
        root: folder of the repository; ``.streamlit/config.toml`` is changed in its colours alone.
    """
    return {
        root / _ASSETS / "core" / "look.js": _look_script(),
        root / _ASSETS / "core" / "messages.d.ts": declarations(),
        root / _ASSETS / "host" / "states.d.ts": state_declarations(),
        root / _ASSETS / "host" / "look.css": _look_style(),
        root / _TESTS / "look.json": _look_example(),
        root / _TESTS / "example.json": json.dumps(example_payload(), ensure_ascii=False, indent=1) + "\n",
        root / _CONFIG: _with_colours((root / _CONFIG).read_text(encoding="utf-8")),
    }


def write_generated(root: Path) -> None:
    """Write every file that `generated_files` names."""
    for path, text in generated_files(root).items():
        path.write_text(text, encoding="utf-8", newline="\n")


def example_payload() -> dict[str, Any]:
    """A payload in which most fields have something to say: two persons, nobody in the last frame, a map beside α."""
    layout = layout_named("sbu-15")
    present = np.array([[1, 1], [1, 1], [1, 0], [0, 0]], dtype=bool)
    column, frame = np.arange(layout.n_joints), np.arange(4)[:, None, None]
    positions = np.zeros((4, 2, layout.n_joints, 3), dtype=np.float32)
    positions[..., 0] = column % 3 / 4 + np.array([0, 1])[:, None]
    positions[..., 1] = column / 8 + frame / 16
    positions[~present] = 0
    clip = Clip(positions, 30.0, layout, "y", present, "example", inferred=("left foot",))
    weights = np.where(present[..., None], 1 + (column == layout.index("right hand")), 0) * np.ones((4, 1, 1))
    sums = weights.sum((1, 2), keepdims=True)
    alpha = np.divide(weights, sums, out=np.zeros(weights.shape), where=sums > 0)
    beta, scores = np.array([0.25, 0.5, 0.25, 0]), np.array([[1, 0], [2, 1], [0, 1], [0, 0]], dtype=np.float32)
    speed = JointMap("speed", np.where(present[..., None], column / 8, np.nan), "speed of the joint", "m/s")
    prediction = Prediction(
        clip=clip,
        maps=(alpha_map(alpha), speed),
        curves=(beta_curve(beta),),
        read=present,
        scores=Scores(("wave", "bow"), (beta[:, None] * scores).sum(0), scores),
        keyframes=(1,),
        provenance=Provenance("example-sta", revision="1a2b3c", package="0.1.0", device="CPU"),
    )
    return player_payload([prediction])


def _look_example() -> str:
    """What the player must find from ``look.js``, for a test of it."""
    strengths = [0.0, 0.25, 1.0]
    multiples = [-3.0, 0.0, 0.1, 1.0, 3.0, 12.0, 40.0]
    probabilities = [0.0, 0.0003, 0.003, 0.009, 0.01, 0.04, 0.896, 0.994, 0.996, 0.9999999, 1.0]
    example: dict[str, object] = {
        "strengths": strengths,
        "opacity": [look.opacity(strength) for strength in strengths],
        "radius": [look.radius(strength) for strength in strengths],
        "multiples": multiples,
        "places": scale.place(multiples).tolist(),
        "probabilities": {f"{p:.7f}": probability_text(p) for p in probabilities},
    }
    for name, scheme in (("light", look.LIGHT), ("dark", look.DARK)):
        example[name] = {
            **{key: look.hex_of(getattr(scheme, key)) for key in ("support", "against", "more", "less")},
            **{key: [look.hex_of(hue) for hue in getattr(scheme, key)] for key in ("persons", "classes", "models")},
        }
    return json.dumps(example, indent=1) + "\n"


def _look_script() -> str:
    numbers = {
        "FULL": (scale.FULL, "The multiple of an equal share at the end of attention’s scale."),
        "BARE": (look.BARE, "Strength of every joint where no model is shown, 0 to 1."),
        "FAINTEST": (look.FAINTEST, "Opacity of a joint without any attention: nobody vanishes."),
        "RADIUS": (look.RADIUS, "Radius of a joint without any attention, in heights of a body."),
        "RADIUS_GAIN": (look.RADIUS_GAIN, "What full strength adds to the radius of a joint, in heights of a body."),
        "RING": (look.RING, "Width of the ring that an inferred joint is drawn as, in radii of the joint."),
        "AGREED": (
            look.AGREED,
            "Agreement of networks, 0 to 1, below which a joint is a dashed ring.",
        ),
        "DASHED_RING": (look.DASHED_RING, "Width of that ring, in radii of the joint."),
        "DASHES": (look.DASHES, "How many dashes that ring has."),
        "GHOST_HEAD": (look.GHOST_HEAD, "Radius of the head of the faint whole body, in heights of a body."),
        "GHOST_BONE": (look.GHOST_BONE, "Width of the bones of the faint whole body, in heights of a body."),
        "TUBE": (look.TUBE, "How much of a bone of the left side is left open along its middle."),
        "PROJECTED_BODY": (look.PROJECTED_BODY, "How much thicker joints and bones are on a wall."),
        "SIDE_TURN": (look.SIDE_TURN, "From the hue of a person to those of the two sides of its body, degrees."),
    }
    lines = [f"// {_BY}", "", "/** @typedef {[number, number, number]} Oklch lightness, chroma, hue in degrees */"]
    lines += [
        "/** @typedef {{background: string, surface: string, text: string, muted: string, accent: string, "
        "persons: Oklch[], support: Oklch, against: Oklch, more: Oklch, less: Oklch, classes: Oklch[], "
        "models: Oklch[]}} Scheme */",
        "",
    ]
    for name, (value, says) in numbers.items():
        lines += [f"/** {says} */", f"export const {name} = {value:g};"]
    ticks = ", ".join(f"{tick:g}" for tick in scale.TICKS)
    lines += ["/** Multiples of an equal share that legends name, at equal steps of the scale. */"]
    lines += [f"export const TICKS = [{ticks}];"]
    for name, sizes, where in (("DESK", look.DESK, "at a desk"), ("ROOM", look.ROOM, "on the wall of a room")):
        lines += [f"/** The three sizes of text {where}, pixels. */"]
        lines += [f"export const {name} = {{ small: {sizes.small}, body: {sizes.body}, large: {sizes.large} }};"]
    for name, scheme in (("LIGHT", look.LIGHT), ("DARK", look.DARK)):
        lines += ["", f"/** @type {{Scheme}} colours of a {name.lower()} page */", f"export const {name} = {{"]
        for field in fields(scheme):
            lines.append(f"  {field.name}: {json.dumps(_plain(getattr(scheme, field.name)))},")
        lines.append("};")
    return "\n".join(lines) + "\n"


def _plain(value: object) -> object:
    """Tuples as lists, and whole numbers without a point, as JavaScript writes them."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _look_style() -> str:
    def variables(scheme: look.Scheme, *, streamlit: bool, indent: str) -> str:
        named = {
            "background": ("background-color", scheme.background),
            "surface": ("secondary-background-color", scheme.surface),
            "text": ("text-color", scheme.text),
            "accent": ("primary-color", scheme.accent),
        }
        return "\n".join(
            f"{indent}--sta-{name}: {f'var(--st-{theirs}, {colour})' if streamlit else colour};"
            for name, (theirs, colour) in named.items()
        )

    def sizes(of: look.TextSizes) -> str:
        return "\n".join(f"  --sta-{field.name}: {getattr(of, field.name)}px;" for field in fields(of))

    light = variables(look.LIGHT, streamlit=True, indent="  ")
    dark = variables(look.DARK, streamlit=False, indent="    ")
    return f"""/* {_BY} */
/* The player takes its colours from Streamlit where it finds them, and else from the reader's light or dark setting. */
.sta-player,
.sta-page {{
{light}
{sizes(look.DESK)}
}}

.sta-player.sta-projected {{
{sizes(look.ROOM)}
}}

@media (prefers-color-scheme: dark) {{
  .sta-page,
  .sta-page .sta-player {{
{dark}
  }}
}}
"""


def _with_colours(config: str) -> str:
    """Streamlit's configuration with our colours in its two themes."""
    for table, scheme in (("theme.light", look.LIGHT), ("theme.dark", look.DARK)):
        persons = [look.hex_of(hue) for hue in scheme.persons[:6]]
        colours: dict[str, str | list[str]] = {
            "primaryColor": scheme.accent,
            "backgroundColor": scheme.background,
            "secondaryBackgroundColor": scheme.surface,
            "textColor": scheme.text,
            "linkColor": scheme.accent,
            "grayTextColor": scheme.muted,
            "violetColor": scheme.accent,
            "chartCategoricalColors": [*persons, scheme.accent, scheme.muted],
        }
        start = config.index(f"[{table}]")
        end = config.find("\n[", start)
        part = config[start:] if end < 0 else config[start:end]
        for key, value in colours.items():
            part = re.sub(rf"^{key} = .*$", f"{key} = {json.dumps(value)}", part, flags=re.MULTILINE)
        config = config[:start] + part + ("" if end < 0 else config[end:])
    return config
