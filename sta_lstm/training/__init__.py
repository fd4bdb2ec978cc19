"""Making checkpoints: recipes, the training loop, cross-validation.

`load_recipe` reads a `Recipe`; `train` and `crossval`, in `train` and `folds.crossval`, train networks by it.
Other modules of this room may move.
"""

import lazy_loader

# Looked up at first use: torch alone takes a second.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
