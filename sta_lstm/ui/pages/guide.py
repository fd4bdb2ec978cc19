"""Guide: what attention is, how to read the pages, and what it cannot tell."""

from __future__ import annotations

import streamlit as st

from sta_lstm.formats.overview import formats_table
from sta_lstm.skeletons.movement import SPEED_RULE
from sta_lstm.ui.lessons import tour
from sta_lstm.ui.lessons.any_model import ANY_MODEL
from sta_lstm.ui.lessons.evidence_pictures import EVIDENCE_ROOM_PX, evidence_pictures
from sta_lstm.ui.lessons.pictures import hold_room, picture
from sta_lstm.ui.movement.panel import NOT_FOR_DIAGNOSIS

_FIRST = (
    "A model has learned to tell actions from moving bodies: 18 of them, in the samples here. This app shows which "
    "joints and which moments it listened to when it answered, and whether its answer needed them."
)

_ALPHA = """
**α, spatial attention, says which joints the model listens to in a frame.** *1×* is an equal share: as much as if all
joints mattered alike. A larger, more solid ball has more, a smaller, fainter one less, and none vanishes: the pose
stays readable. Press play: the foot that kicks has most of it, and has it when it kicks.
"""

_BETA = """
**β, temporal attention, says which frames the model listens to.** The moments that it weighs most are the peaks of the
curve, marked ◆ and shown as pictures: click one to go there.
"""

_ADDED = """
**Evidence, β·z, is what each frame adds to the score of a class**: for it above the line, against it below. All frames
add up to the score exactly, so this explains the answer, and β alone does not. Choose another class at its name.
*Answer so far* says which class leads if the clip ended there.
"""

_WHAT_IF = """
**Attention says where the model looked. What it needed is seen when that is taken away.** On the right, the leg that
kicks is held still, and the same model says something else. *What if …*, beneath the player of Inspect, does this to
any clip: hold, hide, mirror, slow, shift or shake what you choose. “Find the smallest edit” searches for you.
"""

_MISTAKE = """
**A model errs, and attention goes with the error.** Here a right arm punches, a right arm has most of the attention,
and the model says *nod*. What follows, and what is easily forgotten:

- A ball says where the model looked, and not that it is right.
- A model always picks *some* class: what it has never seen gets one of its classes all the same. The samples `real-…`
  show a real person, whose actions the demonstration models were not trained on.
- Two models with the same scores may look at different joints. One map is one model's habit, and no fact about the
  movement.
- α multiplies coordinates, so a joint at the centre of the body has little to multiply, whatever its α. β at a frame
  depends on that frame and those before it, never on a later one.
"""

_EVIDENCE = """
The line under the title of Inspect says whether α can be believed for this clip, and the page **Evidence** shows what
it rests on: each part of the body is held still at its mean place, and the model is asked again.
"""

_VERDICTS = """
- **Believable**: most attention, for the number of its joints, lies on the part whose stillness costs the answer most.
  **Partly**: it lies on another part that carries the answer too. **Not believable**: the answer stands without the
  part that α points at. **Nowhere in particular**: every part gets about its equal share.
- Where no part carries the answer by itself, as when both arms do the same, they are held still **two by two**:
  believable are the two to which α gives most, if they are the two that the answer cannot do without together.
- **Cannot be checked**: the answer hangs on no single part, nor on any two. Nothing follows about α.
- A checkpoint may hold a **committee**: several networks trained alike from other seeds (`sta-lstm committee`). The
  first answers, and Inspect draws a joint *solid* where the networks agree and as a *dashed ring* where they do not:
  another training would have drawn it otherwise. Agreement is 1 where all networks give a joint at least its equal
  share of attention, or all less, and 0 where half of them do; below ½, which is fewer than three quarters of them on
  one side, the ring is dashed. The view options of the player turn it off; on the command line `--explain
  alpha-agreement` asks for it. (A *thick* ring without gaps is a joint that was inferred.)
- *Add a map*, beneath the player, puts others beside α: what the answer loses without each part of the body, what
  merely moves, the mean of a committee. The link carries your choice.
- All this is about the *model*: a limb that keeps still may be what it goes by. It does not say how people do it.
"""

_CHECKPOINTS = """
**Compare** shows one clip under two to four checkpoints on one clock, and says how far they listen to the same joints
and moments.

- The **title** and the rows above the player give the answer: which of their five strongest joints and of their
  keyframes every two models share, beside what chance would give. They are called *the same* where most of the way
  from chance to all is gone, *different* where a fifth or less is.
- Under *All measures*, read each beside its **baselines**. *Two unrelated maps* are the same two maps with the joints
  (or frames) of one shuffled: agreement that is no better means nothing. *Two seeds of one model*, if they are among
  your checkpoints, show how much attention changes from one training to the next.
- A model without spatial attention gives all joints an equal share, one without temporal attention all frames. It
  ranks nothing, so some measures have no value.
- Models that read different joints are compared on those that they share, by name, once the clip has been converted.
- The panes turn together, until you unlock their cameras above them.
"""

_CLIPS = """
**Two clips** compares two recordings under one checkpoint, on one common clock.

- **By pose**: frames are matched where the bodies stand most alike, whoever is faster. Where the path in the drawing
  stays horizontal or vertical for long, one clip shows something that the other does not have.
- **By share of the clip**: middle with middle. **By time**: second with second. Use these when the speed itself is
  the question, or when the poses have too little in common.
- Δβ and Δα say *when* and *where* the model treated the two differently. If the poses differ and attention does
  not, this model did not look at the difference.
"""

_DATASET = """
**Data set** shows what checkpoints said of every clip of a data set: `sta-lstm attend DATA --checkpoint C --out FOLDER`
asks them once, and `sta-lstm app --attended FOLDER --clips DATA` opens the page on it.

- **Click a cell** of the matrix, and the clips of that mistake stand beside it; click one, and it plays under the
  checkpoint that said so. *Alike* lists the clips in which attention is most alike to one.
- Where it is known what a checkpoint was trained on, the page opens on clips that it has **not** seen: the others say
  little about it.
- **α and β by class** are means over clips. The *spread* says how far the means of subjects, or of checkpoints that
  were trained alike, are apart: what is no larger than it is no property of the class.
- What a slice holds leaves as a table, or as a manifest that `--data` reads again.
"""

_TRAINING = """
**Over training** shows one clip under one network at several moments of its training.

- Ranks of joints that still change in the last epochs show that the training had not settled on a joint, even if
  accuracy had. A joint that rises early and stays was learned early.
- Falling entropy means that attention becomes selective. If that of β stays at 100 %, no frame was
  preferred to another.
- `sta-lstm train … --keep-every 10` keeps a checkpoint of every tenth epoch, and `sta-lstm app --checkpoints DIR`
  shows those in a folder.
"""

_CLASS = """
- **Guess first**, in the side bar, hides answers and the names of clips on all pages until somebody asks; why a clip
  cannot be shown waits too, since it may tell. “Copy link” takes it along and counts the clips, so that a class can
  begin there and the address tells nothing.
- **For a room that looks at a wall**, the button with the screen in the player draws all of it larger and in full
  contrast.
- **The tour** has an address for each of its stops: copy it from the address bar.
"""

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
    "**STA-LSTM** (both). Where an attention is left out, the page says so and draws it as an equal share for all.\n\n"
    "Two others are there to compare with. **ST-GCN** (Yan, Xiong and Lin, AAAI 2018) is a graph network without "
    "attention. **Grid** (Raskoti and Li, 2024, carried to bodies) has one LSTM for the path of every joint, and "
    "joints that attend to each other: click one to see its strongest six as arcs. Of all its attention in a clip, β "
    "is a frame's share and α a joint's share of the frame. It reads every layout of a body, and the page says where "
    "it never met one in training."
)

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
and the lane **answers** shows what the model says when. A file of labels (a table of start, end, label and note, or
UTKinect's list) may be dropped with its recording: its parts are a lane, too, and a click on one runs the model on it
alone. Any part is chosen with the keys I and O, or with Shift along the timeline; *Run on this part* (Enter) shows it
alone, *Mark it* (M) keeps it under a name, with a note if you like, and all such spans leave as a file of labels. Parts
of equal length are cut under *Recording quality*.

A clip has to fit the checkpoint: the same joints, and as many persons. If it does not, the page says what was expected
and what the clip has, and converts the clip in one click where that is possible; joints that had to be inferred are
drawn hollow. Uploads are kept for this session alone, up to 256 MB together, are never seen by another visitor, and are
deleted about two minutes after you close the page.
"""


_EVIDENCE_KEY = "evidence-pictures"
# On a telephone a table of eight columns becomes a list, a format an entry.
_TABLE_STYLE = """
<style>
@media (max-width: 900px) {
  .st-key-formats thead { display: none; }
  .st-key-formats :is(table, tbody, tr) { display: block; width: 100%; }
  .st-key-formats tr { padding: 0.4rem 0; border-bottom: 1px solid #8884; }
  .st-key-formats td { display: inline; border: 0; padding: 0 0.5rem 0 0; overflow-wrap: anywhere; }
  .st-key-formats td:first-child { font-weight: 600; }
  .st-key-formats :is(td:empty, td:nth-child(3), td:nth-child(7)) { display: none; }
  .st-key-formats td:nth-child(4)::before { content: "writes: "; }
  .st-key-formats td:nth-child(5)::before { content: "joints: "; }
  .st-key-formats td:nth-child(6)::before { content: "persons: "; }
  .st-key-formats td:nth-child(8)::before { content: "tested on "; }
}
</style>
"""


def _beside(text: str, name: str) -> None:
    """Words, and beside them a picture that lives; beneath them where the window is narrow."""
    words, shown = st.columns([1, 1.5], gap="large")
    with words:
        st.markdown(text)
    with shown:
        picture(name)


def page() -> None:
    """Words with pictures that live, from what the balls are to how to open a file."""
    st.title("Guide", anchor=False)
    st.markdown(_FIRST)
    tour.invite(key="guide-tour")
    hold_room({_EVIDENCE_KEY: EVIDENCE_ROOM_PX})
    st.header("What you see", anchor=False)
    for text, name in ((_ALPHA, "alpha"), (_BETA, "beta"), (_ADDED, "evidence")):
        _beside(text, name)
    st.header("What the model needs", anchor=False)
    _beside(_WHAT_IF, "what-if")
    st.markdown(_EVIDENCE)
    evidence = st.container(key=_EVIDENCE_KEY)  # the model is asked for them, so all words come before
    with st.expander("What the words on trust mean, committees, more maps", icon=":material/fact_check:"):
        st.markdown(_VERDICTS)
    st.header("What attention cannot tell", anchor=False)
    _beside(_MISTAKE, "mistake")
    for title, text in (
        ("Comparing models", _CHECKPOINTS),
        ("Comparing clips", _CLIPS),
        ("Looking at a whole data set", _DATASET),
        ("Following a training run", _TRAINING),
        ("Measuring movement", _MOVEMENT),
        ("In front of a class", _CLASS),
    ):
        st.header(title, anchor=False)
        st.markdown(text)
    st.header("From your model to this picture", anchor=False)
    st.markdown(ANY_MODEL)
    st.header("Your own files", anchor=False)
    st.markdown(_FILES)
    with st.expander("All formats", icon=":material/table:"), st.container(key="formats"):
        st.html(_TABLE_STYLE)
        st.markdown(formats_table())
    st.header("The formulas", anchor=False)
    st.markdown(_MODEL)
    st.latex(_EQUATIONS)
    st.markdown(_VARIANTS)
    with evidence:
        evidence_pictures()
