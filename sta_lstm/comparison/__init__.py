"""How answers differ: of models, of clips, of seeds, over a training, over a data set.

`compare` takes what several models say of one clip, `compare_clips` what one model says of two that `align` has put on
one clock; both give a `Comparison`. `Survey` collects comparisons over many clips, and the module `history` follows one
clip through a training. Other modules of this room may move.
"""

import lazy_loader

# Looked up at first use: whoever reads the names of the measures needs no SciPy.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
