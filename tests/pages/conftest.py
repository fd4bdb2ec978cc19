"""The modules of this folder import `driving`, which none of them could find by itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
