"""What a set says about an image: a line that decodes as CharacterCore's FaceRecord, and a file of strands."""

import json
import os
import struct

import numpy as np

from hair_styles import covers_torso

# the defaults of HairParameters, for numbers that a style does not use
HAIR_NUMBERS = {
    "recession": 0,
    "parting": 0,
    "side": 1,
    "length": 3,
    "lift": 0.5,
    "sweep": 0,
    "wave": 0.1,
    "curlRadius": 0,
    "curlTurns": 0,
    "cutHeight": -8,
    "fringeHeight": 5.9,
    "knotHeight": 10,
    "knotRadius": 2.5,
    "grows": True,
}
LIGHT = {
    "keyAzimuth": "key_az",
    "keyElevation": "key_el",
    "keyPower": "key_power",
    "keySize": "key_size",
    "keyWarmth": "key_warm",
    "fillWarmth": "fill_warm",
    "worldWarmth": "world_warm",
    "fillRatio": "fill_ratio",
    "rimPower": "rim_power",
    "rimSide": "rim_side",
    "world": "world",
    "exposure": "exposure",
}


def rgb(c):
    return [round(float(v), 5) for v in c]


def number(v):
    return v if isinstance(v, bool) else round(float(v), 5)


def face(person, look, hair_numbers, square, asymmetry):
    """FaceParameters of an identity."""
    hair = HAIR_NUMBERS | hair_numbers
    eyeshadow = look.eyeshadow if look.eyeshadow is not None else (0.2, 0.12, 0.1)
    return {
        "head": {
            "ageYears": person["age_years"],
            "sex": person["sex"],
            "ancestry": person["ancestry"],
            "fat": person["fat"],
            "square": round(square, 6),
            "asymmetry": [round(v, 6) for v in asymmetry],
            "identity": person["pca"],
            "macro": {},
            "irisRadius": number(look.iris_radius),
        },
        "look": {
            "melanin": person["melanin"],
            "hemoglobin": person["hemoglobin"],
            "skinColor": rgb(look.skin),
            "lipColor": rgb(look.lip),
            "freckles": person["freckles"],
            "makeup": person["makeup"],
            "wrinkles": person["wrinkle"],
            "blush": number(look.blush),
            "underEye": number(look.under_eye),
            "eyeshadowColor": rgb(eyeshadow),
            "dryness": number(look.dryness),
            "specular": number(look.specular),
            "irisColor": rgb(look.iris * 1.2),
            "scleraColor": rgb(look.sclera),
            "teethColor": rgb(look.teeth),
            "pupilRadius": number(look.pupil_radius),
            "browThickness": person["brow_thick"],
            "browColor": rgb(look.brow_color),
            "hair": {
                "style": person["hair_style"],
                "seed": person["hair_seed"],
                **{k: number(v) for k, v in hair.items()},
                "color": rgb(look.hair),
                "greyColor": rgb(look.grey_color),
                "grey": person["grey"],
            },
            "beard": {
                "style": person["beard"],
                "length": number(look.beard_length),
                "shadow": person["beard_shadow"],
                "color": rgb(look.beard_color),
                "grey": number(look.beard_grey),
            },
            "garment": person["garment"],
            "garmentColor": person["garment_rgb"],
        },
        "latent": [],
    }


def state(frame, person, width, pivot):
    """FaceState of an image; `width` is the centimetres seen across it at the pivot."""
    counter = 0.12 if covers_torso(person["hair_style"], person["sex"]) else 0.55
    return {
        "expression": {k: v for k, v in frame["arkit"].items() if v},
        "gazeYaw": frame["gaze_yaw"],
        "gazePitch": frame["gaze_pitch"],
        "view": {
            "yaw": frame["head_yaw"],
            "pitch": frame["head_pitch"],
            "roll": frame["head_roll"],
            "distance": frame["cam_dist"],
            "frame": width,
            "pivot": pivot,
            "shift": frame["jit"],
        },
        "torsoCounter": counter,
        "light": {k: frame["light"][v] for k, v in LIGHT.items()},
    }


def line(file, seed, identity, face_parameters, face_state, landmarks):
    return {
        "file": file,
        "set": seed,
        "identity": identity,
        "face": face_parameters,
        "state": face_state,
        "landmarks": landmarks,
        "strands": strands_name(identity),
    }


def strands_name(identity):
    return f"strands/{identity:06d}.safetensors"


def strand_tensors(head, hair, look):
    """The tensors of a strands file: hair as drawn, roots of brows and beard on the mean head."""
    out = {}
    if hair.points is not None:
        out["points"], out["radius"] = hair.points.astype(np.float16), hair.radius.astype(
            np.float16
        )
    t, b, side, angle, length = look.brows
    out |= {
        "brow_root": head.at(head.neutral, t, b),
        "brow_angle": angle,
        "brow_length": length,
        "brow_side": side,
    }
    if look.beard is not None:
        t, b, direction, length, lift = look.beard
        out |= {
            "beard_root": head.at(head.neutral, t, b),
            "beard_direction": direction,
            "beard_length": length,
            "beard_lift": np.array([lift]),
        }
    return {k: v if v.dtype == np.float16 else v.astype(np.float32) for k, v in out.items()}


def write_safetensors(path, tensors):
    """Writes float16 and float32 arrays; the file appears whole or not at all."""
    kinds, index, at = {"float16": "F16", "float32": "F32"}, {}, 0
    for name, v in tensors.items():
        index[name] = {
            "dtype": kinds[v.dtype.name],
            "shape": list(v.shape),
            "data_offsets": [at, at + v.nbytes],
        }
        at += v.nbytes
    head = json.dumps(index).encode()
    head += b" " * (-len(head) % 8)
    part = f"{path}.{os.getpid()}"
    with open(part, "wb") as f:
        f.write(struct.pack("<Q", len(head)) + head)
        for v in tensors.values():
            f.write(np.ascontiguousarray(v).tobytes())
    os.replace(part, path)
