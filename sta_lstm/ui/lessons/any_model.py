"""From any model to this picture: the words and the code of the Guide."""

#: A test runs the code as it stands.
ANY_MODEL = """
What *any* model says of a clip can be put on the body: attention, class activation, occlusion, a gradient. Save its
arrays as one `.npz`, and no model is needed here: drop it beside the clip in the side bar of Inspect, or use the shell.

```python
import numpy as np

# R rows in time × N persons × K joints, as your model has them
np.savez(
    "explained.npz",
    cam=cam,                       # a map: any name you like
    alpha=alpha,                   # or attention, whose rows sum to one
    probabilities=probabilities,   # if you have them
    class_names=class_names,
    joints=joint_names,            # the order of your joints; leave it out if it is the clip's
    made_by="my ST-GCN",
)
```

```sh
sta-lstm info explained.npz                                  # is it sound?
sta-lstm show clip.skeleton explained.npz --html shown.html
```

In a notebook the same arrays go to `show`, and the result is shown, compared and exported as any other:

```python
import sta_lstm

clip = sta_lstm.load_clip("clip.skeleton")
shown = sta_lstm.show(clip, alpha=alpha, maps={"cam": cam}, joints=joint_names, made_by="my ST-GCN")
shown.to_html("shown.html")
```

- **Rows in time** may be fewer or more than the clip has frames, as after strides or resampling to a fixed length: they
  are spread evenly over the clip and joined by lines. `frames=` says which frame each row is about, if they are not.
- **Joints** are matched by name, in any words for them ("LeftKnee", "left_knee"). Of those that the clip lacks, shares
  of attention go to the others, and the page says how much.
- **Persons** beyond the clip's are padding: they must be zero. One who is not in a frame has no attention there.
- **NetCDF** with the dimensions `time`, `individuals` and `keypoints`, as the package movement writes it, is read by
  `sta-lstm show clip.csv explained.nc`; it needs `pip install 'sta-lstm[netcdf]'`.
- `beta`, or any array of one number a row, becomes a curve in the timeline. A map with values below 0 is drawn in two
  hues.

**A torch model itself.** Where the model is at hand, it need not make the maps: `explain` asks it, as it asks a
checkpoint.

```python
shown = sta_lstm.explain(
    network,
    clip,
    ["ablation-joint", "ablation-limb", "integrated-gradients", "grad-cam"],
    form="NCTVM",          # clips × features × frames × joints × persons; NTVC, NT(MVC), … as your model reads them
    layer="blocks.1",      # which Grad-CAM looks into: a name of named_modules()
    joints=joint_names,
    class_names=class_names,
    name="my network",
)
shown.to_html("shown.html")
```

- It is asked in evaluation mode and left in its own. It gets metres, y up, and zeros for who is absent. Anything else
  that it wants, a function around it may do: `lambda x: network(normalised(x))[0]`.
- What is taken from it stands still at its mean pose, as for the checkpoints here, and the drops are exact.
- `sta_lstm.as_checkpoint(network, clip, form="NCTVM", …)` makes the checkpoint once, for `predict`, `compare` and the
  tests of faithfulness: `Examiner(checkpoint, Settings(rankings=("integrated-gradients", "ablation-limb")))`, of
  `sta_lstm.evidence.faithfulness.clips` and `.settings`, says how well each map finds what the answer rests on.
- No attention is learned there: every map is computed. Compare it with others by occlusion, which is one
  measure for all.

**A model in this app.** Written as an ONNX file, a model opens here as a checkpoint does, for everybody, and no code of
it is run. The file says which joints, classes and features it reads, and is compared with torch before it is kept.

```python
sta_lstm.to_onnx(network, "mine.onnx", layout="ntu-25", class_names=class_names, form="NCTVM", name="my network")
```

- Upload it in the side bar, or name it in any command: `sta-lstm predict clip.skeleton --checkpoint mine.onnx`. It
  stands in *Compare* beside others, and *Evidence* holds parts of the body still for it.
- `recipe=FeatureRecipe(resample=64)`, of `sta_lstm.model`, for one that reads 64 frames alone, or with velocities.
- It needs `pip install 'sta-lstm[onnx]'`. Checkpoints go the same way: `sta-lstm export-onnx demo-sta demo-sta.onnx`.
"""
