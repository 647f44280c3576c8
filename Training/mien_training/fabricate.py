"""Makes a map folder out of nothing, for tests and for measuring speed: noise in the right format.

    python -m mien_training.fabricate DIR --count 32 --size 256
"""
import argparse
import json
from pathlib import Path

import numpy as np
from PIL import Image

CONDITIONS = ("canonical_x canonical_y canonical_z normal_x normal_y normal_z skin lips sclera iris "
              "mouth_cavity teeth depth head hair hair_direction_x hair_direction_y hair_depth brow "
              "beard garment key fill rim up shading_red shading_green shading_blue shading_alpha").split()
CENTRED = ("canonical_x", "canonical_y", "canonical_z", "normal_x", "normal_y", "normal_z",
           "hair_direction_x", "hair_direction_y")
TURNED = ("canonical_x", "normal_x", "hair_direction_y")
COLOURS = ("red", "green", "blue")


def fabricate(folder, count=8, size=64, appearance=40, seed=0, first=0):
    """Writes `count` records; half of them of set 1, half of set 2 (a part of those held out)."""
    folder, random = Path(folder), np.random.default_rng(seed)
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    y, x = np.mgrid[0:size, 0:size] / size
    records = []
    with open(folder / "conditions.u8", "wb") as out:
        for k in range(count):
            centre, radius = random.uniform(0.4, 0.6, 2), random.uniform(0.25, 0.4)
            blob = lambda cx, cy, r: ((x - cx) ** 2 + (y - cy) ** 2 < r * r).astype(float)
            head = blob(*centre, radius)
            maps = {n: random.random((size, size)) * head for n in CONDITIONS}
            maps["head"], maps["skin"] = head, head
            maps["canonical_z"] = head * 0.9
            for n, dx, dy in (("sclera", -.1, -.1), ("iris", .1, -.1), ("lips", 0, .12)):
                maps[n] = blob(centre[0] + dx, centre[1] + dy, 0.05) * head
            maps["hair"] = blob(centre[0], centre[1] - 0.2, radius) * (1 - head)
            matte = np.maximum(head, maps["hair"])
            for n in COLOURS:
                maps["shading_" + n] = matte * random.uniform(0.2, 0.8)
            maps["shading_alpha"] = matte
            stack = np.stack([maps[n] for n in CONDITIONS])
            out.write((stack.clip(0, 1) * 255 + 0.5).astype(np.uint8).tobytes())
            rgb = np.stack([maps["shading_" + n] for n in COLOURS], -1)
            rgb = rgb + 0.1 * random.random((size, size, 1))
            picture = np.concatenate([rgb.clip(0, 1), matte[..., None]], -1)
            name = f"pictures/{first + k:06d}.png"
            Image.fromarray((picture * 255).astype(np.uint8), "RGBA").save(folder / name)
            marks = (centre + 0.2 * np.stack([np.cos(np.arange(68)), np.sin(np.arange(68))], 1)) * size
            two = k % 2
            records.append(dict(file=name, set=1 + two, landmarks=marks.tolist(),
                                identity=(2000 if k % 4 == 1 else 0) + k // 4))
    np.random.default_rng(seed + 1).normal(size=(count, 2, appearance)).astype(np.float32).tofile(
        folder / "appearance.f32")
    (folder / "index.json").write_text(json.dumps(dict(
        size=size, condition_names=CONDITIONS,
        condition_scale=[2 if n in CENTRED else 1 for n in CONDITIONS],
        condition_offset=[-1 if n in CENTRED else 0 for n in CONDITIONS],
        mirror_sign=[-1 if n in TURNED else 1 for n in CONDITIONS],
        appearance_names=[f"a{k}" for k in range(appearance)], records=records)))


if __name__ == "__main__":
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("folder")
    p.add_argument("--count", type=int, default=32)
    p.add_argument("--size", type=int, default=256)
    o = p.parse_args()
    fabricate(o.folder, o.count, o.size)
