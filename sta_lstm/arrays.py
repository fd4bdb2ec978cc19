"""Types of NumPy arrays, by what an element is. Shapes stand in the docstrings that use them."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

#: What a network reads and answers: positions, α, β, scores.
Float32s = NDArray[np.float32]
#: What is computed with where rounding matters: geometry, files as they are parsed.
Float64s = NDArray[np.float64]
#: Floats of any width, where a function keeps the width it is given.
AnyFloats = NDArray[np.floating[Any]]
#: Presence, masks.
Bools = NDArray[np.bool_]
#: Contents of files and messages, uninterpreted.
Bytes = NDArray[np.uint8]
#: Frame and person numbers, as files hold them.
Int64s = NDArray[np.int64]
#: Positions in another array, as NumPy's own functions return them.
Indices = NDArray[np.intp]
#: Whole numbers of any width.
AnyInts = NDArray[np.integer[Any]]
