"""What an image shows of a person: expression, gaze, camera and light, from the image's number alone."""

import math

import numpy as np

from head import BLENDSHAPES, rotation, smooth


def both(**pairs):
    """Weights for both sides: `smile=.8` becomes smileLeft and smileRight."""
    return {k + side: v for k, v in pairs.items() for side in ("Left", "Right")}


EMOTIONS = {
    "neutral": {},
    "happiness": both(
        mouthSmile=0.8, cheekSquint=0.65, eyeSquint=0.3, mouthUpperUp=0.22, mouthDimple=0.2
    ),
    "laugh": both(mouthSmile=0.9, cheekSquint=0.8, eyeSquint=0.5)
    | {"jawOpen": 0.38}
    | both(mouthUpperUp=0.35, mouthLowerDown=0.25),
    "sadness": {"browInnerUp": 0.85}
    | both(browDown=0.25, mouthFrown=0.7)
    | {"mouthShrugLower": 0.35}
    | both(eyeSquint=0.25, mouthPress=0.15),
    "anger": both(
        browDown=1, eyeWide=0.25, eyeSquint=0.45, noseSneer=0.35, mouthPress=0.6, mouthFrown=0.25
    )
    | {"jawForward": 0.15},
    "rage": both(
        browDown=1,
        eyeWide=0.35,
        eyeSquint=0.4,
        noseSneer=0.65,
        mouthUpperUp=0.5,
        mouthLowerDown=0.65,
        mouthStretch=0.3,
    )
    | {"jawOpen": 0.2},
    "fear": {"browInnerUp": 0.9}
    | both(browOuterUp=0.45, browDown=0.25, eyeWide=0.9, mouthStretch=0.65)
    | {"jawOpen": 0.25}
    | both(mouthLowerDown=0.25),
    "surprise": {"browInnerUp": 0.85}
    | both(browOuterUp=0.9, eyeWide=0.8)
    | {"jawOpen": 0.5, "mouthFunnel": 0.12},
    "disgust": both(noseSneer=0.9, mouthUpperUp=0.5, browDown=0.5, eyeSquint=0.4)
    | {"mouthShrugLower": 0.3}
    | both(mouthFrown=0.35, cheekSquint=0.3),
    "contempt": {
        "mouthSmileLeft": 0.5,
        "mouthDimpleLeft": 0.6,
        "mouthPressLeft": 0.35,
        "cheekSquintLeft": 0.25,
        "eyeSquintLeft": 0.2,
        "eyeSquintRight": 0.15,
        "browOuterUpLeft": 0.2,
        "mouthLeft": 0.15,
    },
}
VISEMES = {
    "aa": {"jawOpen": 0.5} | both(mouthLowerDown=0.2),
    "ih": {"jawOpen": 0.18} | both(mouthStretch=0.35, mouthLowerDown=0.3, mouthUpperUp=0.12),
    "oh": {"jawOpen": 0.35, "mouthFunnel": 0.6},
    "ou": {"mouthPucker": 0.75, "mouthFunnel": 0.3, "jawOpen": 0.08},
    "ff": {"mouthRollLower": 0.55} | both(mouthUpperUp=0.3) | {"jawOpen": 0.06},
    "pp": both(mouthPress=0.5) | {"mouthRollLower": 0.25, "mouthRollUpper": 0.25},
    "th": {"jawOpen": 0.16} | both(mouthLowerDown=0.2),
    "ch": {"mouthFunnel": 0.5, "jawOpen": 0.1} | both(mouthUpperUp=0.25, mouthLowerDown=0.35),
    "ss": both(mouthStretch=0.2, mouthLowerDown=0.35, mouthUpperUp=0.15) | {"jawOpen": 0.05},
}
OPPOSED = [("browDown", "browOuterUp"), ("eyeWide", "eyeSquint"), ("mouthSmile", "mouthFrown")]
SINGLE = ("jawLeft", "mouthLeft", "jawRight", "mouthRight")
WEAK = (
    "jawLeft",
    "jawRight",
    "jawForward",
    "mouthFunnel",
    "mouthRollUpper",
    "mouthRollLower",
    "mouthLeft",
    "mouthRight",
    "jawOpen",
)


def paired(name, side):
    return name.endswith(side) and name not in SINGLE


def sample_expression(first, force, r):
    """-> weights, label, mode; the `first` image of an identity is neutral."""
    w = {a: 0.0 for a in BLENDSHAPES}

    def add(shapes, k):
        for a, v in shapes.items():
            w[a] = w[a] + v * k * (1 + r.normal(0, 0.10))

    modes = ["emotion", "emotionmix", "sparse", "viseme", "neutral"]
    mode = force.get("mode") or (
        "neutral" if first else str(r.choice(modes, p=[0.42, 0.18, 0.20, 0.13, 0.07]))
    )
    label = "neutral"
    if mode == "emotion":
        names = [
            "happiness",
            "laugh",
            "sadness",
            "anger",
            "rage",
            "fear",
            "surprise",
            "disgust",
            "contempt",
        ]
        label = force.get("emotion") or str(
            r.choice(names, p=[0.19, 0.11, 0.13, 0.10, 0.06, 0.11, 0.13, 0.10, 0.07])
        )
        add(EMOTIONS[label], r.uniform(0.35, 1.05))
        if label == "contempt" and r.random() < 0.5:
            for a in list(w):
                if a.endswith("Left") and a[:-4] + "Right" in w:
                    w[a], w[a[:-4] + "Right"] = w[a[:-4] + "Right"], w[a]
            w["mouthRight"], w["mouthLeft"] = w["mouthLeft"], w["mouthRight"]
    elif mode == "emotionmix":
        names = ["happiness", "sadness", "anger", "fear", "surprise", "disgust", "contempt"]
        a, b = (str(e) for e in r.choice(names, 2, replace=False))
        label = a + "+" + b
        add(EMOTIONS[a], r.uniform(0.2, 0.7))
        add(EMOTIONS[b], r.uniform(0.15, 0.5))
    elif mode == "sparse":
        label = "sparse"
        sparse(w, r)
    elif mode == "viseme":
        v = str(r.choice(list(VISEMES)))
        add(VISEMES[v], r.uniform(0.6, 1.1))
        e = str(r.choice(["neutral", "happiness", "sadness", "anger", "surprise"]))
        add(EMOTIONS[e], r.uniform(0, 0.35))
        label = f"viseme_{v}+{e}"
    return w, label, mode


def sparse(w, r):
    """Two to five single movements."""
    names = sorted(
        {
            a[:-4] if paired(a, "Left") else a
            for a in BLENDSHAPES
            if not a.startswith("eyeLook") and not paired(a, "Right") and a != "tongueOut"
        }
        - {"mouthClose"}
    )
    for a in r.choice(names, int(r.integers(2, 6)), replace=False):
        a = str(a)
        v = float(r.beta(1.4, 1.5)) * (0.55 if a in WEAK else 0.85)
        if a == "eyeBlink":
            v *= 0.5
        if a in w:
            w[a] += v
        else:
            u = r.random()
            w[a + "Left"] += v * (1 if u < 0.75 else r.uniform(0.3, 1))
            w[a + "Right"] += v * (1 if u < 0.75 else r.uniform(0.0, 1))


def settle(w, force, r):
    """Resting variation, blinks, and limits on movements that exclude each other."""
    for a in ("browInnerUp", "browDownLeft", "mouthSmileLeft", "eyeSquintLeft", "mouthPressLeft"):
        v = max(0, r.normal(0, 0.05))
        w[a] += v
        if a.endswith("Left"):
            w[a[:-4] + "Right"] += v
    blink, u = 0.0, r.random()
    if u < 0.06:
        blink = r.uniform(0.85, 1)
    elif u < 0.11:
        blink = r.uniform(0.1, 0.5)
    blink = force.get("blink", blink)
    for s in ("Left", "Right"):
        w["eyeBlink" + s] += blink * (1 - w["eyeWide" + s] * 0.5)
    for a in w:
        w[a] = float(np.clip(w[a], 0, 1))
    for s in ("Left", "Right"):
        for a, b in OPPOSED:
            if min(w[a + s], w[b + s]) > 0.35:
                w[b + s] *= 0.5
        if w["eyeBlink" + s] > 0.5:
            w["eyeWide" + s] *= 0.2
        w["eyeBlink" + s] = min(w["eyeBlink" + s], 1 - 0.35 * w["eyeSquint" + s])


def sample_frame(index, per_identity, seed, force):
    """Expression, gaze, view and light of an image. The order of the draws is part of the data."""
    r = np.random.default_rng([seed, 80, index])
    w, label, mode = sample_expression(index % per_identity == 0, force, r)
    settle(w, force, r)
    if r.random() < 0.18:
        yaw, pitch, roll = r.normal(0, 4), r.normal(0, 3), r.normal(0, 2)
    else:
        yaw, pitch, roll = (
            r.uniform(-40, 40),
            float(np.clip(r.normal(0, 9), -20, 20)),
            float(np.clip(r.normal(0, 5), -14, 14)),
        )
    yaw, pitch, roll = (
        force.get(k, float(v)) for k, v in (("yaw", yaw), ("pitch", pitch), ("roll", roll))
    )
    if r.random() < 0.6:  # at the camera, not quite
        g = rotation(yaw, pitch, roll).T @ np.array([0, 0, 1.0])
        gy = math.degrees(math.atan2(g[0], g[2])) + r.normal(0, 2)
        gp = math.degrees(math.asin(g[1])) + r.normal(0, 2)
    else:
        gy, gp = r.normal(0, 13), r.normal(-1, 8)
    if "sadness" in label and r.random() < 0.4:
        gp -= 9
    gy = float(np.clip(force.get("gaze_yaw", gy), -32, 32))
    highest = 15 if max(w["eyeBlinkLeft"], w["eyeBlinkRight"]) < 0.25 else 3
    gp = float(np.clip(force.get("gaze_pitch", gp), -22, highest))
    w["eyeLookOutLeft"] = w["eyeLookInRight"] = max(gy, 0) / 35
    w["eyeLookInLeft"] = w["eyeLookOutRight"] = max(-gy, 0) / 35
    for s in ("Left", "Right"):
        w["eyeLookUp" + s] = max(gp, 0) / 28
        w["eyeLookDown" + s] = max(-gp, 0) / 36
    frame = {
        "arkit": {a: round(v, 4) for a, v in w.items()},
        "expression": label,
        "mode": mode,
        "gaze_yaw": round(gy, 2),
        "gaze_pitch": round(gp, 2),
        "head_yaw": round(yaw, 2),
        "head_pitch": round(pitch, 2),
        "head_roll": round(roll, 2),
    }
    frame["light"] = sample_light(r)
    frame["cam_dist"] = round(float(r.uniform(105, 190)), 1)
    frame["jit"] = [round(float(v), 2) for v in r.normal(0, 0.25, 2)]
    return frame


def sample_light(r):
    warm = r.normal(0, 0.5)
    light = {
        "key_az": r.uniform(-65, 65),
        "key_el": r.uniform(8, 52),
        "key_power": r.uniform(0.75, 1.25),
        "key_size": np.exp(r.uniform(np.log(18), np.log(75))),
        "key_warm": warm,
        "fill_ratio": r.uniform(0.12, 0.6),
        "fill_warm": -warm * 0.5 + r.normal(0, 0.3),
        "rim_power": r.uniform(0, 1.4) * (r.random() < 0.75),
        "rim_side": r.choice([-1, 1]),
        "world": r.uniform(0.22, 0.7),
        "world_warm": r.normal(-0.1, 0.5),
        "exposure": r.normal(0, 0.13),
    }
    return {k: round(float(v), 3) for k, v in light.items()}


def wrinkles(person, w):
    """Depth of the folds: forehead, between the brows, crow's feet, beside the nose, under the eyes, fine lines."""
    a, kid = person["wrinkle"], float(smooth(6, 22, person["age_years"]))
    mean = lambda *names: sum(w[n + s] for n in names for s in ("Left", "Right")) / (2 * len(names))
    outer, down, smile = mean("browOuterUp"), mean("browDown"), mean("mouthSmile")
    squint, sneer = mean("cheekSquint", "eyeSquint"), mean("noseSneer")
    d = 0.10 + 0.9 * kid
    return [
        (0.75 * a**1.4 + max(w["browInnerUp"], outer) * (0.15 + 1.2 * a) * d) * 0.9,
        0.45 * a**1.3 + down * (0.45 + 0.75 * a) * d + 0.3 * sneer * d,
        (0.55 * a**1.3 + (squint + 0.4 * smile) * (0.25 + 1.3 * a) * d) * 0.8,
        (0.16 * kid + 0.7 * a + (smile * 0.75 + sneer * 0.6) * (0.5 + 0.5 * a) * d) * 0.8,
        (0.12 * kid + 0.85 * a + 0.35 * squint * d) * 0.75,
        1.0 * a**1.4 * 0.9,
    ]
