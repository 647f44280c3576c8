"""The face's named sliders are what Training/features derives from the head table."""
import json
import os
import sys

import numpy as np
import pytest

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
sys.path.insert(0, os.path.join(ROOT, "Training", "features"))
import features as module  # noqa: E402


@pytest.fixture(scope="module")
def derived():
    head = module.Head(*module.load(os.path.join(ROOT, "Sources/FaceGeneration/Resources/head-shape.safetensors")))
    found = module.measures(head)
    return (found, *module.derive(head, found))


def test_the_shipped_table_is_the_derived_one(derived):
    found, _, unit, rows, directions = derived
    with open(os.path.join(ROOT, "Sources/CharacterSynthesis/Resources/face-features.json")) as f:
        shipped = json.load(f)
    assert list(shipped) == list(found)
    for i, name in enumerate(found):
        assert shipped[name]["about"] == found[name][0]
        assert abs(shipped[name]["unit_cm"] - unit[i]) < 1e-3
        assert np.abs(np.array(shipped[name]["measure"]) - rows[i]).max() < 1e-4
        assert np.abs(np.array(shipped[name]["direction"]) - directions[i]).max() < 1e-4


def test_a_slider_moves_its_feature_alone(derived):
    _, values, unit, _, directions = derived
    average = values(np.zeros(100))
    for i, d in enumerate(directions):
        moved = (values(d) - average) / unit
        assert abs(moved[i] - 1) < 0.06
        assert np.abs(np.delete(moved, i)).max() < 0.03


def test_sliders_ask_for_ordinary_faces(derived):
    *_, directions = derived
    assert np.abs(directions).max() < 1.5
