"""A form's letters say where each number lies, and back again."""

import itertools

import pytest
import torch

from sta_lstm.errors import SettingsError
from sta_lstm.model.any_torch.forms import Form

N, M, T, V, C = 2, 3, 5, 4, 6
X = torch.arange(N * M * T * V * C, dtype=torch.float32).view(N, M, T, V, C)
FORMS = ["".join(letters) for letters in itertools.permutations("NMTVC")]
FORMS += ["NT(MVC)", "NT(VC)M", "(NM)CTV", "TN(VMC)", "N(CT)(VM)"]


@pytest.mark.parametrize("text", FORMS)
def test_what_is_given_in_a_form_is_taken_from_it(text):
    form = Form.of(text)
    given = form.given(X)
    assert given.shape == form.shape(N=N, M=M, T=T, V=V, C=C)
    open_letters = [axis for axis in form.axes if len(set(axis) - set("NMV")) > 1]
    taken = form.taken(given, n_clips=N, n_persons=M, n_joints=V)
    if open_letters:  # of C and T on one axis nobody knows how many of each
        assert taken is None
    else:
        assert torch.equal(taken, X)


def test_each_axis_is_where_its_letter_stands():
    assert torch.equal(Form.of("NCTVM").given(X), X.permute(0, 4, 2, 3, 1))
    assert torch.equal(Form.of("NT(MVC)").given(X), X.transpose(1, 2).reshape(N, T, -1))
    assert torch.equal(Form.of("(NM)CTV").given(X), X.reshape(N * M, T, V, C).permute(0, 3, 1, 2))


def test_without_persons_there_is_one():
    form = Form.of("NTVC")
    assert torch.equal(form.given(X[:, :1]), X[:, 0])
    assert torch.equal(form.taken(X[:, 0], n_clips=N, n_persons=3, n_joints=V), X[:, :1])


def test_what_is_of_other_sizes_is_not_taken():
    form = Form.of("(NM)CTV")
    assert form.taken(torch.zeros(4, 6, 5, 4), n_clips=2, n_persons=3, n_joints=4) is None
    assert form.taken(torch.zeros(6, 6, 5, 5), n_clips=2, n_persons=3, n_joints=4) is None
    assert form.taken(torch.zeros(6, 6), n_clips=2, n_persons=3, n_joints=4) is None
    assert Form.of("NT(MVC)").taken(torch.zeros(2, 5, 13), n_clips=2, n_persons=3, n_joints=4) is None


@pytest.mark.parametrize(
    "text", ["", "NCT", "NCTVX", "NCTVV", "nctv", "NC(TV", "N C T V", "NC((TV))", "NCTVM)", 5, None]
)
def test_other_texts_are_refused_in_a_sentence(text):
    with pytest.raises(SettingsError, match="expected each of the letters N, C, T, V once"):
        Form.of(text)
