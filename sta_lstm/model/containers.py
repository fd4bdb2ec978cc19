"""The files that weights come in, opened without ever running code from them."""

from __future__ import annotations

import io
import json
import pickletools
import zipfile
from collections.abc import Iterable
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor

from sta_lstm.errors import CheckpointError
from sta_lstm.formats.format import HEAD_BYTES
from sta_lstm.formats.registry import clip_formats
from sta_lstm.formats.rules.keys import MOST
from sta_lstm.formats.rules.text import one_line
from sta_lstm.formats.signatures import looks_like, other_program, stand_in
from sta_lstm.model.wrapped import state_dict_in
from sta_lstm.words import continued

#: The entry of a safetensors header that holds our JSON.
HEADER_KEY = "sta_lstm"
_EXPECTED = "Choose a .safetensors file written by this program, or an .onnx of sta_lstm.to_onnx."
#: Largest file that is opened. The paper's network has about 1.5 MB.
MAX_BYTES = 256 * 2**20
#: Longest header of a safetensors file, and longest description beside a .pt file. Ours have some 5 kB.
MAX_HEADER = 2**20
#: Most files in a .pt file, and most instructions of the pickle in it; the weights lie beside it, a file a tensor.
_MAX_MEMBERS = 10_000
_MAX_INSTRUCTIONS = 100_000
#: Most numbers from 2**60 on in that pickle: random seeds are such, but where they are the keys of a dict, they may be
#: chosen so that it takes hours to fill (`sta_lstm.formats.rules.keys`).
_MAX_HUGE = 100
_ENTRY = b"PK\x01\x02"


def read_whole(path: Path, name: str) -> bytes:
    """A file's content; ``name`` is what people call it.

    Raises:
        CheckpointError: it cannot be read, or is too large.
    """
    try:
        check_size(path.stat().st_size, name)
        return path.read_bytes()
    except OSError as error:
        raise CheckpointError(f"checkpoint '{name}' cannot be read: {error.strerror or error}.") from error


def check_size(n_bytes: int, name: str) -> None:
    """Refuse a file of more than `MAX_BYTES`.

    Raises:
        CheckpointError: it is larger.
    """
    if n_bytes > MAX_BYTES:
        raise CheckpointError(
            f"checkpoint '{name}' has {n_bytes / 2**20:.0f} MB; at most {MAX_BYTES // 2**20} MB are opened."
        )


def is_torch_zip(content: bytes) -> bool:
    """Whether a file is a zip, as PyTorch writes them."""
    return content[:2] == b"PK" and zipfile.is_zipfile(io.BytesIO(content))


def read_safetensors(content: bytes, where: str) -> tuple[dict[str, Tensor], str]:
    """Tensors and our JSON from a safetensors file."""
    is_json = _checked_kind(content, where)
    n_header = int.from_bytes(content[:8], "little")
    if len(content) < 10 or not is_json:
        raise CheckpointError(f"{where} is not one that can be opened: {_what_else(content, where)}")
    if n_header > len(content) - 8:
        raise CheckpointError(
            f"{where} is cut off: its header should have {n_header:,} bytes, the whole file has {len(content):,}. "
            "Copy or download it again."
        )
    if n_header > MAX_HEADER:
        raise CheckpointError(
            f"{where} has a header of {n_header:,} bytes; at most {MAX_HEADER:,} are read, and those of our files are "
            f"far smaller. {_EXPECTED}"
        )
    try:
        values = json.loads(content[8 : 8 + n_header])
        metadata = values.get("__metadata__", {})
        offsets = [entry["data_offsets"][1] for key, entry in values.items() if key != "__metadata__"]
        end = max(offsets, default=0) + 0
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError) as error:
        said = one_line(str(error), 120)
        raise CheckpointError(f"{where} has a garbled safetensors header ({said}). {_EXPECTED}") from error
    if 8 + n_header + end > len(content):
        raise CheckpointError(
            f"{where} is cut off: its tensors end at byte {8 + n_header + end:,}, the file at {len(content):,}. "
            "Copy or download it again."
        )
    if not isinstance(metadata, dict) or HEADER_KEY not in metadata:
        names = ", ".join(sorted(key for key in values if key != "__metadata__")[:4]) or "none"
        raise CheckpointError(
            f"{where} is a safetensors file of another program: its header has no '{HEADER_KEY}' entry. Its "
            f"tensors: {one_line(names, 200)}, …. {_EXPECTED}"
        )
    try:
        return safetensors.torch.load(content), str(metadata[HEADER_KEY])
    except Exception as error:  # the library raises types of its own, made in Rust
        said = one_line(str(error), 200)
        raise CheckpointError(f"{where} has damaged tensors ({said}). Copy or download it again.") from error


def _checked_kind(content: bytes, where: str) -> bool:
    """Whether a file may be safetensors; one that is sure to be something else is refused by name."""
    if not content:
        raise CheckpointError(f"{where} is empty. {_EXPECTED}")
    if (instead := stand_in(content[:HEAD_BYTES])) is not None:
        raise CheckpointError(f"{where} is not the file that it should be: {continued(instead)}")
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


def _what_else(content: bytes, where: str) -> str:
    """What a file is in the place of a checkpoint, and what to do."""
    head = content[:HEAD_BYTES]
    row = next((row for row in clip_formats() if not row.is_weak and row.sniff(head)), None)
    if row is not None:
        return f"it is a recording ({row.name}). Choose it as a clip. {_EXPECTED}"
    what = other_program(head, where) or f"{looks_like(head)}. {_EXPECTED}"
    return continued(what)


def read_state_dict(content: bytes, header: bytes | None, where: str) -> tuple[dict[str, Tensor], str]:
    """Tensors from a ``.pt`` file's state dict, read without running code, and our JSON from beside it.

    The state dict may stand in a dict with other things (`wrapped`), as training scripts and Lightning save it.
    """
    members = _members(content, where)
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
    if len(header) > MAX_HEADER:
        raise CheckpointError(
            f"{where}: the description beside it has {len(header):,} bytes; at most {MAX_HEADER:,} are read."
        )
    _check_program(content, members, where)
    try:
        tensors = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    except Exception as error:  # whatever a hostile file provokes
        raise CheckpointError(
            f"{where} holds more than tensors, so it was not opened: it could run code. Save "
            "network.state_dict() instead of the whole model, or of a training script's checkpoint the part under "
            "'state_dict'."
        ) from error
    found = state_dict_in(tensors, where)
    _check_dense(found.items(), where)
    return found, header.decode("utf-8", "replace")


def _members(content: bytes, where: str) -> list[zipfile.ZipInfo]:
    n_entries = content.count(_ENTRY)  # before the list is read: a million entries fill a gigabyte
    if n_entries > _MAX_MEMBERS:
        raise CheckpointError(f"{where} holds {n_entries:,} files; at most {_MAX_MEMBERS:,} are read.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except Exception as error:  # a damaged archive fails in every way that there is
        raise CheckpointError(f"{where} is a damaged zip file. Copy or download it again.") from error


def _check_program(content: bytes, members: Iterable[zipfile.ZipInfo], where: str) -> None:
    """Refuse a pickle that would take PyTorch's reader, which runs no code of it, very long."""
    n_instructions = n_huge = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in members:
                if not member.filename.endswith(".pkl"):
                    continue
                for _, argument, _ in pickletools.genops(archive.open(member)):
                    n_instructions += 1
                    n_huge += isinstance(argument, int) and not -MOST < argument < MOST
                    if n_instructions > _MAX_INSTRUCTIONS or n_huge > _MAX_HUGE:
                        raise CheckpointError(
                            f"{where} holds far more than weights, so it was not opened. Save network.state_dict() "
                            "alone."
                        )
    except CheckpointError:
        raise
    except Exception as error:  # whatever a hostile file provokes
        raise CheckpointError(f"{where} is a damaged PyTorch file. Copy or download it again.") from error


def _check_dense(tensors: Iterable[tuple[str, Tensor]], where: str) -> None:
    """Refuse tensors that are no plain table of real numbers in memory."""
    for name, weights in tensors:
        odd = (
            ("nested", weights.is_nested),
            ("sparse", weights.layout is not torch.strided),
            ("quantised", weights.is_quantized),
            ("complex", weights.is_complex()),
            ("without values", weights.device.type != "cpu"),
        )
        kind = next((kind for kind, is_so in odd if is_so), None)
        if kind is not None:
            raise CheckpointError(
                f"{where}: the tensor {one_line(name, 80)} is {kind}; expected plain tables of real numbers. Save the "
                "weights of the network as they are trained."
            )
