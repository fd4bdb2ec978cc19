"""How good a recording is: what is odd about it, whether it is a body at all, and what can be mended.

`findings` asks every question; `faults`, `handedness`, `plausible` and `turning` answer some of them; `repair` mends
what somebody wants mended; `doubts` are the sentences that go along into every answer.
"""
