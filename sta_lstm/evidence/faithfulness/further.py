"""Maps and curves that can rank beside attention, motion energy and random. It costs nothing to import."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from sta_lstm.errors import SettingsError
from sta_lstm.evidence.maps.kinds import KINDS, kind_named

#: Their names. The others are in the table anyhow, as α × β, motion energy and random.
FURTHER = tuple(name for name in KINDS if name not in ("alpha-beta", "motion-energy", "random"))


def usual_further() -> tuple[str, ...]:
    """Those that nobody has to ask for: integrated gradients, where captum is installed."""
    return ("integrated-gradients",) if has_captum() else ()


def has_captum() -> bool:
    """Whether this machine has the package that integrated gradients and gradient × input need."""
    return find_spec("captum") is not None


def check_further(names: Sequence[str]) -> None:
    """Refuse names that clips cannot be ranked by.

    Raises:
        SettingsError: there is no such map or curve, it is in the table anyhow, it is named twice, or this machine
            lacks captum, which it needs.
    """
    for i, name in enumerate(names):
        kind = kind_named(name)
        if name not in FURTHER:
            raise SettingsError(f"clips are ranked by {name} anyhow; choose of {', '.join(FURTHER)}.")
        if name in names[:i]:
            raise SettingsError(f"the ranking {name} is asked for twice; name each once.")
        if "captum" in kind.needs and not has_captum():
            raise SettingsError(f"{name}: captum is not installed: pip install 'sta-lstm[explain]'.")
