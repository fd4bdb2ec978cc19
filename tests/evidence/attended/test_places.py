"""Which folders are offered: what was named at the start, what lies in it, and the samples."""

import pytest
from made import attended_folder, attended_row

from sta_lstm.evidence.attended.places import SAMPLES, attended_in, offered
from sta_lstm.evidence.attended.table import open_attended
from sta_lstm.samples import ATTENDED_VARIABLE, sample_clips


def test_a_folder_is_offered_by_its_name_and_folders_in_it_by_theirs(tmp_path, monkeypatch):
    attended_folder(tmp_path / "one", [attended_row()])
    attended_folder(tmp_path / SAMPLES, [attended_row()])
    (tmp_path / "other").mkdir()
    assert list(attended_in(tmp_path / "one")) == ["one"]
    monkeypatch.setenv(ATTENDED_VARIABLE, str(tmp_path))
    assert list(offered()) == ["one", f"{SAMPLES} (folder)", SAMPLES]
    monkeypatch.setenv(ATTENDED_VARIABLE, str(tmp_path / "gone"))
    assert list(offered()) == ["gone", SAMPLES]
    monkeypatch.delenv(ATTENDED_VARIABLE)
    assert list(offered()) == [SAMPLES]


def test_no_link_leads_out_of_the_folder(tmp_path):
    attended_folder(tmp_path / "secret", [attended_row()])
    (tmp_path / "named").mkdir()
    try:
        (tmp_path / "named" / "link").symlink_to(tmp_path / "secret")
    except OSError:
        pytest.skip("this system makes no links")
    assert attended_in(tmp_path / "named") == {}


def test_the_samples_are_attended():
    table = open_attended(offered()[SAMPLES])
    names = {path.name for path in sample_clips()}
    files = {file for (file,) in table.ask("SELECT DISTINCT file FROM rows")}
    assert len(files) >= 10
    assert files <= names
    assert table.left_out == ()
