"""The table of maps and curves that `explain` makes: what each is, and what it needs. It costs nothing to import."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sta_lstm.errors import SettingsError

#: What a map cannot do without: a network that learned to attend to joints, or to joints or frames; a checkpoint of
#: several networks; frame scores that add up to the answer; a layer that gives numbers for every frame and joint; a
#: clip of two frames, since one frame alone is its own mean pose; a network through which gradients flow; the package
#: captum. Whatever is about the score of a class needs one answer to the whole clip.
Need = Literal[
    "spatial attention",
    "attention",
    "committee",
    "frame scores",
    "layer",
    "two frames",
    "gradients",
    "captum",
    "one answer",
]


@dataclass(frozen=True, slots=True)
class MapKind:
    """A row of the table.

    Attributes:
        name: by which it is asked for; letters, digits and hyphens, which an address carries as they are.
        title: how people see it named; "{of}" stands for whose score is meant.
        what: what the numbers are, in a sentence.
        says: what a joint or a frame has of it, in words that end "Balls: …" or "Violet curve: …".
        unit: stands behind values; empty for what has none.
        signed: whether less than 0 means something.
        relative: whether it is learned attention, in shares that sum to 1 over the joints of a frame.
        is_curve: whether it is a number a frame rather than one a joint and frame.
        needs: what it cannot do without.
        fills: whether it takes cells from the network, so that it depends on the fill.
        is_drawn: whether it is drawn by chance, so that it depends on the seed.
        cost: how often the network is asked, in words; empty where once is enough.
    """

    name: str
    title: str
    what: str
    says: str
    unit: str = ""
    signed: bool = False
    relative: bool = False
    is_curve: bool = False
    needs: tuple[Need, ...] = ()
    fills: bool = False
    is_drawn: bool = False
    cost: str = ""

    @property
    def of_class(self) -> bool:
        """Whether it is about the score of a class, and so depends on which is asked for."""
        return "{of}" in self.title

    @property
    def short_title(self) -> str:
        """The title for a list, where whose score is meant goes without saying."""
        return self.title.split(":")[0].format(of="the score")


def _ablation(name: str, what: str, each: str, *, is_curve: bool = False) -> MapKind:
    return MapKind(
        name=f"ablation-{name}",
        title=f"without the {what}: drop of {{of}}",
        what=f"How far the score falls when the {what} is taken from the network: exact, one run for {each}.",
        says=f"how far the score falls without that {what}",
        unit="logits",
        signed=True,
        is_curve=is_curve,
        needs=("two frames",),
        fills=True,
        cost=f"one run for {each}",
    )


_EACH_NETWORK = "one run for every network"
_AGREEMENT = (
    "How far the networks of a committee agree on a joint: 1 where all put it on one side of uniform attention, 0 "
    "where half of them do;"
)

_ROWS = (
    MapKind(
        "alpha-beta",
        "α·β: share of the score",
        "What attention says that each joint of each frame carries: α times β, as shares that sum to 1 over the clip.",
        says="what share of the score each joint carries by α and β",
        needs=("attention",),
    ),
    MapKind(
        "alpha-displacement",
        "α × displacement",
        "α, as a multiple of uniform, times how far the joint is from its mean place in the clip, in the unit that the "
        "network reads.",
        says="α of each joint times how far it is from its mean place",
        needs=("spatial attention", "two frames"),
    ),
    MapKind(
        "alpha-mean",
        "mean α of the networks",
        "α of every network of a committee, averaged.",
        says="how much the networks listen to each joint, on average",
        relative=True,
        needs=("spatial attention", "committee"),
        cost=_EACH_NETWORK,
    ),
    MapKind(
        "alpha-agreement",
        "agreement of the networks on α",
        f"{_AGREEMENT} uniform is an equal share of the frame.",
        says="how far the networks agree on each joint",
        needs=("spatial attention", "committee"),
        cost=_EACH_NETWORK,
    ),
    MapKind(
        "alpha-beta-mean",
        "mean α·β of the networks",
        "α·β of every network of a committee, averaged: shares that sum to 1 over the clip.",
        says="what share of the score each joint carries by α and β, on average of the networks",
        needs=("attention", "committee"),
        cost=_EACH_NETWORK,
    ),
    MapKind(
        "alpha-beta-agreement",
        "agreement of the networks on α·β",
        f"{_AGREEMENT} uniform is an equal share of the clip.",
        says="how far the networks agree on each joint in each frame",
        needs=("attention", "committee"),
        cost=_EACH_NETWORK,
    ),
    _ablation("joint", "joint", "every joint of a person"),
    _ablation("limb", "part of the body", "every part of a body"),
    _ablation("person", "person", "every person"),
    _ablation("frame", "frame", "every frame", is_curve=True),
    _ablation("limb-window", "part of the body for an eighth of the time", "every part of a body in each eighth"),
    MapKind(
        "gradient-input",
        "gradient × input: {of}",
        "The slope of the score along what the network reads of a joint, times what it reads, summed over features.",
        says="how steeply the score rises with each joint, times what the model reads of it",
        unit="logits",
        signed=True,
        needs=("gradients", "captum"),
        cost="one run with gradients",
    ),
    MapKind(
        "integrated-gradients",
        "integrated gradients: {of}",
        "What each joint adds to the score on the straight way from the clip's mean pose to the clip; sums to the "
        "difference that the motion makes.",
        says="what the motion of each joint adds to the score",
        unit="logits",
        signed=True,
        needs=("gradients", "captum", "two frames"),
        cost="some 200 runs with gradients",
    ),
    MapKind(
        "cam",
        "class activation: {of}",
        "What a layer's numbers of each joint and frame add to the score: exact where only means and linear functions "
        "follow the layer, and refused elsewhere.",
        says="what the model’s last layer adds to the score at each joint",
        unit="logits",
        signed=True,
        needs=("gradients", "layer"),
        cost="two runs with gradients",
    ),
    MapKind(
        "grad-cam",
        "Grad-CAM: {of}",
        "A layer's numbers of each joint and frame, its channels weighted by the mean slope of the score along each. "
        "Those below 0 are kept.",
        says="how strongly a layer of the model answers to each joint",
        signed=True,
        needs=("gradients", "layer"),
        cost="one run with gradients",
    ),
    MapKind(
        "contributions",
        "what each frame adds to {of}",
        "β_t z_t: what a frame adds to the score; sums to the logit over the clip.",
        says="what each frame adds to the score",
        unit="logits",
        signed=True,
        is_curve=True,
        needs=("frame scores",),
    ),
    MapKind(
        "motion-energy",
        "motion energy",
        "The joint's speed: what moves is what matters. A baseline that asks no network.",
        says="how fast each joint moves; no model is asked",
        unit="m/s",
    ),
    MapKind(
        "random",
        "random",
        "A number drawn between 0 and 1 for every joint of every frame. A baseline that knows nothing.",
        says="numbers drawn by chance; no model is asked",
        is_drawn=True,
    ),
)

#: Every map and curve that can be asked for, by name.
KINDS = {row.name: row for row in _ROWS}


def kind_named(name: str) -> MapKind:
    """The row of that name.

    Raises:
        SettingsError: there is none; the message lists those there are.
    """
    if not isinstance(name, str) or name not in KINDS:
        raise SettingsError(f"there is no map {str(name)[:40]!r} to explain with; there are: {', '.join(KINDS)}.")
    return KINDS[name]
