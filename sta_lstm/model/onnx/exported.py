"""A network of ours that was exported to ONNX: it says there all that it says in torch."""

from __future__ import annotations

from torch import Tensor

from sta_lstm.errors import CheckpointError
from sta_lstm.model.architectures import Architecture
from sta_lstm.model.networks.network import Network, Output
from sta_lstm.model.onnx.graph import Graph
from sta_lstm.model.onnx.network import Answering
from sta_lstm.model.onnx.runtime import Runtime

#: What the graph is given, and the first and last of what it gives; maps and curves stand between, by name.
INPUTS = ("x", "mask", "lengths")
LOGITS, FRAME_SCORES = "logits", "frame_scores"


class Exported(Answering):
    """A network of ours in onnxruntime."""

    def __init__(self, architecture: Architecture, like: Network, runtime: Runtime, graph: Graph) -> None:
        """Stand for a file.

        Args:
            architecture: of the network.
            like: the network, without its weights.
            runtime: that runs it.
            graph: what the file holds.
        """
        super().__init__(like.config, runtime, graph)
        self._architecture = architecture
        self._like = (like,)  # in a tuple, so that weights which are not here are not taken for this one's

    def answer(self, x: Tensor, mask: Tensor, lengths: Tensor) -> Output:
        """Logits, maps, curves and frame scores, all as in torch."""
        maps, curves = ([each.name for each in said] for said in (self._architecture.maps, self._architecture.curves))
        has_scores = any(each.name == FRAME_SCORES for each in self.runtime.outputs)
        names = [LOGITS, *maps, *curves, *[FRAME_SCORES] * has_scores]
        given = dict(zip(INPUTS, (x.float(), mask, lengths.long()), strict=True))
        found = self.asked({name: values.detach().cpu().numpy() for name, values in given.items()}, names)
        N, T, K = mask.shape
        L = self.config.n_classes
        shapes: dict[str, tuple[int, ...]] = {LOGITS: (N, L), FRAME_SCORES: (N, T, L)}
        shapes |= dict.fromkeys(maps, (N, T, K)) | dict.fromkeys(curves, (N, T))
        said = {name: self.taken(found[name], name, shapes[name]) for name in names}
        return Output(
            said[LOGITS],
            {name: said[name] for name in maps},
            {name: said[name] for name in curves},
            said.get(FRAME_SCORES),
        )

    @property
    def kind(self) -> type[Network]:
        """The network that it is, in another program."""
        return type(self._like[0])

    @property
    def units(self) -> tuple[int, ...]:
        """As in torch."""
        return self._like[0].units

    @property
    def work(self) -> int:
        """As in torch."""
        return self._like[0].work

    @property
    def n_weights(self) -> int:
        """As in torch."""
        return self._like[0].n_weights

    def check_ends(self) -> None:
        """Refuse a graph that is no exported checkpoint.

        Raises:
            CheckpointError: it reads or gives something else; the message says what.
        """
        found = tuple(each.name for each in self.runtime.inputs)
        if sorted(found) != sorted(INPUTS):
            raise CheckpointError(
                f"{self.runtime.where} reads {', '.join(found) or 'nothing'}; an exported checkpoint reads "
                f"{', '.join(INPUTS)}. Export it again with sta_lstm.to_onnx."
            )
        given = {each.name for each in self.runtime.outputs}
        kinds = (*self._architecture.maps, *self._architecture.curves)
        lacking = [name for name in (LOGITS, *(each.name for each in kinds)) if name not in given]
        if lacking:
            raise CheckpointError(
                f"{self.runtime.where} does not give {', '.join(lacking)}, which an exported "
                f"{self._architecture.title} gives. Export it again with sta_lstm.to_onnx."
            )
