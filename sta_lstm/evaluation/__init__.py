"""How well a checkpoint does on labelled clips, and how concentrated its attention is.

`evaluate` gives an `Evaluation` of clips, `evaluate_inputs` of features that are there; `map_entropy` and
`curve_entropy` are the entropies that it states. Other modules of this room may move.
"""

import lazy_loader

# Looked up at first use: torch alone takes a second.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
