"""By what models are compared: what they learned to weigh, or what their answers cannot do without."""

import streamlit as st

from sta_lstm.ui.pages import compared_models
from sta_lstm.ui.pages.compared_models import ComparedModel
from sta_lstm.ui.session.address import Address
from sta_lstm.ui.session.link import ValueField
from sta_lstm.words import capital

#: By what models can be compared.
ATTENTION, OCCLUSION = "attention", "occlusion"
CHOSEN_BY = "compare-by-chosen"  # in the session: what somebody chose of these, or an address; None for the usual
_BY_HELP = (
    "Attention is what a model learned to weigh. Occlusion is worked out: each joint stands still in turn, and the "
    "model is asked again. It is the same measure for all models, for those without attention too."
)
#: What stands under the title; and what a methods section is told.
OCCLUDED = "Compared by occlusion, which is worked out and not learned."
#: What the joints have that are compared: by attention, and by occlusion.
MOST_OF = ("most attention", "largest share of what is lost")
OCCLUDED_METHOD = (
    "Models were compared by occlusion: each joint was held still at its mean place throughout, and all joints for an "
    "eighth of the time each, and the share of what the score of the answer lost stands in the place of attention"
)
#: By what models are compared; None for occlusion where one of them has no attention, else attention.
BY = ValueField[str | None](
    key="by",
    default=None,
    lasts="files",
    parse=lambda word, link: word if word in (ATTENTION, OCCLUSION) else None,
    format=lambda by: by,
)


def measured_alike(models: list[ComparedModel], address: Address) -> list[ComparedModel]:
    """The models by their attention, or by what each answer cannot do without, as is chosen in the side bar.

    Where one of them learned no attention that is the measure for all, unless somebody chooses otherwise.

    Args:
        models: those that are ready.
        address: of the page; it has the field `BY`.
    """
    if len(models) < 2 or compared_models.in_windows(models):
        return models
    usual = ATTENTION if all(model.attends for model in models) else OCCLUSION
    field = f"compare-by-{usual}"
    st.session_state[field] = st.session_state.get(CHOSEN_BY) or usual
    by = st.sidebar.segmented_control(
        "Compare by",
        (ATTENTION, OCCLUSION),
        format_func=capital,
        required=True,
        key=field,
        help=_BY_HELP,
        on_change=lambda: st.session_state.update({CHOSEN_BY: st.session_state[field]}),
    )
    address.remember({BY: None if by == usual else by})
    return compared_models.occluded(models) if by == OCCLUSION else models
