"""Spatio-temporal attention on skeletons: load a clip and a checkpoint, and see why the model said so.

Example:
    >>> import sta_lstm
    >>> clip = sta_lstm.load_clip("walk.skeleton")  # doctest: +SKIP
    >>> checkpoint = sta_lstm.load_checkpoint("demo-sta.safetensors")  # doctest: +SKIP
    >>> sta_lstm.predict(checkpoint, clip).label  # doctest: +SKIP
    'wave right'
"""

import lazy_loader

# Looked up at first use, so that importing the package costs nothing: torch alone takes a second.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
