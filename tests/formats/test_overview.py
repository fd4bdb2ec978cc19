"""The README's table of formats is the readers' own, and true."""

from pathlib import Path

import pytest

from sta_lstm.formats import built_in_formats
from sta_lstm.formats.overview import BEGIN, END, formats_table, with_table

README = Path(__file__).parents[2] / "README.md"


def test_readme_holds_exactly_the_table():
    text = README.read_text(encoding="utf-8")
    assert text.count(BEGIN) == text.count(END) == 1
    assert with_table(text) == text, "'make readme' writes it anew"


def test_a_row_for_each_format_and_no_broken_cell():
    lines = formats_table().split("\n")
    assert len(lines) == len(built_in_formats()) + 2
    assert {line.count(" | ") + 1 for line in lines} == {8}
    assert all(row.endings[0] in line for row, line in zip(built_in_formats(), lines[2:], strict=True))


def test_whatever_stood_there_is_replaced_once():
    once = with_table(f"a\n{BEGIN}\nold\n{END}\nb\n")
    assert once == f"a\n{BEGIN}\n{formats_table()}\n{END}\nb\n"
    assert with_table(once) == once
    with pytest.raises(ValueError, match="expected the lines"):
        with_table("no place")


def test_written_where_it_says_so_and_exact_where_it_says_so(small_clip, same):
    for row in built_in_formats():
        if row.write is not None and not row.loss:
            same(small_clip(), row.read(row.write(small_clip()), "a"))


def test_real_files_it_was_tried_on_are_there(data_folder):
    """Each named data set has a file that this very row claims by its content."""
    folders = {
        "NTU RGB+D": "ntu/*.skeleton",
        "SBU": "sbu/*/*/*/skeleton_pos.txt",
        "MSR-Action3D": "msraction3d/*.txt",
        "UTKinect-Action3D": "utkinect/joints_*.txt",
        "UTD-MHAD": "utd-mhad/*.mat",
        "Northwestern-UCLA": "nw-ucla/*.json",
        "CMU 01_01": "bvh/*.bvh",
        "Pose2Sim": "field/*.trc",
    }
    for row in built_in_formats():
        if row.tested_on:
            file = next(iter(sorted(data_folder.glob(folders[row.tested_on]))))
            with file.open("rb") as opened:
                assert row.sniff(opened.read(4096)), row.name
