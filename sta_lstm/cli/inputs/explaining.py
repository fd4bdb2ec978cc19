"""Maps beside attention that a checkpoint is asked for: the options that name them, the same for every command."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sta_lstm.cli.inputs.long import ONE_ACTION, too_long
from sta_lstm.cli.text import notice
from sta_lstm.errors import SettingsError
from sta_lstm.evidence.maps import KINDS
from sta_lstm.evidence.maps.kinds import kind_named
from sta_lstm.words import listed

if TYPE_CHECKING:
    from sta_lstm.model.checkpoint import Checkpoint
    from sta_lstm.prediction.prediction import Prediction
    from sta_lstm.skeletons import Clip

_FILLS = ("mean pose", "interpolation")


def add_explaining(parser: argparse.ArgumentParser) -> None:
    """Declare ``--explain``, ``--class``, ``--versus``, ``--fill`` and ``--seed``."""
    group = parser.add_argument_group("explaining", "Maps and curves beside the attention of the checkpoint:")
    group.add_argument(
        "--explain",
        dest="explain",
        action="extend",
        nargs="+",
        default=[],
        metavar="NAME",
        help=f"one or more of {', '.join(KINDS)}",
    )
    group.add_argument("--class", dest="class_name", metavar="NAME", help="whose score; the answer's, if left out")
    group.add_argument("--versus", metavar="NAME", help="above the score of which class: why A and not B")
    group.add_argument("--fill", choices=_FILLS, help="what takes the place of what is taken; mean pose, if left out")
    group.add_argument("--seed", type=int, metavar="N", help="of the random map; 0, if left out")


def check_explaining(options: argparse.Namespace, *, asks: bool = True) -> None:
    """Refuse, before anything is read, what cannot be explained.

    Args:
        options: those of `add_explaining`.
        asks: whether a checkpoint is asked.

    Raises:
        SettingsError: there is no such map, no checkpoint to ask, or an option has nothing to say anything of.
    """
    for name in options.explain:
        kind_named(name)
    if options.explain and not asks:
        raise SettingsError("--explain asks a checkpoint; name one with --checkpoint.")
    given = {"--class": options.class_name, "--versus": options.versus, "--fill": options.fill, "--seed": options.seed}
    idle = [option for option, value in given.items() if value is not None]
    if idle and not options.explain:
        raise SettingsError(f"{idle[0]} says what --explain explains, which is not given; add --explain NAME.")
    if options.seed is not None and options.seed < 0:
        raise SettingsError(f"--seed {options.seed}: a seed is 0 or more.")


def explained(checkpoint: Checkpoint, clip: Clip, options: argparse.Namespace) -> Prediction:
    """What ``checkpoint`` says of ``clip``, with the maps and curves that the options name, and a verdict on α.

    A clip that is too long to be one action is read in windows, which is said; α is then not judged.

    Raises:
        MismatchError: the clip does not fit the checkpoint.
        SettingsError: a map is named twice, there is no such class, or something is missing that a map needs.
    """
    from sta_lstm.evidence.maps.explain import USUAL_FILL, explain
    from sta_lstm.evidence.maps.needs import unmet, why_not
    from sta_lstm.evidence.verdict import judge
    from sta_lstm.prediction.windows import in_windows

    _say_what_is_idle(options)
    prediction = explain(
        checkpoint,
        clip,
        options.explain,
        class_name=options.class_name,
        versus=options.versus,
        fill=options.fill or USUAL_FILL,
        seed=options.seed or 0,
    )
    told = in_windows(checkpoint, prediction)
    if told.windows is None:
        return prediction.with_verdict(judge(checkpoint, prediction))
    for name in options.explain:
        if fault := why_not(kind_named(name), unmet(checkpoint, told)):
            raise SettingsError(fault)
    notice(f"{too_long(checkpoint, told.clip)}: it is read in windows, and not answered at once. {ONE_ACTION}")
    return told


def _say_what_is_idle(options: argparse.Namespace) -> None:
    """Tell of an option that no map depends on of those that are asked for."""
    if not options.explain:
        return
    kinds = [kind_named(name) for name in options.explain]
    of_class = any(kind.of_class for kind in kinds)
    used = {
        "--class": (options.class_name, of_class),
        "--versus": (options.versus, of_class),
        "--fill": (options.fill, any(kind.fills for kind in kinds)),
        "--seed": (options.seed, any(kind.is_drawn for kind in kinds)),
    }
    for option, (value, matters) in used.items():
        if value is not None and not matters:
            whose = {"--fill": "is an ablation", "--seed": "is drawn by chance"}.get(option, "is about a class")
            notice(f"{option} {value} changes nothing: no map that is asked for {whose} ({listed(options.explain)}).")
