"""A checkpoint comes back as it was; a wrong file is told apart, in words, and never run."""

import dataclasses
import io
import json
import os
import pickle
import zipfile

import numpy as np
import pytest
import torch
from made import tiny_checkpoint

from sta_lstm.errors import CheckpointError, SettingsError
from sta_lstm.model.checkpoint import load_checkpoint, save_checkpoint
from sta_lstm.model.devices import choose_device
from sta_lstm.model.features import FeatureRecipe
from sta_lstm.model.networks.sta_lstm import StaLstm
from sta_lstm.skeletons import layout_named

SBU = layout_named("sbu-15")


def make(variant="sta", **changes):
    values = {
        "layout": SBU,
        "class_names": ("hug", "kick", "poke <b>"),
        "recipe": FeatureRecipe(resample=20, velocities=True),
        "training": {"seed": 3, "data": "made up"},
        "accuracy": {"test": 0.9},
    }
    return dataclasses.replace(tiny_checkpoint(variant, hidden=8, **values), **changes)


@pytest.fixture
def saved(tmp_path):
    return save_checkpoint(make(), tmp_path / "tiny.safetensors")


def tampered(path, change):
    """The bytes of the checkpoint at ``path`` with its JSON put through ``change``."""
    content = path.read_bytes()
    n_header = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + n_header])
    ours = json.loads(header["__metadata__"]["sta_lstm"])
    change(ours)
    header["__metadata__"]["sta_lstm"] = json.dumps(ours)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + content[8 + n_header :]


@pytest.mark.parametrize("variant", ["lstm", "sa", "ta", "sta"])
@pytest.mark.parametrize("as_bytes", [False, True])
def test_save_and_load_give_the_same_logits(tmp_path, variant, as_bytes):
    before = make(variant)
    before.network.eval().requires_grad_(False)
    path = save_checkpoint(before, tmp_path / "x.safetensors")
    after = load_checkpoint(path.read_bytes() if as_bytes else path, device="cpu")
    x = torch.randn(2, 7, 30, 6)
    torch.testing.assert_close(before.network(x).logits, after.network(x).logits, rtol=0, atol=0)
    for name in ("name", "layout", "min_persons", "class_names", "recipe", "training", "accuracy"):
        assert getattr(before, name) == getattr(after, name)
    assert before.config == after.config
    assert not after.network.training
    assert not any(weights.requires_grad for weights in after.network.parameters())


def test_the_revision_is_that_of_the_content(saved):
    assert load_checkpoint(saved).revision == load_checkpoint(saved.read_bytes(), name="other").revision
    other = tampered(saved, lambda header: header.update(name="other"))
    assert load_checkpoint(other).revision != load_checkpoint(saved).revision


def test_a_state_dict_loads_with_its_description_beside_it(tmp_path, saved):
    content = saved.read_bytes()
    n_header = int.from_bytes(content[:8], "little")
    text = json.loads(content[8 : 8 + n_header])["__metadata__"]["sta_lstm"]
    torch.save(make().network.state_dict(), tmp_path / "tiny.pt")
    with pytest.raises(CheckpointError, match=r"'tiny.pt' is a PyTorch file.*\.json file of the same name beside it"):
        load_checkpoint(tmp_path / "tiny.pt")
    (tmp_path / "tiny.json").write_text(text)
    x = torch.randn(1, 5, 30, 6)
    expected = load_checkpoint(saved).network(x).logits
    torch.testing.assert_close(load_checkpoint(tmp_path / "tiny.pt").network(x).logits, expected)
    loaded = load_checkpoint((tmp_path / "tiny.pt").read_bytes(), name="tiny.pt", header=text.encode())
    torch.testing.assert_close(loaded.network(x).logits, expected)


class Bomb:
    """What a hostile pickle does on opening: here, a harmless trace."""

    def __reduce__(self):
        return os.mkdir, ("opened-by-a-pickle",)


def torch_zip(value):
    out = io.BytesIO()
    torch.save(value, out)
    return out.getvalue()


def plain_zip(name="a.txt", content=b"hello"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def foreign_safetensors():
    from safetensors.torch import save

    return save({"bert.weight": torch.zeros(3)})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"hello world, I am a text file", "it looks like text that begins “hello world"),
        (b"\x00" * 100, "it looks like binary data"),
        (np.random.default_rng(0).bytes(4096), "looks like binary|cut off|pickle|garbled|zip"),
        (pickle.dumps(Bomb()), "is a pickle, which can run code"),
        (pickle.dumps({"weights": np.zeros(3)}), "is a pickle, which can run code"),
        (plain_zip(), "is a zip file, not a checkpoint"),
        (plain_zip()[:-10], "damaged zip file"),
        (torch_zip(make().network.state_dict()), "is a PyTorch file, which holds weights alone"),
        (foreign_safetensors(), "of another program.*bert.weight"),
        ((10**12).to_bytes(8, "little") + b"{}", "is cut off"),
        ((9).to_bytes(8, "little") + b"{" * 9, "garbled"),
        ((200_000).to_bytes(8, "little") + b'{"a":' + b"[" * 199_995, "garbled"),
    ],
)
def test_a_file_of_another_kind_is_told_apart(tmp_path, monkeypatch, content, said):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CheckpointError, match=said) as caught:
        load_checkpoint(content, name="theirs.bin")
    assert "'theirs.bin'" in str(caught.value)
    assert not (tmp_path / "opened-by-a-pickle").exists()


@pytest.mark.parametrize("bad", [Bomb(), {"network": Bomb()}, [torch.zeros(3)], {"a": "text"}])
def test_a_pickle_inside_a_torch_file_is_not_run(tmp_path, monkeypatch, bad):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CheckpointError, match=r"could run code|not a state dict"):
        load_checkpoint(torch_zip(bad), name="theirs.pt", header=b"{}")
    assert not (tmp_path / "opened-by-a-pickle").exists()


@pytest.mark.slow
def test_a_torch_zip_that_unpacks_to_gigabytes_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x/data.pkl", b"")
        for part in range(5):
            archive.writestr(f"x/data/{part}", bytes(60 * 2**20))
    with pytest.raises(CheckpointError, match="unpacks to more than 256 MB"):
        load_checkpoint(out.getvalue(), name="bomb.pt", header=b"{}")


@pytest.mark.parametrize("n_header", [0x0280, 0x4B50])
def test_a_header_length_that_looks_like_another_format_is_no_other_format(saved, n_header):
    content = saved.read_bytes()
    n_before = int.from_bytes(content[:8], "little")
    padded = content[8 : 8 + n_before] + b" " * ((n_header - n_before) % 0x10000)
    content = len(padded).to_bytes(8, "little") + padded + content[8 + n_before :]
    assert content[:2] in (b"\x80\x02", b"PK")
    assert load_checkpoint(content).name == "tiny"


@pytest.mark.parametrize("share", [0.001, 0.01, 0.3, 0.7, 0.99, 0.9999])
def test_a_truncated_file_says_so(saved, share):
    content = saved.read_bytes()
    with pytest.raises(CheckpointError, match=r"cut off|not one that can be opened"):
        load_checkpoint(content[: int(len(content) * share)], name="half.safetensors")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda h: h.update(architecture="agcn"),
            "there is no architecture 'agcn'; this program knows grid, onnx, st-gcn, sta-lstm",
        ),
        (lambda h: h.update(format_version=99), "format version 99; this program reads 1"),
        (lambda h: h.pop("format_version"), "not the JSON of a checkpoint"),
        (lambda h: h["config"].update(hidden=9), "expected 9 × 9|expected 36 × "),
        (lambda h: h["config"].update(hidden=4096, n_layers=16), "missing main.weight_ih_l3"),
        (lambda h: h["config"].update(spatial=False), "unexpected spatial"),
        (lambda h: h["config"].update(n_joints=10**9), "n_joints is 1000000000"),
        (lambda h: h["config"].pop("hidden"), r"missing settings: \['hidden'\]"),
        (lambda h: h.pop("recipe"), "lacks or garbles a setting"),
        (lambda h: h["recipe"].update(velocities=False), "makes 3 features a joint; its network reads 6"),
        (lambda h: h["recipe"].update(centre="moon"), "centre is 'moon'"),
        (lambda h: h["layout"].update(joints=["a", "b"]), "names joints that it does not have"),
        (lambda h: h.update(layout=layout_named("ntu-25").to_json()), "25 joints; its network reads 15"),
        (lambda h: h.update(class_names=["a", "b"]), "names 2 classes; its network has 3"),
        (lambda h: h.update(class_names=["a", "b", "b"]), "names 2 classes; its network has 3"),
        (lambda h: h.update(min_persons=3), "asks for at least 3 persons"),
        (lambda h: h.update(training=5), "lacks or garbles a setting"),
    ],
)
def test_a_description_that_does_not_fit_is_named(saved, change, said):
    with pytest.raises(CheckpointError, match=said) as caught:
        load_checkpoint(tampered(saved, change), name="odd.safetensors")
    assert "odd.safetensors" in str(caught.value) or "'tiny'" in str(caught.value)


def test_weights_that_are_not_numbers_are_refused(tmp_path):
    broken = make()
    broken.network.classify.bias.data[0] = float("nan")
    path = save_checkpoint(broken, tmp_path / "nan.safetensors")
    with pytest.raises(CheckpointError, match=r"not finite numbers: classify\.bias"):
        load_checkpoint(path)


def test_a_path_that_is_not_there(tmp_path):
    with pytest.raises(CheckpointError, match=r"'none.safetensors' cannot be read: No such file"):
        load_checkpoint(tmp_path / "none.safetensors")
    with pytest.raises(CheckpointError, match="cannot be read"):
        load_checkpoint(tmp_path)


def test_a_failed_write_leaves_the_old_file(tmp_path, saved, monkeypatch):
    before = saved.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(CheckpointError, match=r"cannot write '.*tiny\.safetensors': No space left on device"):
        save_checkpoint(make("lstm"), saved)
    assert saved.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["tiny.safetensors"]


def test_devices():
    assert choose_device("cpu").type == "cpu"
    assert choose_device().type in ("cuda", "mps", "cpu")
    with pytest.raises(SettingsError, match="no device 'gpu9'"):
        choose_device("gpu9")
    if not torch.cuda.is_available():
        with pytest.raises(SettingsError, match="'cuda' is not available; this machine has: "):
            choose_device("cuda")


@pytest.mark.cuda
def test_a_checkpoint_loads_onto_the_gpu(saved):
    checkpoint = load_checkpoint(saved)
    assert checkpoint.device.type == "cuda"
    x = torch.randn(1, 5, 30, 6)
    there = checkpoint.network(x.cuda()).logits.cpu()
    torch.testing.assert_close(there, load_checkpoint(saved, device="cpu").network(x).logits, rtol=1e-3, atol=1e-4)


def test_making_a_checkpoint_leaves_the_network_as_it_is():
    network = StaLstm(make().config)
    checkpoint = dataclasses.replace(make(), network=network)
    assert checkpoint.network.training
    assert all(weights.requires_grad for weights in checkpoint.network.parameters())


def test_a_checkpoint_says_what_it_is_and_reads():
    assert (make("ta").architecture.name, make("ta").variant) == ("sta-lstm", "TA-LSTM")
    reads = make().reads
    assert (reads.layout, reads.least, reads.most) == (SBU, 1, 2)
    assert str(reads) == "1 to 2 persons × 15 joints (sbu-15)"
    assert str(make(min_persons=2).reads) == "2 persons × 15 joints (sbu-15)"


def test_a_checkpoint_is_immutable():
    with pytest.raises(dataclasses.FrozenInstanceError):
        make().name = "other"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": 3}, "the name of a checkpoint must be a str; got int 3"),
        ({"layout": "sbu-15"}, "the layout of a checkpoint must be a SkeletonLayout; got str 'sbu-15'"),
        ({"min_persons": True}, "the min_persons of a checkpoint must be a int; got bool True"),
        ({"min_persons": 1.0}, "the min_persons of a checkpoint must be a int; got float"),
        ({"class_names": "abc"}, "the class_names of a checkpoint must be a tuple; got str 'abc'"),
        ({"class_names": ("hug", "kick", 3)}, "class names of checkpoint 'tiny' are texts"),
        ({"recipe": {"resample": 20}}, "the recipe of a checkpoint must be a FeatureRecipe; got dict"),
        ({"training": None}, "the training of a checkpoint must be a Mapping; got NoneType"),
        ({"revision": None}, "the revision of a checkpoint must be a str; got NoneType"),
        ({"network": torch.nn.Linear(2, 2)}, "needs a network with a NetworkConfig as its config; got Linear"),
        ({"network": None}, "needs a network with a NetworkConfig as its config; got NoneType"),
    ],
)
def test_a_checkpoint_made_by_hand_says_what_is_of_another_type(changes, says):
    with pytest.raises(CheckpointError, match=says):
        make(**{"name": "tiny"} | changes)


def test_class_names_may_be_a_list():
    assert make(class_names=["hug", "kick", "poke"]).class_names == ("hug", "kick", "poke")
