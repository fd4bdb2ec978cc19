"""Checkpoints that somebody made to do harm: refused in one sentence, before anything is built of what they say."""

import io
import json
import pickle
import time
import zipfile

import pytest
import torch
from made import tiny_checkpoint

from sta_lstm.errors import CheckpointError
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.model.containers import MAX_HEADER


@pytest.fixture
def saved(tmp_path):
    return save_checkpoint(tiny_checkpoint("sta", hidden=4), tmp_path / "a.safetensors").read_bytes()


def parts(content):
    """Header and description of a checkpoint, and its tensors' bytes."""
    n_header = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + n_header])
    return header, json.loads(header["__metadata__"]["sta_lstm"]), content[8 + n_header :]


def with_description(content, change):
    """The checkpoint, its description changed."""
    header, described, tensors = parts(content)
    change(described)
    header["__metadata__"]["sta_lstm"] = json.dumps(described)
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + tensors


def torch_file(value):
    out = io.BytesIO()
    torch.save(value, out)
    return out.getvalue()


def with_program(program):
    """A .pt file with such a pickle in it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(torch_file({"a": torch.zeros(2)}))) as theirs,
        zipfile.ZipFile(out, "w") as ours,
    ):
        for name in theirs.namelist():
            ours.writestr(name, program if name.endswith("data.pkl") else theirs.read(name))
    return out.getvalue()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("min_persons", value) for value in (float("inf"), float("nan"), 10**400, "x", [], None, True, {})),
        *(("members", value) for value in (float("inf"), 10**400, -1, "x")),
        *(("class_names", value) for value in (None, 3, {}, [["a"]], ["a"] * 10**5)),
        *(("recipe", value) for value in (None, [], {"resample": 10**400}, "x")),
        *(("layout", value) for value in (None, [], {"name": 1}, "x", 7)),
        *(("config", value) for value in (None, [], {"hidden": 10**400}, {"hidden": float("inf")}, "x")),
        *(("training", value) for value in (None, 3, "x", [1])),
        *(("format_version", value) for value in (None, float("inf"), "1", [], 10**400)),
        *(("architecture", value) for value in (None, [], {}, 3, "\ud800")),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_an_absurd_description_is_one_sentence(saved, key, value):
    with pytest.raises(CheckpointError, match="checkpoint '") as caught:
        load_checkpoint(with_description(saved, lambda described: described.update({key: value})), name="a")
    assert "could not be read" not in str(caught.value)
    assert len(str(caught.value)) < 700


def test_texts_that_no_encoding_knows_are_replaced(saved):
    def change(described):
        described["name"] = "a\ud800"
        described["class_names"][0] = "\udcfe"
        described["training"] = {"a\ud800": ["\udfff"]}

    checkpoint = load_checkpoint(with_description(saved, change), name="b\udcff.safetensors")
    assert checkpoint.name == "a\ufffd"
    assert checkpoint.class_names[0] == "\ufffd"
    assert checkpoint.training == {"a\ufffd": ["\ufffd"]}
    with pytest.raises(CheckpointError, match="checkpoint 'b\ufffd'"):
        load_checkpoint(b"x", name="b\udcff")


def test_a_long_header_is_refused_before_it_is_parsed(saved, monkeypatch):
    monkeypatch.setattr(json, "loads", lambda _: pytest.fail("it was parsed"))
    text = b"{" + b" " * MAX_HEADER
    content = len(text).to_bytes(8, "little") + text + saved
    with pytest.raises(CheckpointError, match=f"a header of {len(text):,} bytes; at most {MAX_HEADER:,} are read"):
        load_checkpoint(content, name="a")


def test_what_would_not_be_read_again_is_not_written(tmp_path):
    made = tiny_checkpoint("sta", hidden=4)
    made = type(made)(**{**vars(made), "training": {"log": "x" * MAX_HEADER}})
    with pytest.raises(CheckpointError, match="at most 1,048,576 are read"):
        save_checkpoint(made, tmp_path / "a.safetensors")
    assert not list(tmp_path.iterdir())


def sparse(weights):
    return weights.to_sparse()


def meta(weights):
    return weights.to("meta")


def quantised(weights):
    return torch.quantize_per_tensor(weights, 0.1, 0, torch.qint8)


def complex_(weights):
    return weights.to(torch.complex64)


def compressed(weights):
    return weights.reshape(1, -1).to_sparse_csr()


@pytest.mark.parametrize("change", [sparse, meta, quantised, complex_, compressed])
def test_tensors_that_are_no_tables_are_refused(saved, change):
    header = json.dumps(parts(saved)[1]).encode()
    weights = dict(load_checkpoint(saved, name="a").network.state_dict())
    name = next(name for name, each in weights.items() if each.ndim == 2)
    content = torch_file({**weights, name: change(weights[name])})
    with pytest.raises(CheckpointError, match=r"the tensor .* is .*; expected plain tables|holds more than tensors"):
        load_checkpoint(content, name="a.pt", header=header)


@pytest.mark.parametrize("dtype", [torch.float8_e4m3fn, torch.int64, torch.bool, torch.uint8])
def test_numbers_that_are_not_computed_with_are_refused(saved, dtype):
    header = json.dumps(parts(saved)[1]).encode()
    weights = {key: each.to(dtype) for key, each in load_checkpoint(saved, name="a").network.state_dict().items()}
    with pytest.raises(CheckpointError, match=r"not finite numbers|holds more than tensors"):
        load_checkpoint(torch_file(weights), name="a.pt", header=header)


def test_a_program_of_keys_that_collide_is_refused_at_once():
    bomb = pickle.dumps({k * (2**61 - 1): 0 for k in range(300)}, 2)
    with pytest.raises(CheckpointError, match="holds far more than weights"):
        load_checkpoint(with_program(bomb), name="a.pt", header=b"{}")


def test_a_long_program_is_refused_unfollowed():
    bomb = b"\x80\x02]" + b"K\x010" * 10**6 + b"."
    start = time.process_time()
    with pytest.raises(CheckpointError, match="holds far more than weights"):
        load_checkpoint(with_program(bomb), name="a.pt", header=b"{}")
    short = time.process_time() - start
    start = time.process_time()
    with pytest.raises(CheckpointError):
        load_checkpoint(with_program(bomb[:-1] + b"K\x010" * 10**6 + b"."), name="a.pt", header=b"{}")
    assert time.process_time() - start < 3 * short + 0.2


def test_a_long_description_beside_weights_is_refused(saved):
    weights = dict(load_checkpoint(saved, name="a").network.state_dict())
    with pytest.raises(CheckpointError, match="the description beside it has 1,048,577 bytes"):
        load_checkpoint(torch_file(weights), name="a.pt", header=b" " * (MAX_HEADER + 1))


def test_an_archive_of_very_many_files_is_refused_unlisted():
    content = torch_file({"a": torch.zeros(1)})
    at = content.rindex(b"PK\x05\x06")
    with pytest.raises(CheckpointError, match=r"holds .* files; at most 10,000"):
        load_checkpoint(content[:at] + b"PK\x01\x02" * 10_001 + content[at:], name="a.pt", header=b"{}")
