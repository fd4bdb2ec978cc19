"""Where the model runs: CUDA, then MPS, then the CPU, or as asked."""

from __future__ import annotations

import torch

from sta_lstm.errors import SettingsError


def choose_device(wanted: str = "auto") -> torch.device:
    """The device called ``wanted``, or for ``"auto"`` the fastest there is.

    Raises:
        SettingsError: no device of that name, or not on this machine.
    """
    there = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if wanted == "auto":
        return torch.device(next(kind for kind, is_there in there.items() if is_there))
    usable = ", ".join(kind for kind, is_there in there.items() if is_there)
    try:
        device = torch.device(wanted)
    except RuntimeError as error:
        raise SettingsError(f"there is no device '{wanted}'; this machine has: {usable}.") from error
    index_is_there = device.type != "cuda" or (device.index or 0) < torch.cuda.device_count()
    if not there.get(device.type, False) or not index_is_there:
        raise SettingsError(f"the device '{wanted}' is not available; this machine has: {usable}.")
    return device


def device_title(device: torch.device) -> str:
    """A device's name for people, for example "NVIDIA H100 (cuda:0)"."""
    if device.type == "cuda":
        return f"{torch.cuda.get_device_name(device)} ({device})"
    return {"mps": "Apple GPU (mps)", "cpu": "CPU"}.get(device.type, str(device))
