"""The files that weights come in, opened without ever running code from them."""

from __future__ import annotations

import io
import json
import zipfile

import safetensors.torch
import torch
from torch import Tensor

from sta_lstm.errors import CheckpointError

#: The entry of a safetensors header that holds our JSON.
HEADER_KEY = "sta_lstm"
#: Largest file that is opened. The paper's network has about 1.5 MB.
MAX_BYTES = 256 * 2**20


def is_torch_zip(content: bytes) -> bool:
    """Whether a file is a zip, as PyTorch writes them."""
    return content[:2] == b"PK" and zipfile.is_zipfile(io.BytesIO(content))


def read_safetensors(content: bytes, where: str) -> tuple[dict[str, Tensor], str]:
    """Tensors and our JSON from a safetensors file."""
    expected = "Expected a .safetensors file written by this project."
    if not content:
        raise CheckpointError(f"{where} is empty. {expected}")
    # The first eight bytes are a length, so they may look like another format's mark: the brace after them decides.
    is_json = content[8:9] == b"{"
    if content[:1] == b"\x80" and not is_json:
        raise CheckpointError(
            f"{where} is a pickle, which can run code when opened; it was not opened. {expected} Save the weights with "
            "sta_lstm's save_checkpoint, or as a state dict (.pt) with its .json beside it."
        )
    if content[:2] == b"PK" and not is_json:
        raise CheckpointError(f"{where} is a damaged zip file. {expected}")
    n_header = int.from_bytes(content[:8], "little")
    if len(content) < 10 or not is_json:
        raise CheckpointError(f"{where} is not a safetensors file (it begins with {content[:8]!r}). {expected}")
    if n_header > len(content) - 8:
        raise CheckpointError(
            f"{where} is cut off: its header should have {n_header:,} bytes, the whole file has {len(content):,}. "
            "Copy or download it again."
        )
    try:
        values = json.loads(content[8 : 8 + n_header])
        metadata = values.get("__metadata__", {})
        end = max((entry["data_offsets"][1] for key, entry in values.items() if key != "__metadata__"), default=0)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        raise CheckpointError(f"{where} has a garbled safetensors header ({error}). {expected}") from error
    if 8 + n_header + end > len(content):
        raise CheckpointError(
            f"{where} is cut off: its tensors end at byte {8 + n_header + end:,}, the file at {len(content):,}. "
            "Copy or download it again."
        )
    if not isinstance(metadata, dict) or HEADER_KEY not in metadata:
        names = ", ".join(sorted(key for key in values if key != "__metadata__")[:4]) or "none"
        raise CheckpointError(
            f"{where} is a safetensors file of another program: its header has no '{HEADER_KEY}' entry. Its "
            f"tensors: {names}, …. {expected}"
        )
    try:
        return safetensors.torch.load(content), str(metadata[HEADER_KEY])
    except Exception as error:  # the library raises types of its own, made in Rust
        raise CheckpointError(f"{where} has damaged tensors ({error}). Copy or download it again.") from error


def read_state_dict(content: bytes, header: bytes | None, where: str) -> tuple[dict[str, Tensor], str]:
    """Tensors from a ``.pt`` file's state dict, read without running code, and our JSON from beside it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
    if not any(member.filename.endswith("/data.pkl") for member in members):
        raise CheckpointError(
            f"{where} is a zip file, not a checkpoint. Expected .safetensors, or .pt with a state dict."
        )
    if sum(member.file_size for member in members) > MAX_BYTES:
        raise CheckpointError(f"{where} unpacks to more than {MAX_BYTES // 2**20} MB.")
    if header is None:
        raise CheckpointError(
            f"{where} is a PyTorch file, which holds weights alone; its classes, layout and feature recipe are "
            "missing. Put them in a .json file of the same name beside it, or load the .safetensors file."
        )
    try:
        tensors = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a hostile file provokes
        raise CheckpointError(
            f"{where} holds more than tensors, so it was not opened: it could run code. Save "
            "network.state_dict() instead of the whole model."
        ) from error
    if not isinstance(tensors, dict) or not all(isinstance(value, Tensor) for value in tensors.values()):
        raise CheckpointError(f"{where} is not a state dict: expected a dict of tensors, got {type(tensors).__name__}.")
    return {str(key): value for key, value in tensors.items()}, header.decode("utf-8", "replace")
