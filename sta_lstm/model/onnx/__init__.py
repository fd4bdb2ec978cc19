"""Networks in ONNX files: opened, checked and asked without running anybody's code, and written.

A file becomes a `Checkpoint` like any other. Its network runs in a process of its own, which has bounds of memory and
time and can be ended.
"""
