"""Explained clips as NetCDF, with the named dimensions of the package movement: read from a file of one's own.

    time           rows in time; its coordinate says when each row is, in seconds or, by the attribute ``time_unit``, in
                   frames
    individuals    persons; a map without it is of one person
    keypoints      joints; its coordinate names them
    class          classes; its coordinate names them

A variable of ``time`` and ``keypoints`` is a map, one of ``time`` alone a curve, one of ``class`` the probabilities;
one with a dimension of space is a place, and says nothing of a model. A text attribute ``made_by`` names the model.

HDF5 is a format that only a large library in C reads, so such files are read from disk alone, never from an upload.
"""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sta_lstm.errors import PredictionError

#: How NetCDF-3 and HDF5 begin.
_SIGNATURES = (b"CDF\x01", b"CDF\x02", b"CDF\x05", b"\x89HDF\r\n\x1a\n")
_TIME, _PERSONS, _JOINTS, _CLASS, _SPACE = "time", "individuals", "keypoints", "class", "space"
_ORDER = (_TIME, _PERSONS, _JOINTS)


def is_netcdf(head: bytes) -> bool:
    """Whether a file begins as NetCDF does."""
    return head.startswith(_SIGNATURES)


def netcdf_arrays(path: Path, fps: float) -> dict[str, NDArray[Any]]:
    """The arrays of an explained clip in a NetCDF file, by the names that `sta_lstm.prediction.explained` gives them.

    Args:
        path: the file.
        fps: frames a second of the clip, in which the times of rows are counted.

    Raises:
        PredictionError: the packages that read it are missing, it is damaged, or no dimension is called ``time``.
    """
    try:
        import xarray
    except ImportError as error:
        raise PredictionError(
            f"'{path.name}' is NetCDF, which needs the package xarray: pip install 'sta-lstm[netcdf]'"
        ) from error
    try:
        with xarray.open_dataset(path, decode_cf=False) as opened:
            dataset = opened.load()
    except Exception as error:  # whatever the libraries beneath it raise on a damaged file
        raise PredictionError(
            f"'{path.name}' cannot be read as NetCDF: it is damaged, or a package for it is missing (pip install "
            "'sta-lstm[netcdf]'). Save it again."
        ) from error
    if _TIME not in dataset.sizes:
        found = ", ".join(map(str, list(dataset.sizes)[:8])) or "none"
        raise PredictionError(
            f"'{path.name}' has no dimension called 'time'; its dimensions are: {found}. Name them time, individuals "
            "and keypoints."
        )
    return _arrays(dataset, fps)


def _arrays(dataset: Any, fps: float) -> dict[str, NDArray[Any]]:
    arrays: dict[str, NDArray[Any]] = {}
    for name, variable in dataset.data_vars.items():
        dims: tuple[Hashable, ...] = variable.dims
        if dims == (_CLASS,):
            arrays["probabilities"] = np.asarray(variable.values)
        elif _SPACE not in dims and _TIME in dims and set(dims) <= set(_ORDER):
            arrays[str(name)] = np.asarray(variable.transpose(*(each for each in _ORDER if each in dims)).values)
    for dim, called in ((_JOINTS, "joints"), (_CLASS, "class_names")):
        if dim in dataset.coords:
            arrays[called] = np.asarray(_texts(dataset.coords[dim].values))
    if "probabilities" not in arrays:
        arrays.pop("class_names", None)
    if not any(values.ndim > 1 for values in arrays.values()):
        arrays.pop("joints", None)  # curves alone: nothing is said of joints
    if _TIME in dataset.coords:
        times = np.asarray(dataset.coords[_TIME].values, dtype=np.float64)
        in_frames = dataset.attrs.get("time_unit") == "frames"
        arrays["frames"] = times if in_frames else times * fps
    if dataset.attrs.get("made_by"):
        arrays["made_by"] = np.asarray(str(dataset.attrs["made_by"]))
    return arrays


def _texts(values: NDArray[Any]) -> list[str]:
    return [each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each) for each in values]
