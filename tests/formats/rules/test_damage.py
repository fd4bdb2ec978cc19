"""What is wrong inside a binary file, in words for its owner."""

import zlib

from sta_lstm.formats.rules.damage import DamageError, because


def test_our_reason_is_said_on_one_line_and_a_librarys_is_not():
    assert because(DamageError("its axes have\nthe lengths [0]")) == " (its axes have the lengths [0])"
    assert because(zlib.error("Error -3 while decompressing data: invalid literal/lengths set")) == ""
    assert len(because(DamageError("x" * 1000))) < 130
