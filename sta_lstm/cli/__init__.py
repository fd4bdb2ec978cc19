"""``sta-lstm``: parse, call the library, print.

A module a command. Whatever takes time to import is imported by the command that needs it, so that ``--help`` answers
at once. Text from files (names, labels, notes) reaches the terminal without control characters.
"""

from sta_lstm.cli.main import main

__all__ = ["main"]
