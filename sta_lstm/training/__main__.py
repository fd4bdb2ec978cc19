"""``accelerate launch -m sta_lstm.training …`` is ``sta-lstm train …`` in as many processes as the launcher starts."""

import sys

from sta_lstm.cli import main

if __name__ == "__main__":
    sys.exit(main(["train", *sys.argv[1:]]))
