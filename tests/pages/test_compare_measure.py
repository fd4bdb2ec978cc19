"""By what models are compared: attention, or occlusion where one of them has none; the address says it."""

from driving import opened


def by_of(app):
    (field,) = [each for each in app.button_group if (each.key or "").startswith("compare-by-")]
    return field.value


def test_a_model_without_attention_is_compared_by_what_each_answer_cannot_do_without():
    app = opened("compare", clip="sbu-15-push", checkpoint="sbu-sta..sbu-stgcn")
    assert not app.error
    assert by_of(app) == "occlusion"
    words = [each.value.replace("\\", "") for each in (*app.caption, *app.markdown)]
    assert any(each.startswith("Compared by occlusion, which is worked out and not learned.") for each in words)
    assert not any("weighs all joints alike" in each for each in words)
    assert "Models were compared by occlusion" in " ".join(each.value for each in app.code)


def test_the_address_says_by_what_models_are_compared():
    words = {"clip": "kick-right", "checkpoint": "demo-sta..demo-lstm"}
    assert by_of(opened("compare", **words)) == "occlusion"
    app = opened("compare", **words, by="attention")
    assert by_of(app) == "attention"
    assert any("demo-lstm weighs all joints alike" in each.value.replace("\\", "") for each in app.markdown)
    two = {"clip": "kick-right", "checkpoint": "demo-sta..demo-sa"}
    assert by_of(opened("compare", **two)) == "attention"
    assert by_of(opened("compare", **two, by="occlusion")) == "occlusion"
    bad = opened("compare", **two, by="magic")
    assert "by “magic”" in bad.info[0].value.replace("\\", "")
