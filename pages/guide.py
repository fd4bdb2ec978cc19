"""Guide: what attention is, how to read the page, and what it cannot tell."""

import streamlit as st

from sta_lstm.formats.overview import formats_table
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
- Models that read other joints are compared on the joints that all have, by name, once the clip was converted for
  them; the page says what was left out. Part of what then differs is the bodies that they were trained on.
- The panes turn together. The lock above them lets each be turned by itself; locked again, all look as the one that
  was turned last.
- `sta-lstm app --checkpoints DIR` offers all checkpoints in a folder, such as the one that `sta-lstm train` wrote
  to.
"""
)
st.header("Comparing clips", anchor=False)
st.markdown(
    """
The page **Two clips** holds two recordings under one checkpoint against each other: two people doing the same thing,
or a right and a wrong execution. Both move on one common clock, and there are three ways to make it.

- **By pose**: frames belong together where the bodies stand most alike, whoever is faster. The line in the drawing
  below the player shows the way; where it runs level or upright for long, one clip shows something that the other
  does not have.
- **By share of the clip**: middle with middle. **By time**: second with second. Take these where the speed itself is
  the question, and where the poses have too little in common to be aligned.
- Read Δβ and Δα as *when* and *where* the model made a difference between the two. Poses that differ while attention
  does not are a difference that this model did not look at.
"""
)
st.header("Watching a training", anchor=False)
st.markdown(
    """
The page **Over training** shows one clip under one network at several moments of its training. The slider moves
through the epochs; frame, camera and loop stay as they are.

- Ranks of joints that still change in the last epochs say that the training had not settled on a joint, even where
  accuracy had. A joint that rises early and stays was learned early.
- Entropy that falls is attention that becomes selective. Where that of β stays at 100 %, no frame was
  chosen over another.
- `sta-lstm train … --keep-every 10` leaves a checkpoint of every tenth epoch, and `sta-lstm app --checkpoints DIR`
  shows those in a folder.
"""
)
st.header("Your own files", anchor=False)
st.markdown(formats_table())
st.markdown(
    """
The format is told by what is in a file. What a file leaves open, such as its unit or which axis points up, is found
out; below the player stands what was assumed, what is odd about the recording, what can be repaired and how the file
is read, and all of it can be changed there.

Several files, a zip archive of them, or a file that holds several recordings is a list to page through in the side bar;
so is a folder that `sta-lstm app --clips DIR` names. A long recording is cut below the player: by hand, into parts of
equal length, or by a file that names its segments.

A clip has to fit the checkpoint: the same joints, and as many persons. If it does not, the page says what was expected
and what came, and converts the clip in one click where that is possible; joints that had to be inferred are drawn
hollow. Uploads are kept for this session alone, are never seen by another visitor, and are gone when the page is
closed.
"""
)
