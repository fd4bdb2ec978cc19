"""Guide: what attention is, how to read the page, and what it cannot tell."""

import streamlit as st

from sta_lstm.ui.look import enter_through_the_front_door
from sta_lstm.ui.views import FIRST_WORDS

enter_through_the_front_door()
st.title("Guide", anchor=False)
st.markdown(FIRST_WORDS)
st.header("The model", anchor=False)
st.markdown(
    "STA-LSTM (Song, Lan, Xing, Zeng and Liu, AAAI 2017) is three recurrent networks over one skeleton clip. "
    "The first weighs the joints of each frame, the second weighs the frames, the third reads the weighted joints and "
    "scores the classes. With $X_t$ the joints at frame $t$:"
)
st.latex(
    r"""
    \begin{aligned}
    e_t &= U_s \tanh(W_{xs} X_t + W_{hs} h^s_{t-1} + b_{si}) + b_{so} \\
    \alpha_t &= \mathrm{softmax}(e_t) \\
    \beta_t &= \mathrm{ReLU}(W_{xp} X_t + W_{hp} h^p_{t-1} + b_p) \\
    o &= \textstyle\sum_t \beta_t z_t
    \end{aligned}
    """
)
st.markdown(
    "Its variants leave out one attention or both: **LSTM** (neither), **SA-LSTM** (α only), **TA-LSTM** (β only) and "
    "**STA-LSTM** (both). Where an attention is left out, the page says so and draws it uniform."
)
st.header("What attention cannot tell", anchor=False)
st.markdown(
    """
- α multiplies coordinates. A joint that lies at the centre of the body has little to multiply, whatever its α.
- Attention looks backwards: β at a frame knows that frame and those before it, never a later one.
- Two models that score the same may look at different joints. One map is one model's habit, not a fact
  about the movement.
- A model is always sure of *something*: a movement that it never met gets one of its classes all the same.
"""
)
st.header("Comparing checkpoints", anchor=False)
st.markdown(
    """
The page **Compare** shows one clip under two to four checkpoints on one clock. Two models with the same accuracy
may look at different joints; a figure of agreement says how far they do.

- Read each figure beside its **baseline**. *Two random maps* are the same two maps with the joints (or frames) of
  one dealt out at random: agreement that is no better says nothing. *Two seeds of one model*, where they are among
  those chosen, tell how far training alone moves attention; two variants that differ less than two seeds cannot be
  told apart by it.
- A model without spatial attention is uniform over the joints, one without temporal attention over the frames. It
  is held against the others all the same, but it ranks nothing: then there is no value.
- `sta-lstm app --checkpoints DIR` offers all checkpoints in a folder, such as the one that `sta-lstm train` wrote
  to.
"""
)
st.header("Your own files", anchor=False)
st.markdown(
    """
| format | file | what it needs |
| --- | --- | --- |
| NTU RGB+D | `.skeleton` | 25 joints; two most active bodies are kept |
| SBU Kinect Interaction | `skeleton_pos.txt` | 2 persons × 15 joints |
| this program's CSV | `.csv` | a header with the layout; one row a frame, person and joint, in metres |
| this program's arrays | `.npz` | written by `sta_lstm.save_clip` |

A clip has to fit the checkpoint: the same joints, and as many persons. If it does not, the page says what was expected
and what came. Uploads are kept for this session alone, are never seen by another visitor, and are gone when the page is
closed.
"""
)
