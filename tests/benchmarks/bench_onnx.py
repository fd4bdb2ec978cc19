"""A checkpoint in torch against the same in ONNX, which runs in a process of its own: what one answer takes.

Both sides are the median of calls measured in turn. The time of ONNX has the way to the process and back in it.
"""

import statistics
import tempfile
import time
from pathlib import Path

import torch

from sta_lstm.model.checkpoint import load_checkpoint
from sta_lstm.model.onnx.write import to_onnx
from sta_lstm.samples import resolve_checkpoint

NAMES = ("demo-sta", "sbu-stgcn")


def seconds(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def main():
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads; onnxruntime in its process: 1 thread")
    print("checkpoint     N    T | torch ms  onnxruntime ms | torch / onnxruntime | largest difference")
    for name in NAMES:
        checkpoint = load_checkpoint(resolve_checkpoint(name), device="cpu")
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            path = to_onnx(checkpoint, Path(folder) / "x.onnx")
            written = time.perf_counter()
            opened = load_checkpoint(path)
            export_s, open_s = written - begun, time.perf_counter() - written
            size = path.stat().st_size
        for n, t in ((1, 100), (1, 300), (64, 100), (64, 300)):
            x = torch.randn(n, t, checkpoint.config.n_all_joints, checkpoint.config.n_channels)
            with torch.inference_mode():
                one, other = checkpoint.network(x).logits, opened.network(x).logits
                off = float((one - other).abs().max())
                sides = [
                    (
                        seconds(lambda x=x, checkpoint=checkpoint: checkpoint.network(x)),
                        seconds(lambda x=x, opened=opened: opened.network(x)),
                    )
                    for _ in range(31 if n == 1 else 5)
                ]
            a, b = (1000 * statistics.median(side) for side in zip(*sides, strict=True))
            print(f"{name:12} {n:3} {t:4} | {a:8.1f} {b:15.1f} | {a / b:18.2f}× | {off:.1e}")
        print(f"{name:12} exported and compared in {export_s:.1f} s, opened in {open_s:.2f} s, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
