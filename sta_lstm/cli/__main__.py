"""``python -m sta_lstm.cli``: the program, also for launchers of several processes.

``accelerate launch -m sta_lstm.cli train RECIPE --data … --out …`` trains by several processes.
"""

import sys

from sta_lstm.cli import main

if __name__ == "__main__":
    sys.exit(main())
