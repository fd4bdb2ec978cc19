"""Networks, what they read, their files, and asking them.

`load_checkpoint` opens a `Checkpoint`; `clip_features` makes of a clip what its network reads; `run` in the module of
that name asks it, in batches and with gradients if wanted. `register` adds an `Architecture` of your own, of the
classes in `networks`, and `as_checkpoint` takes any torch model. Other modules of this room may move.
"""

import lazy_loader

# Looked up at first use: torch alone takes a second.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
