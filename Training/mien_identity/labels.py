"""What is known of a picture, from its line in params.jsonl, as numbers to be learnt."""
import numpy as np

BLENDSHAPES = (
    "browDownLeft browDownRight browInnerUp browOuterUpLeft browOuterUpRight "
    "cheekPuff cheekSquintLeft cheekSquintRight "
    "eyeBlinkLeft eyeBlinkRight eyeLookDownLeft eyeLookDownRight eyeLookInLeft eyeLookInRight "
    "eyeLookOutLeft eyeLookOutRight eyeLookUpLeft eyeLookUpRight "
    "eyeSquintLeft eyeSquintRight eyeWideLeft eyeWideRight "
    "jawForward jawLeft jawOpen jawRight "
    "mouthClose mouthDimpleLeft mouthDimpleRight mouthFrownLeft mouthFrownRight mouthFunnel "
    "mouthLeft mouthLowerDownLeft mouthLowerDownRight mouthPressLeft mouthPressRight "
    "mouthPucker mouthRight mouthRollLower mouthRollUpper mouthShrugLower mouthShrugUpper "
    "mouthSmileLeft mouthSmileRight mouthStretchLeft mouthStretchRight "
    "mouthUpperUpLeft mouthUpperUpRight noseSneerLeft noseSneerRight tongueOut").split()
ANCESTRIES = ("european", "african", "eastasian", "southasian")
MODES = 32
PERSON = ["sex", "melanin", "fat", "wrinkles", "freckles", "beard", *ANCESTRIES,
          *(f"identity.{k}" for k in range(MODES))]
POSE, GAZE = ("yaw", "pitch", "roll"), ("yaw", "pitch")
# What the heads give, in the order of the numbers; `blur` is known from the augmentation alone.
HEADS = dict(age=1, expression=len(BLENDSHAPES), pose=3, gaze=2, estimates=len(PERSON) + 1)
ESTIMATES = [*PERSON[:10], "blur", *PERSON[10:]]


def mirror_of_blendshapes():
    def other(name):
        for a, b in (("Left", "Right"), ("Right", "Left")):
            if name.endswith(a) and name[:-len(a)] + b in BLENDSHAPES:
                return name[:-len(a)] + b
        return name
    return np.array([BLENDSHAPES.index(other(n)) for n in BLENDSHAPES])


MIRROR = mirror_of_blendshapes()
# Movements that undo each other: of as much of both, nothing is seen.
OPPOSED = [(BLENDSHAPES.index(f"{part}Left"), BLENDSHAPES.index(f"{part}Right"))
           for part in ("jaw", "mouth")]


def seen(weights):
    """Expression weights (52) less what opposed movements share."""
    out = np.array(weights, np.float32)
    for pair in OPPOSED:
        out[list(pair)] -= out[list(pair)].min()
    return out


def person(record):
    """The numbers of PERSON."""
    head, look = record["face"]["head"], record["face"]["look"]
    beard = {"none": 0.0, "stubble": 0.3}.get(look["beard"]["style"], 1.0)
    modes = (list(head["identity"]) + [0.0] * MODES)[:MODES]
    return np.array([head["sex"], look["melanin"], head["fat"], look["wrinkles"],
                     look["freckles"], beard, *(head["ancestry"][a] for a in ANCESTRIES), *modes],
                    np.float32)


def of(record):
    """age, expression (52), pose (3, of the picture), gaze (2), person: one array each."""
    state, view = record["state"], record["state"]["view"]
    weights = {k.lower(): v for k, v in state["expression"].items()}
    return dict(age=np.array([record["face"]["head"]["ageYears"]], np.float32),
                expression=seen([weights.get(n.lower(), 0.0) for n in BLENDSHAPES]),
                pose=np.array([view["yaw"], view["pitch"], view["roll"]], np.float32),
                gaze=np.array([state["gazeYaw"], state["gazePitch"]], np.float32),
                person=person(record))


def mirrored(labels, flip):
    """Batched labels (arrays with a first axis) with those where `flip` holds seen in a mirror."""
    out = dict(labels)
    out["expression"] = np.where(flip[:, None], labels["expression"][:, MIRROR], labels["expression"])
    out["pose"] = labels["pose"] * np.where(flip[:, None], [-1, 1, -1], [1, 1, 1])
    out["gaze"] = labels["gaze"] * np.where(flip[:, None], [-1, 1], [1, 1])
    return out
