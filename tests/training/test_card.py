"""A card says of its checkpoint what the header says, and leaves out what it does not."""

import pytest
from made import tiny_checkpoint

from sta_lstm.training.card import card
from sta_lstm.training.recipe import load_recipe

HEADING = "## Whether its attention can be believed"
COUNTS = {"judged": 8, "of": 90, "believe": 4, "partly": 0, "doubt": 2, "even": 1, "spread": 1}


def test_a_card_says_for_how_many_clips_attention_can_be_believed():
    told = card(tiny_checkpoint(accuracy={"accuracy": 0.5, "attention": COUNTS}))
    before, section = told.split(HEADING)
    assert "| accuracy | 50.0 % |" in before
    assert "attention" not in before.partition("## Accuracy")[2]
    assert "For 8 of 90 clips that it has not seen" in section
    assert (
        "| α points at the part of the body that carries the answer, or at the two that do together | 4 | 50 % |"
        in section
    )
    assert "| α points at another part that carries the answer too, or at one of the two | 0 | 0 % |" in section


@pytest.mark.parametrize(
    "accuracy", [{}, {"accuracy": 0.5}, {"attention": "high"}, {"attention": COUNTS | {"judged": 9}}]
)
def test_a_card_of_a_header_without_such_counts_has_no_such_section(accuracy):
    told = card(tiny_checkpoint(accuracy=accuracy))
    assert HEADING not in told
    assert all(name in told for name in accuracy)


def test_a_card_of_any_header_is_of_bounded_size():
    deep = []
    for _ in range(200):
        deep = [deep]
    told = card(tiny_checkpoint(training={"deep": deep, **{f"entry {n}": n for n in range(5000)}}))
    assert "| deep | … |" in told
    assert told.count("\n") < 200


def test_what_it_is_not_for_comes_first_and_what_is_not_known_is_said():
    told = card(tiny_checkpoint())
    assert told.index("Nothing is said of them.") < told.index("Nothing is known of it.") < told.index("## Network")


def test_words_of_a_header_are_written_as_is_asked():
    told = card(tiny_checkpoint(name="a|b", training={"summary": "c"}), level=4, text=lambda words: f"«{words}»")
    assert told.startswith("#### «a|b»\n\n«c»\n\n##### Intended use and limits")
    assert "| «weights» | «" in told


def test_what_headers_abbreviate_is_told_in_words():
    training = {"recipe": {"tilt_deg": 5.0, "noise_mps": 0.01, "n_layers": 3, "smooth": True, "resample": None, "m": 1}}
    told = card(tiny_checkpoint(accuracy={"std_over_seeds": 0.004, "alpha_entropy": 0.6}, training=training))
    assert "| spread over seeds | 0.4\N{NO-BREAK SPACE}% |" in told
    assert "| α entropy | 60.0\N{NO-BREAK SPACE}% |" in told
    recipe = "tilt in degrees 5, noise in m/s 0.01, number of layers 3, smooth yes, resample none, m 1"
    assert f"| recipe | {recipe} |" in told


def test_a_recipe_is_told_as_a_file_that_can_be_run_again(tmp_path):
    recipe = load_recipe("sbu")
    told = card(tiny_checkpoint(training={"recipe": recipe.to_json(), "seed": 3}))
    before, _, code = told.partition("## Recipe\n\n```toml\n")
    assert "| seed | 3 |" in before
    assert "lambda_shapley" not in before
    file = tmp_path / "sbu.toml"
    file.write_text(code.partition("```")[0], encoding="utf-8")
    assert load_recipe(file) == recipe


def test_no_words_of_a_header_end_the_block_of_its_recipe():
    recipe = load_recipe("sbu").to_json() | {"description": "````\n# A heading of mine", "name": "`````"}
    told = card(tiny_checkpoint(training={"recipe": recipe}))
    assert "\n``````toml\n" in told
    assert told.endswith("\n``````\n")
    assert "\n# A heading" not in told


def test_values_by_column_and_row_are_a_table():
    precision = {"joints, attention": 0.6, "limbs, attention": 0.8, "joints, random": 0.2}
    told = card(tiny_checkpoint(accuracy={"accuracy": 0.5, "average_precision": precision}))
    table = "| | joints | limbs |\n| --- | ---: | ---: |\n| attention | 0.6 | 0.8 |\n| random | 0.2 |  |"
    assert f"### Average precision\n\n{table}" in told
    for odd in ({"a, b": 1, "c": 2}, {"a, b": {}}, {f"a, {n}": n for n in range(500)}):
        assert "### " not in card(tiny_checkpoint(accuracy={"odd": odd}))


def test_classes_and_the_last_epoch_are_told_and_the_curves_are_not():
    curves = {"accuracy": [0.5, 0.975], "cross_entropy": [1.0, 0.25]}
    aside = {"validation_accuracy": [0.5, 0.75], "validation_cross_entropy": [1, 1]}
    by_class = {"bow": {"clips": 8, "right": 7}, "a|b": {"clips": 1, "right": 0}}
    told = card(tiny_checkpoint(accuracy={"accuracy": 0.5, "by_class": by_class}, training={"curves": curves | aside}))
    assert "### By class\n\n| class | named rightly | share |" in told
    assert "| bow | 7 of 8 | 88\N{NO-BREAK SPACE}% |" in told
    assert "| a\\|b | 0 of 1 |" in told
    assert "In the last of 2 epochs 97.5\N{NO-BREAK SPACE}% of the training clips were named rightly, and 75.0" in told
    assert "cross entropy" not in told
    alone = card(tiny_checkpoint(training={"curves": curves}))
    assert "of the training clips were named rightly.\n" in alone


@pytest.mark.parametrize("odd", ["x", {"a": 1}, {"a": {"clips": 0, "right": 0}}, {"a": {"clips": 1, "right": 2}}])
def test_what_a_header_calls_classes_need_not_be_counts(odd):
    assert "### By class" not in card(tiny_checkpoint(accuracy={"by_class": odd}))
