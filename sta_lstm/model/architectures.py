"""The architectures that checkpoints and recipes name: one table, to which others can add theirs.

An architecture of your own is a configuration (`NetworkConfig` with its settings), a network (`Network`), and one row
here, added by `register` or, for a package that others install, by an entry point of the group
``sta_lstm.architectures`` that names the row. It is then trained, saved, loaded and asked like STA-LSTM itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NamedTuple

from sta_lstm.errors import SettingsError
from sta_lstm.model.networks.grid import Grid, GridConfig
from sta_lstm.model.networks.network import Network, NetworkConfig, Variant
from sta_lstm.model.networks.st_gcn import StGcn, StGcnConfig
from sta_lstm.model.networks.sta_lstm import ATTENTION, VARIANTS, StaLstm, StaLstmConfig
from sta_lstm.model.objective import Penalties, attention_penalties, forecast_penalty, no_penalties
from sta_lstm.model.onnx.network import OnnxConfig, OnnxNetwork

_GROUP = "sta_lstm.architectures"
_SIZES = frozenset(each.name for each in fields(NetworkConfig))


class Quantity(NamedTuple):
    """What a map or a curve of an output is.

    Attributes:
        name: by which the output has it.
        title: how people see it named.
        unit: stands behind values; may be empty.
        signed: whether less than 0 means something.
        relative: whether values are shares of attention: a map's sum to 1 over the joints of a frame, and a curve's
            weigh the frames.
    """

    name: str
    title: str
    unit: str = ""
    signed: bool = False
    relative: bool = False


@dataclass(frozen=True, eq=False)
class Architecture:
    """What belongs to the name of an architecture.

    Attributes:
        name: in the headers of checkpoints and in recipes.
        title: in the literature.
        config: its configuration: the sizes of every network, and its own settings, each with a default.
        network: made from a configuration.
        variants: by name, the last one whole; one of the architecture's own name, if left out.
        attention: the subnetworks that a stage of training may go without.
        maps: what the output's maps are; the first is what is shown at first.
        curves: what the output's curves are; where it has frame scores, the first weighs them.
        penalties: what training adds to the cross-entropy.
        is_code: whether its networks are code from elsewhere, so that no file holds one and no recipe names it.
    """

    name: str
    title: str
    config: type[NetworkConfig]
    network: type[Network]
    variants: Mapping[str, Variant] = field(default_factory=dict)
    attention: tuple[str, ...] = ()
    maps: tuple[Quantity, ...] = ()
    curves: tuple[Quantity, ...] = ()
    penalties: Penalties = no_penalties
    is_code: bool = False

    def __post_init__(self) -> None:
        if not self.variants:
            object.__setattr__(self, "variants", {self.name: Variant(self.title)})

    @property
    def parts(self) -> tuple[str, ...]:
        """What stages of training train and freeze: ``attention``, and ``"main"``, which every network has."""
        return (*self.attention, "main")

    @property
    def settings(self) -> tuple[str, ...]:
        """The fields of the configuration that a recipe states: neither what the data say nor switches of a variant."""
        others = _SIZES | {name for variant in self.variants.values() for name in variant.settings}
        return tuple(
            each.name for each in fields(self.config) if each.name not in others and "of_layout" not in each.metadata
        )

    def variant(self, name: str | None = None) -> Variant:
        """The variant of that name; the whole network, if left out.

        Raises:
            SettingsError: there is none.
        """
        return self.variants[self.variant_name(name)]

    def variant_name(self, name: str | None = None) -> str:
        """The name of a variant, checked; that of the whole network, if left out.

        Raises:
            SettingsError: there is no such variant.
        """
        if name is None:
            return list(self.variants)[-1]
        if name not in self.variants:
            raise SettingsError(f"{self.title} has no variant '{name}'; its variants: {', '.join(self.variants)}.")
        return name

    def check_kept(self, name: str) -> None:
        """Refuse to write a network, called ``name``, that is code from elsewhere.

        Raises:
            SettingsError: it is.
        """
        if self.is_code:
            raise SettingsError(
                f"'{name}' is a {self.title}: a checkpoint's file holds weights and no code. Keep the model as you "
                "have kept it so far."
            )

    def variant_title(self, config: NetworkConfig) -> str:
        """What the variant that ``config`` describes is called in the literature."""
        for variant in self.variants.values():
            if all(getattr(config, name) == value for name, value in variant.settings.items()):
                return variant.title
        return self.title


STA_LSTM = Architecture(
    name="sta-lstm",
    title="STA-LSTM",
    config=StaLstmConfig,
    network=StaLstm,
    variants=VARIANTS,
    attention=ATTENTION,
    maps=(Quantity("alpha", "spatial attention α", relative=True),),
    curves=(Quantity("beta", "temporal attention β", relative=True),),
    penalties=attention_penalties,
)
ST_GCN = Architecture(
    name="st-gcn",
    title="ST-GCN",
    config=StGcnConfig,
    network=StGcn,
    variants={"stgcn": Variant("ST-GCN")},
    curves=STA_LSTM.curves,
)
GRID = Architecture(
    name="grid",
    title="Grid",
    config=GridConfig,
    network=Grid,
    maps=STA_LSTM.maps,
    curves=STA_LSTM.curves,
    penalties=forecast_penalty,
)
ONNX = Architecture(name="onnx", title="ONNX model", config=OnnxConfig, network=OnnxNetwork)
_registered = {each.name: each for each in (STA_LSTM, ST_GCN, GRID, ONNX)}


def register(architecture: Architecture) -> None:
    """Add an architecture, so that recipes may name it and its checkpoints are read.

    Raises:
        SettingsError: it is not an `Architecture` with a name, a network and a configuration, or another one has this
            name.
    """
    if not isinstance(architecture, Architecture) or not isinstance(architecture.name, str) or not architecture.name:
        raise SettingsError(f"an Architecture with a name can be registered; got {str(architecture)[:60]!r}.")
    for what, given, base in (
        ("network", architecture.network, Network),
        ("configuration", architecture.config, NetworkConfig),
    ):
        if not (isinstance(given, type) and issubclass(given, base)):
            raise SettingsError(f"the {what} of '{architecture.name}' is {given!r}; expected a {base.__name__} class.")
    known = _registered.setdefault(architecture.name, architecture)
    if known != architecture:
        raise SettingsError(f"there is an architecture '{architecture.name}' already; give yours another name.")


def find_architecture(name: Any) -> Architecture:
    """The architecture of that name, registered or of an installed package.

    Raises:
        SettingsError: there is none; the message names those there are.
    """
    if name not in _in_files():
        for entry in entry_points(group=_GROUP):
            if entry.name == name:
                _load(entry)
    known = _in_files()
    if name not in known:
        raise SettingsError(
            f"there is no architecture '{str(name)[:60]}'; this program knows {', '.join(sorted(known))}."
        )
    return known[name]


def _in_files() -> dict[str, Architecture]:
    """Those that a checkpoint's file or a recipe may name."""
    return {name: each for name, each in _registered.items() if not each.is_code}


def _load(entry: EntryPoint) -> None:
    """Register what an installed package names.

    Raises:
        SettingsError: it cannot be loaded, or is not an architecture; the message names the entry.
    """
    try:
        register(entry.load())
    except SettingsError:
        raise
    except (Exception, SystemExit) as error:  # a module of somebody else's may fail in any way
        raise SettingsError(
            f"the architecture '{entry.name}' of an installed package ({entry.value}) cannot be loaded: "
            f"{type(error).__name__}: {str(error)[:200]}"
        ) from error


def architecture_of(network: Network) -> Architecture:
    """The architecture to which a network belongs.

    Raises:
        SettingsError: none that is registered.
    """
    for architecture in _registered.values():
        if network.kind is architecture.network:
            return architecture
    raise SettingsError(f"{type(network).__name__} is the network of no architecture; register it first.")
