"""Guide: what attention is, how to read the pages, and what it cannot tell."""

from __future__ import annotations

import streamlit as st

from sta_lstm.formats.overview import formats_table
from sta_lstm.skeletons.movement import SPEED_RULE
from sta_lstm.ui.movement.panel import NOT_FOR_DIAGNOSIS
from sta_lstm.ui.panels.guide_pictures import evidence_pictures
from sta_lstm.ui.panels.views import FIRST_WORDS

_MODEL = (
    "STA-LSTM (Song, Lan, Xing, Zeng and Liu, AAAI 2017) is three recurrent networks over one skeleton clip. "
    "The first weights the joints of each frame, the second weights the frames, the third reads the weighted joints "
    "and scores the classes. With $X_t$ the joints at frame $t$:"
)

_EQUATIONS = r"""
    \begin{aligned}
    e_t &= U_s \tanh(W_{xs} X_t + W_{hs} h^s_{t-1} + b_{si}) + b_{so} \\
    \alpha_t &= \mathrm{softmax}(e_t) \\
    \beta_t &= \mathrm{ReLU}(W_{xp} X_t + W_{hp} h^p_{t-1} + b_p) \\
    o &= \textstyle\sum_t \beta_t z_t
    \end{aligned}
    """

_VARIANTS = (
    "Its variants leave out one attention or both: **LSTM** (neither), **SA-LSTM** (α only), **TA-LSTM** (β only) and "
    "**STA-LSTM** (both). Where an attention is left out, the page says so and draws it as uniform."
)

_LIMITS = """
- α multiplies coordinates. A joint at the centre of the body has little to multiply, whatever its α.
- Attention looks backwards: β at a frame depends on that frame and those before it, never on a later one.
- Two models with the same scores may look at different joints. One map is one model's habit, not a fact
  about the movement.
- A model always picks *some* class: a movement that it has never seen gets one of its classes all the same.
"""

_EVIDENCE = """
Under the title of *Inspect* a line says whether α can be believed for this clip, and the page **Evidence** shows what
it rests on. Each part of the body is held still at its mean place, and the model is asked again.

- **Believable**: most attention, for the number of its joints, lies on the part whose stillness costs the answer most.
  **Partly**: it lies on another part that carries the answer too. **Not believable**: the answer stands without the
  part that α points at. **Nowhere in particular**: every part gets about its equal share.
- Where no part carries the answer by itself, as when both arms do the same, they are held still **two by two**:
  believable are the two to which α gives most, if they are the two that the answer cannot do without together.
- **Untested**: neither one part carries the answer nor two together. Nothing follows about α.
- The curves take the clip apart in the order of a ranking. Read each beside *motion energy* and *random*: attention
  that does no better adds nothing to watching what moves.
- *What if …*, beneath the player of Inspect, is the same by hand: hold, hide, mirror, slow, shift or shake what you
  choose, and see the answer change. "Find the smallest edit" does it for you.
- A checkpoint may hold a **committee**: several networks trained alike from other seeds (`sta-lstm committee`). The
  first answers, and Inspect draws a joint *solid* where the networks agree and as a *dashed ring* where they do not:
  another training would have drawn it otherwise. Agreement is 1 where all networks give a joint at least its equal
  share of attention, or all less, and 0 where half of them do; below ½, which is fewer than three quarters of them on
  one side, the ring is dashed. The view options of the player turn it off; on the command line `--explain
  alpha-agreement` asks for it. (A *thick* ring without gaps is a joint that was inferred.)
- *Add a map*, beneath the player, puts others beside α: what the answer loses without each part of the body, what
  merely moves, the mean of a committee. The link carries your choice.
- Models err, and attention goes with the error: in the sample `mistaken-punch-right` the right arm punches, and
  `demo-sta` says that somebody nods. See what it looks at there. The samples `real-…` show a real person, whose actions
  it was not trained on.
- All this is about the *model*: a limb that keeps still may be what it goes by. It does not say how people do it.
"""

_CHECKPOINTS = """
The page **Compare** shows one clip under two to four checkpoints on one clock. Two models with the same accuracy
may look at different joints; the measures of agreement say how far they look at the same ones.

- Read each measure beside its **baselines**. *Two random maps* are the same two maps with the joints (or frames) of
  one shuffled at random: agreement that is no better means nothing. *Two seeds of one model*, if they are among
  the checkpoints you chose, show how much attention changes from one training to the next; two variants that differ
  less than two seeds cannot be told apart by it.
- A model without spatial attention is uniform over the joints, one without temporal attention over the frames. It
  is compared with the others all the same, but it ranks nothing, so some measures have no value.
- Models that read different joints are compared on the joints that they share, by name, once the clip has been
  converted for them; the page says what was left out. Part of the difference is then due to the bodies that they were
  trained on.
- The panes turn together. Unlock the cameras above them to turn each by itself; lock them again, and all follow the
  one that was turned last.
- `sta-lstm app --checkpoints DIR` offers all checkpoints in a folder, such as the one that `sta-lstm train` wrote
  to.
"""

_CLIPS = """
The page **Two clips** compares two recordings under one checkpoint: two people doing the same thing, or a correct and
an incorrect execution. Both move on one common clock, and there are three ways to make it.

- **By pose**: frames are matched where the bodies stand most alike, whoever is faster. The line in the drawing
  below the player shows the path; where it stays horizontal or vertical for long, one clip shows something that the
  other does not have.
- **By share of the clip**: middle with middle. **By time**: second with second. Use these when the speed itself is
  the question, or when the poses have too little in common to be aligned.
- Read Δβ and Δα as *when* and *where* the model treated the two differently. If the poses differ and attention
  does not, this model did not look at the difference.
"""

_TRAINING = """
The page **Over training** shows one clip under one network at several moments of its training. The slider moves
through the epochs; frame, camera and loop stay as they are.

- Ranks of joints that still change in the last epochs show that the training had not settled on a joint, even if
  accuracy had. A joint that rises early and stays was learned early.
- Falling entropy means that attention becomes selective. If that of β stays at 100 %, no frame was
  preferred to another.
- `sta-lstm train … --keep-every 10` keeps a checkpoint of every tenth epoch, and `sta-lstm app --checkpoints DIR`
  shows those in a folder.
"""

_MOVEMENT = f"""
*Measures of movement*, beneath the player of Inspect, gives angles (shoulder, elbow, hip, knee, ankle: at the middle
joint of three, in degrees) and speeds of joints in metres a second, left beside right: as lanes of the timeline, as a
table of ranges of motion, and as CSV files. "Pinned joint" follows the joint that you click in the player. The page
**Many clips** takes several files, or a zip archive, and makes a table with a row a clip: the answer, whether it is the
clip's label, and ranges of motion; a clip that could not be read says why.

- {SPEED_RULE}
- Angles do not depend on the unit or on where the camera stood; speeds do depend on the unit and the frame rate. What
  was assumed of them stands beside the numbers, and can be corrected under *Recording quality*, *How the file is read*.
- A single camera guesses depth: an arm that points at it is the least sure. A range goes from the least value to the
  greatest, so one frame with a lost joint makes it large; repair the recording first.
- {NOT_FOR_DIAGNOSIS}
"""

_FILES = """
The format is recognised by what is in a file. What a file leaves open, such as its unit or which axis points up, is
worked out; below the player you can read what was assumed, what is unusual about the recording, what can be repaired
and how the file is read, and change all of it.

What cannot be a body is refused with the reason: rotations of a body model, joint angles, labels, features. What may be
one and is odd is a **warning**, with a repair where there is one: a recording whose axes are left-handed turns "kick
right" into "kick left" (noses and toes lie behind the body; *Mirror it*), one that stands on its head is turned over,
one whose camera looked down is levelled. Warnings and assumptions go along into every answer and export, and behind the
mark ▲ in the player. Joints of which a pose estimator was less sure than 0.1 count as missing. Where the names of
joints are not understood, *Which joint is which* asks once: your answer holds for all files with these names, and can
be saved as a table that `--joints-file` reads too.

Several files, a zip archive of them, or a file that holds several recordings become a list to page through in the side
bar; so does a folder that you name with `sta-lstm app --clips DIR`.

A recording that is much longer than what a checkpoint was trained on is read in windows of the usual length of that,
and the lane **answers** shows what the model says when. A file of labels (a table of start, end and label, or
UTKinect's list) may be dropped with its recording: its parts are a lane, too, and a click on one runs the model on it
alone. Any part is chosen with the keys I and O, or with Shift along the timeline; *Run on this part* (Enter) shows it
alone, *Mark it* (M) keeps it under a name, and all such spans leave as a file of labels. Parts of equal length are cut
under *Recording quality*.

A clip has to fit the checkpoint: the same joints, and as many persons. If it does not, the page says what was expected
and what the clip has, and converts the clip in one click where that is possible; joints that had to be inferred are
drawn hollow. Uploads are kept for this session alone, up to 256 MB together, are never seen by another visitor, and are
deleted about two minutes after you close the page.
"""


def page() -> None:
    """Text, with the table of formats and a sample's evidence in pictures."""
    st.title("Guide", anchor=False)
    st.markdown(FIRST_WORDS)
    st.header("The model", anchor=False)
    st.markdown(_MODEL)
    st.latex(_EQUATIONS)
    st.markdown(_VARIANTS)
    for title, text in (
        ("What attention cannot tell", _LIMITS),
        ("Whether it can be believed", _EVIDENCE),
        ("Comparing checkpoints", _CHECKPOINTS),
        ("Comparing clips", _CLIPS),
        ("Following a training run", _TRAINING),
        ("Measuring movement", _MOVEMENT),
        ("Your own files", formats_table()),
    ):
        st.header(title, anchor=False)
        st.markdown(text)
        if text is _EVIDENCE:
            evidence_pictures()
    st.markdown(_FILES)
