"""Weights inside what training programs put around them: a dict with the state dict in it, and longer names.

``{"epoch": 9, "state_dict": {…}}`` is what most scripts save, Lightning's checkpoints among them; ``module.`` stands
before each name after DataParallel, ``model.`` after Lightning, ``_orig_mod.`` after torch.compile.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from torch import Tensor

from sta_lstm.errors import CheckpointError

#: Where a state dict stands, the likeliest first.
_KEYS = (
    *("state_dict", "model_state_dict", "model_state", "network_state_dict", "net_state_dict", "model", "network"),
    *("net", "weights", "params", "module"),
)
_MOST_KEYS = 6


def state_dict_in(value: Any, where: str) -> dict[str, Tensor]:
    """The state dict that ``value`` is, or holds under one of the usual keys.

    Args:
        value: what a file of PyTorch's holds.
        where: the checkpoint, for messages.

    Raises:
        CheckpointError: there is none.
    """
    if _is_state_dict(value):
        return {str(key): weights for key, weights in value.items()}
    if isinstance(value, Mapping):
        for key in _KEYS:
            if _is_state_dict(value.get(key)):
                return {str(name): weights for name, weights in value[key].items()}
        keys = [repr(str(key)[:40]) for key in list(value)[:_MOST_KEYS]]
        more = ", …" if len(value) > _MOST_KEYS else ""
        raise CheckpointError(
            f"{where} is not a state dict: a dict of {', '.join(keys) or 'nothing'}{more}, without a dict of tensors "
            f"under {', '.join(map(repr, _KEYS[:2]))} or another usual key. Save network.state_dict()."
        )
    raise CheckpointError(
        f"{where} is not a state dict: expected a dict of tensors, got {type(value).__name__}. Save "
        "network.state_dict()."
    )


def with_own_names(tensors: dict[str, Tensor], names: Collection[str]) -> dict[str, Tensor]:
    """``tensors`` by the network's own ``names``, where each has the same words before it; else as they are.

    Tensors beside them, as those of a loss that Lightning saves along, are left out then.
    """
    if not names or set(names) <= set(tensors):
        return tensors
    longest = max(names, key=len)
    for key in tensors:
        prefix = key.removesuffix(longest)
        if prefix.endswith(".") and prefix != key and all(prefix + name in tensors for name in names):
            return {key.removeprefix(prefix): weights for key, weights in tensors.items() if key.startswith(prefix)}
    return tensors


def _is_state_dict(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(isinstance(each, Tensor) for each in value.values())
