"""The files that weights come in, opened without ever running code from them."""

from __future__ import annotations

import io
import json
import zipfile

import safetensors.torch
import torch
from torch import Tensor

from sta_lstm.errors import CheckpointError
from sta_lstm.formats.format import HEAD_BYTES
from sta_lstm.formats.signatures import stand_in
from sta_lstm.model.wrapped import state_dict_in

#: The entry of a safetensors header that holds our JSON.
HEADER_KEY = "sta_lstm"
_EXPECTED = "Expected a .safetensors file written by this project."
#: Largest file that is opened. The paper's network has about 1.5 MB.
MAX_BYTES = 256 * 2**20


def is_torch_zip(content: bytes) -> bool:
    """Whether a file is a zip, as PyTorch writes them."""
    return content[:2] == b"PK" and zipfile.is_zipfile(io.BytesIO(content))


def read_safetensors(content: bytes, where: str) -> tuple[dict[str, Tensor], str]:
    """Tensors and our JSON from a safetensors file."""
    is_json = _checked_kind(content, where)
    n_header = int.from_bytes(content[:8], "little")
    if len(content) < 10 or not is_json:
        raise CheckpointError(f"{where} is not a safetensors file (it begins with {content[:8]!r}). {_EXPECTED}")
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
        raise CheckpointError(f"{where} has a garbled safetensors header ({error}). {_EXPECTED}") from error
    if 8 + n_header + end > len(content):
        raise CheckpointError(
            f"{where} is cut off: its tensors end at byte {8 + n_header + end:,}, the file at {len(content):,}. "
            "Copy or download it again."
        )
    if not isinstance(metadata, dict) or HEADER_KEY not in metadata:
        names = ", ".join(sorted(key for key in values if key != "__metadata__")[:4]) or "none"
        raise CheckpointError(
            f"{where} is a safetensors file of another program: its header has no '{HEADER_KEY}' entry. Its "
            f"tensors: {names}, …. {_EXPECTED}"
        )
    try:
        return safetensors.torch.load(content), str(metadata[HEADER_KEY])
    except Exception as error:  # the library raises types of its own, made in Rust
        raise CheckpointError(f"{where} has damaged tensors ({error}). Copy or download it again.") from error


def _checked_kind(content: bytes, where: str) -> bool:
    """Whether a file may be safetensors; one that is sure to be something else is refused by name."""
    if not content:
        raise CheckpointError(f"{where} is empty. {_EXPECTED}")
    if (instead := stand_in(content[:HEAD_BYTES])) is not None:
        raise CheckpointError(f"{where} is not the file that it should be. {instead}")
    # The first eight bytes are a length, so they may look like another format's mark: the brace after them decides.
    is_json = content[8:9] == b"{"
    if content[:1] == b"\x80" and not is_json:
        raise CheckpointError(
            f"{where} is a pickle, which can run code when opened; it was not opened. {_EXPECTED} Save the weights "
            "with sta_lstm's save_checkpoint, or as a state dict (.pt) with its .json beside it."
        )
    if content[:2] == b"PK" and not is_json:
        raise CheckpointError(f"{where} is a damaged zip file. {_EXPECTED}")
    return is_json


def read_state_dict(content: bytes, header: bytes | None, where: str) -> tuple[dict[str, Tensor], str]:
    """Tensors from a ``.pt`` file's state dict, read without running code, and our JSON from beside it.

    The state dict may stand in a dict with other things (`wrapped`), as training scripts and Lightning save it.
    """
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
            "network.state_dict() instead of the whole model, or of a training script's checkpoint the part under "
            "'state_dict'."
        ) from error
    return state_dict_in(tensors, where), header.decode("utf-8", "replace")
