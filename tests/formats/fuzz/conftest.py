"""The modules of this folder import each other as ``fuzz.…``, here as in ``make fuzz``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
