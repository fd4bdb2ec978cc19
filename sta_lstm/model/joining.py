"""Checkpoints of one recipe, trained from several seeds, as one: a committee."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sta_lstm.errors import CheckpointError
from sta_lstm.model.checkpoint import Checkpoint

#: What checkpoints of one committee have in common, by what people call it.
_COMMON: Mapping[str, Callable[[Checkpoint], object]] = {
    "classes": lambda checkpoint: checkpoint.class_names,
    "layout": lambda checkpoint: checkpoint.layout.joints,
    "feature recipe": lambda checkpoint: checkpoint.recipe,
    "fewest persons": lambda checkpoint: checkpoint.min_persons,
    "training recipe": lambda checkpoint: checkpoint.training.get("recipe"),
}


def joined(checkpoints: Sequence[Checkpoint], name: str) -> Checkpoint:
    """One checkpoint with the networks of several, of which the first answers.

    Args:
        checkpoints: two or more, trained by one recipe from different seeds.
        name: what the committee is called.

    Raises:
        CheckpointError: there are fewer than two, one is an ONNX file, two hold the same weights, or they differ in
            more than their weights; the message says which and in what.
    """
    if len(checkpoints) < 2:
        raise CheckpointError(f"a committee has two networks or more; got {len(checkpoints)}.")
    first = checkpoints[0]
    sealed = next((each for each in checkpoints if each.network.only_answers), None)
    if sealed is not None:
        raise CheckpointError(
            f"'{sealed.name}' is an ONNX file, which stays one file. Join the checkpoints themselves."
        )
    for number, other in enumerate(checkpoints[1:], 2):
        for what, common in _COMMON.items():
            if common(other) != common(first):
                raise CheckpointError(
                    f"checkpoint {number} of the committee, '{other.name}', differs from the first, '{first.name}', in "
                    f"its {what}. A committee is trained by one recipe on one data set, from several seeds."
                )
    seeds = [checkpoint.training["seed"] for checkpoint in checkpoints if "seed" in checkpoint.training]
    if len(set(map(str, seeds))) < len(seeds):
        raise CheckpointError(
            f"two checkpoints of the committee '{name}' were trained from one seed, as epochs of one training are. "
            "Train each from a seed of its own."
        )
    members = [member for checkpoint in checkpoints for member in checkpoint.members]
    for i, one in enumerate(members):
        for other in members[:i]:
            if _same_weights(one, other):
                raise CheckpointError(
                    f"'{one.name}' is in the committee twice: two networks have the same weights. Train from other "
                    "seeds."
                )
    return replace(first, name=name, others=tuple(member.network for member in members[1:]))


def _same_weights(one: Checkpoint, other: Checkpoint) -> bool:
    pairs = zip(one.network.parameters(), other.network.parameters(), strict=False)
    return one.config == other.config and all(bool((a.cpu() == b.cpu()).all()) for a, b in pairs)
