"""The rarer things, drawn more often: a set that is rendered `--wide` has more children and old people, lids half
or wholly closed, glances to the side, strong feelings, and light from behind. `--apart` draws skin and grey hair
apart from ancestry and age, with more dark skin than there is otherwise.

Its draws come from streams of their own, so that all else in a picture is as without them.
"""

import numpy as np

from frames import EMOTIONS, VISEMES


def ages(identity, seed):
    """-> what is pinned of a person: in two of five the age, half of them 4 to 14, half 65 to 88 years."""
    r = np.random.default_rng([seed, 81, identity])
    u = r.random()
    if u < 0.2:
        return {"age_years": round(float(r.uniform(4, 14)), 1)}
    if u < 0.4:
        return {"age_years": round(float(r.uniform(65, 88)), 1)}
    return {}


def colours(identity, seed):
    """-> what `--apart` pins of a person: in two of five the skin, darker than the middle whatever the ancestry; in
    one of five how grey the hair is, whatever the age."""
    r = np.random.default_rng([seed, 83, identity])
    skin, grey = r.random(2)
    pinned = {}
    if skin < 0.4:
        pinned["melanin"] = round(float(r.uniform(0.5, 1)), 3)
    if grey < 0.2:
        pinned["grey"] = round(float(r.uniform(0, 1)), 3)
    return pinned


def widen(frame, index, seed):
    """Changes a frame of `sample_frame` in place; half of them in one way, some in two."""
    r = np.random.default_rng([seed, 82, index])
    w, light = frame["arkit"], frame["light"]
    if r.random() < 0.16:
        strengthen(frame, r)
    if r.random() < 0.10:
        shapes = VISEMES[str(r.choice(list(VISEMES)))]
        for name, v in shapes.items():
            w[name] = max(w[name], v * r.uniform(0.7, 1.15))
    u = r.random()
    if u < 0.14:
        lower_lids(w, r.uniform(0.25, 0.95), r)
    elif u < 0.26:
        look(frame, r.choice([-1, 1]) * r.uniform(18, 32), r.uniform(-18, 12))
    if r.random() < 0.16:
        light["key_power"] *= r.uniform(0.12, 0.45)
        light["rim_power"] = r.uniform(1.2, 2.6)
        light["world"] *= r.uniform(0.6, 1)
        frame["light"] = {k: round(float(v), 3) for k, v in light.items()}
    frame["arkit"] = {k: round(float(np.clip(v, 0, 1)), 4) for k, v in w.items()}


def strengthen(frame, r):
    """A feeling at its height, somewhat uneven."""
    w = frame["arkit"]
    name = str(r.choice([n for n in EMOTIONS if n != "neutral"]))
    frame["expression"] = name + "!"
    for channel in w:
        if not channel.startswith("eyeLook"):
            w[channel] *= 0.3
    for channel, v in EMOTIONS[name].items():
        w[channel] = max(w[channel], v * r.uniform(1.0, 1.3))


def lower_lids(w, closure, r):
    """Both lids by about the same share; a squinting eye needs less, a wide one stops being wide."""
    for side in ("Left", "Right"):
        closed = closure * r.uniform(0.9, 1.1)
        w["eyeBlink" + side] = max(w["eyeBlink" + side], min(closed, 1 - 0.35 * w["eyeSquint" + side]))
        w["eyeWide" + side] *= 1 - closure


def look(frame, yaw, pitch):
    """Turns the eyes, degrees in the head."""
    w = frame["arkit"]
    if max(w["eyeBlinkLeft"], w["eyeBlinkRight"]) > 0.25:
        pitch = min(pitch, 3)
    frame["gaze_yaw"], frame["gaze_pitch"] = round(float(yaw), 2), round(float(pitch), 2)
    w["eyeLookOutLeft"] = w["eyeLookInRight"] = max(yaw, 0) / 35
    w["eyeLookInLeft"] = w["eyeLookOutRight"] = max(-yaw, 0) / 35
    for side in ("Left", "Right"):
        w["eyeLookUp" + side] = max(pitch, 0) / 28
        w["eyeLookDown" + side] = max(-pitch, 0) / 36
