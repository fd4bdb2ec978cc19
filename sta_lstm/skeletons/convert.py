"""From one layout to another, joint by joint: copied where both have it, placed by a rule of `rules` where one has not.

Joints meet by what they are on a body (`synonyms`), whatever their files call them. Kinect v1 and v2 share the names of
all their joints, although the lower trunk of v1 lies elsewhere; there it is the rules that lead from one to the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from sta_lstm.arrays import Float64s
from sta_lstm.errors import MismatchError
from sta_lstm.skeletons.clip import Clip
from sta_lstm.skeletons.layout import SkeletonLayout
from sta_lstm.skeletons.rules import KNOWN_JOINTS, RULES, Forward, Rule
from sta_lstm.skeletons.synonyms import common_names

#: Begins the note of a clip that was converted, before the names of both layouts; what it came from is read off it.
_CONVERTED = "Converted from"
_SOURCE = re.compile(f"{_CONVERTED} '(.+?)' to '")


@dataclass(frozen=True)
class Step:
    """What becomes of one joint of the target.

    Attributes:
        joint: its name in the target's layout.
        origin: the source's joint that is copied; None for a joint that is not.
        rule: how it is inferred otherwise; None for a joint that is copied, and for one that cannot be had.
    """

    joint: str
    origin: str | None = None
    rule: Rule | None = None

    def __str__(self) -> str:
        """What becomes of it, in words."""
        if self.origin is not None:
            return "copied" if self.origin == self.joint else f"copied from {self.origin}"
        return f"inferred: {self.rule.name}" if self.rule is not None else "impossible"


@dataclass(frozen=True)
class Conversion:
    """What converting from one layout to another does, known before it is done.

    Attributes:
        source: the layout that a clip has.
        target: the layout that it gets.
        steps: one for each joint of the target, in its order.
        order: the rules to apply one after the other, those of joints in between included.
    """

    source: SkeletonLayout
    target: SkeletonLayout
    steps: tuple[Step, ...]
    order: tuple[Rule, ...]

    @property
    def copied(self) -> tuple[str, ...]:
        """The target's joints that the source has."""
        return tuple(step.joint for step in self.steps if step.origin is not None)

    @property
    def inferred(self) -> tuple[str, ...]:
        """The target's joints that are computed from others."""
        return tuple(step.joint for step in self.steps if step.rule is not None)

    @property
    def impossible(self) -> tuple[str, ...]:
        """The target's joints that cannot be had; a conversion with any of them is refused."""
        return tuple(step.joint for step in self.steps if step.origin is None and step.rule is None)

    @property
    def by_rule(self) -> dict[str, tuple[str, ...]]:
        """The inferred joints by the name of the rule that places them."""
        names = dict.fromkeys(step.rule.name for step in self.steps if step.rule is not None)
        return {
            name: tuple(step.joint for step in self.steps if step.rule is not None and step.rule.name == name)
            for name in names
        }

    def check(self, name: str) -> None:
        """Refuse what cannot be done.

        Args:
            name: the clip's, for the message.

        Raises:
            MismatchError: some of the target's joints cannot be had; the message lists them.
        """
        if self.impossible:
            raise MismatchError(
                f"clip '{name}' cannot be converted from '{self.source.name}' to '{self.target.name}': it has no "
                f"{', no '.join(self.impossible)}, and too little to infer them from. Choose a checkpoint for "
                f"'{self.source.name}', or a recording of the whole body."
            )


@lru_cache(maxsize=64)
def conversion(source: SkeletonLayout, target: SkeletonLayout) -> Conversion:
    """How a clip of the layout ``source`` becomes one of ``target``; it may turn out to be impossible."""
    origins = dict(zip(common_names(source), source.joints, strict=True))
    names = common_names(target)
    chosen: dict[str, Rule] = {}
    had = {name for name in names if name in origins or _reach(name, origins, chosen, frozenset())}
    # A joint that means something on its own layout alone is put between its neighbours there.
    strangers = [name for name in names if name not in had and name not in KNOWN_JOINTS]
    if strangers:
        of = dict(zip(target.joints, names, strict=True))
        bones = [(of[parent], of[child]) for parent, child in target.bones]
        up, down = _neighbours((child, parent) for parent, child in bones), _neighbours(bones)
        chosen |= {name: rule for name in strangers if (rule := _between_neighbours(name, up, down, had)) is not None}
    steps = tuple(
        Step(joint, origins.get(name), None if name in origins else chosen.get(name))
        for joint, name in zip(target.joints, names, strict=True)
    )
    return Conversion(source, target, steps, tuple(chosen.values()))


def converted(clip: Clip, layout: SkeletonLayout) -> Clip:
    """``clip`` with the joints of ``layout``; what was inferred stands in its ``inferred`` and ``notes``.

    Whatever moves, turns, scales or mirrors the clip does the same to its conversion.

    Raises:
        MismatchError: some of the layout's joints cannot be had; the message lists them.
        ClipError: an inferred joint would lie farther away than a clip allows.
    """
    if clip.layout == layout:
        return clip
    plan = conversion(clip.layout, layout)
    plan.check(clip.name)
    origins = common_names(clip.layout)
    places = {name: clip.positions[:, :, j].astype(np.float64) for j, name in enumerate(origins)}
    for rule in plan.order:
        places[rule.joint] = _placed(rule, places)
    positions = np.stack([places[name] for name in common_names(layout)], axis=2)
    still_inferred = {step.joint for step in plan.steps if step.origin in clip.inferred}
    inferred = tuple(joint for joint in layout.joints if joint in still_inferred or joint in plan.inferred)
    return replace(
        clip,
        positions=positions.astype(np.float32),
        layout=layout,
        notes=(*clip.notes, *conversion_notes(plan)),
        inferred=inferred,
    )


def conversion_notes(plan: Conversion) -> tuple[str, ...]:
    """What ``plan`` copies and what it infers by which rule, in a sentence."""
    start = f"{_CONVERTED} '{plan.source.name}' to '{plan.target.name}'"
    if not plan.inferred:
        return (f"{start}: all {plan.target.n_joints} joints copied.",)
    rules = "; ".join(f"{', '.join(joints)} ({name})" for name, joints in plan.by_rule.items())
    return (f"{start}: {len(plan.copied)} of {plan.target.n_joints} joints copied, the others inferred: {rules}.",)


def converted_from(clip: Clip) -> str | None:
    """The name of the layout that ``clip`` was recorded in, if its notes say that it was converted since."""
    said = next((note for note in clip.notes if note.startswith(_CONVERTED)), None)
    found = None if said is None else _SOURCE.match(said)
    return None if found is None else found[1]


def _reach(joint: str, given: Mapping[str, str], chosen: dict[str, Rule], pending: frozenset[str]) -> bool:
    """Find rules for ``joint`` and for what it needs, and append them to ``chosen``, needs first; whether there are."""
    if joint in given or joint in chosen:
        return True
    if joint in pending:  # a rule that needs what it would make
        return False
    for rule in RULES.get(joint, ()):
        if all(_reach(need, given, chosen, pending | {joint}) for need in rule.needs):
            chosen[joint] = rule
            return True
    return False


def _neighbours(bones: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Where each joint's bones lead to."""
    ends: defaultdict[str, list[str]] = defaultdict(list)
    for start, end in bones:
        ends[start].append(end)
    return ends


def _between_neighbours(
    name: str, up: Mapping[str, list[str]], down: Mapping[str, list[str]], had: set[str]
) -> Rule | None:
    """A rule from the nearest joints that are had, up and down the target's bones, by their distance in bones."""
    above, steps_up = _nearest(name, up, had)
    below, steps_down = _nearest(name, down, had)
    if not above and not below:
        return None
    share = 1.0 if not below else 0.0 if not above else steps_down / (steps_up + steps_down)
    weights = [(joint, share / len(above)) for joint in above] + [(joint, (1 - share) / len(below)) for joint in below]
    words = "between its neighbours" if above and below else "at its neighbour"
    return Rule(name, words, tuple(weights))


def _nearest(start: str, bones: Mapping[str, list[str]], had: set[str]) -> tuple[list[str], int]:
    """The joints in ``had`` that are fewest bones away, and how many; all of the same distance, so that sides agree."""
    seen, ring, steps = {start}, [start], 0
    while ring:
        steps += 1
        ring = list(dict.fromkeys(end for joint in ring for end in bones.get(joint, ()) if end not in seen))
        seen.update(ring)
        found = [joint for joint in ring if joint in had]
        if found:
            return found, steps
    return [], 0


def _placed(rule: Rule, places: Mapping[str, Float64s]) -> Float64s:
    """T × M × 3."""
    summed: Float64s = np.sum([weight * places[joint] for joint, weight in rule.weights], axis=0)
    return summed if rule.forward is None else summed + _step_forward(rule.forward, places)


def _step_forward(forward: Forward, places: Mapping[str, Float64s]) -> Float64s:
    """T × M × 3; nothing where the two lines are parallel, or one has no length."""
    left, right = (places[joint] for joint in forward.across)
    lower, upper = (places[joint] for joint in forward.upwards)
    upwards = upper - lower
    front = np.cross(left - right, upwards)  # the axes are right-handed: left × up is the front
    length = np.linalg.norm(front, axis=-1, keepdims=True)
    unit = np.divide(front, length, out=np.zeros_like(front), where=length > 1e-12)
    return np.asarray(forward.length * np.linalg.norm(upwards, axis=-1, keepdims=True) * unit, dtype=np.float64)
