"""Several networks in one file, trained alike from other seeds: where they attend alike, attention is no accident."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor

from sta_lstm.errors import CheckpointError
from sta_lstm.model.networks.network import Network

#: Most networks that one file may hold.
MOST_MEMBERS = 16


def check_alike(network: Network, others: Sequence[Network], where: str) -> None:
    """Refuse a committee whose networks differ in anything but their weights.

    Raises:
        CheckpointError: one is of another architecture or shape, or there are too many.
    """
    if len(others) >= MOST_MEMBERS:
        raise CheckpointError(f"{where} has {len(others) + 1} networks; expected 1 to {MOST_MEMBERS}.")
    for number, other in enumerate(others, 2):
        if type(other) is not type(network) or other.config != network.config:
            raise CheckpointError(
                f"{where}: network {number} of its committee differs from the first in kind or size. Train all by one "
                "recipe."
            )


def packed(networks: Sequence[Network]) -> dict[str, Tensor]:
    """The weights of all networks by name; those of the second begin with ``2/``, and so on."""
    return {
        f"{number}/{name}" if number > 1 else name: weights.detach().cpu().contiguous()
        for number, network in enumerate(networks, 1)
        for name, weights in network.state_dict().items()
    }


def unpacked(tensors: dict[str, Tensor], n_members: object, where: str) -> list[dict[str, Tensor]]:
    """The weights of each network, from `packed`.

    Raises:
        CheckpointError: the number of networks is not one from 1 to `MOST_MEMBERS`.
    """
    if type(n_members) is not int or not 1 <= n_members <= MOST_MEMBERS:
        raise CheckpointError(
            f"{where} has {str(n_members)[:20]} networks; expected a whole number from 1 to {MOST_MEMBERS}."
        )
    found: list[dict[str, Tensor]] = [{} for _ in range(n_members)]
    for name, weights in tensors.items():
        number, _, own = name.partition("/")
        is_other = bool(own) and number.isascii() and number.isdigit() and 2 <= int(number[:3]) <= n_members
        found[int(number) - 1 if is_other else 0][own if is_other else name] = weights
    return found
