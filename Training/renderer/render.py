"""Renders training images of synthetic heads.

    blender -b -t 1 -P render.py -- --assets assets.npz --seed 3 --start 0 --count 1000 --out DIR

Image i shows identity i // per-id and depends on the seed and i alone, so that shards with disjoint ranges may share
a folder and an image that exists is skipped.
"""

import argparse
import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "pylib"), HERE]

import numpy as np

import brows_beard
import record
from frames import sample_frame, wrinkles
from hair import grow_hair
from hair_styles import covers_torso
from head import Head
from look import Look
from sampling import sample_person
from scene import PIVOT, Scene
from wide import ages, colours, widen


def arguments():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--assets", required=True)
    ap.add_argument("--out", required=True)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--start", type=int, default=0)
    ap.add_argument("--count", type=int, default=16)
    ap.add_argument("--per-id", type=int, default=4, help="images of each identity")
    ap.add_argument("--size", type=int, default=256)
    ap.add_argument("--samples", type=int, default=24)
    ap.add_argument("--wide", action="store_true", help="draw rare things more often (wide.py)")
    ap.add_argument(
        "--apart", action="store_true", help="draw skin and grey apart from ancestry and age"
    )
    ap.add_argument("--noise", type=float, default=0.05, help="adaptive sampling's threshold")
    ap.add_argument(
        "--frame", type=float, default=30.0, help="cm seen at the depth of the head's centre"
    )
    ap.add_argument(
        "--force", default="{}", help='JSON of pinned parameters, e.g. {"age_years": 70, "yaw": 0}'
    )
    return ap.parse_args(sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else [])


class Sitter:
    """An identity in front of the camera."""

    def __init__(self, scene, head, identity, seed, force, out):
        self.scene, self.head = scene, head
        self.person = sample_person(identity, seed, force)
        self.rest, self.scale, square, asymmetry = head.rest_shape(self.person, seed)
        hair = grow_hair(head, self.person, self.rest)
        self.look = Look(head, self.person, seed)
        scene.dress(self.person, self.look, hair)
        self.face = record.face(self.person, self.look, hair.numbers, square, asymmetry)
        record.write_safetensors(
            os.path.join(out, record.strands_name(identity)),
            record.strand_tensors(head, hair, self.look),
        )

    def picture(self, frame, path, seed):
        """Renders one image -> its landmarks."""
        p, look, scene, head = self.person, self.look, self.scene, self.head
        counter = 0.12 if covers_torso(p["hair_style"], p["sex"]) else 0.55
        x, normals = scene.pose(self.rest, self.scale, p, frame, counter)
        taper = lambda radii, n, factor: np.linspace(*radii, n)[None] * factor
        skin = x[head.skin]
        scene.set_strands(
            "brow",
            brows_beard.brow_strands(head, look.brows, skin, normals),
            taper(brows_beard.BROW_RADIUS, 4, 0.9 + 0.25 * (p["sex"] > 0.5)),
        )
        scene.set_strands(
            "lash",
            brows_beard.lash_strands(head, look.lashes, x),
            taper(brows_beard.LASH_RADIUS, 5, 1 + 0.35 * p["makeup"]),
        )
        if look.beard is None:
            scene.set_strands("beard", None)
        else:
            scene.set_strands(
                "beard",
                brows_beard.beard_strands(head, look.beard, skin, normals),
                taper(brows_beard.BEARD_RADIUS, 4, 0.62 if p["beard"] == "stubble" else 1.0),
            )
        scene.fold(wrinkles(p, frame["arkit"]))
        eye, axes = scene.light(frame)
        scene.render(path, seed)
        return [
            [round(float(v), 2) for v in q] for q in scene.project(x[head.landmarks], eye, axes)
        ]


def main():
    args = arguments()
    force = json.loads(args.force)
    for folder in ("images", "strands"):
        os.makedirs(os.path.join(args.out, folder), exist_ok=True)
    log, done = os.path.join(args.out, "params.jsonl"), set()
    if os.path.exists(log):
        with open(log) as f:
            done = {json.loads(t)["file"] for t in f if t.endswith("\n")}
    head = Head(args.assets)
    scene = Scene(head, args.size, args.samples, args.noise, args.frame)
    sitter, current = None, None
    for i in range(args.start, args.start + args.count):
        file = f"images/{i:06d}.png"
        path = os.path.join(args.out, file)
        if file in done and os.path.exists(path):
            continue
        began, identity = time.time(), i // args.per_id
        if current != identity:
            pinned = {
                **(ages(identity, args.seed) if args.wide else {}),
                **(colours(identity, args.seed) if args.apart else {}),
                **force,
            }
            sitter, current = Sitter(scene, head, identity, args.seed, pinned, args.out), identity
        frame = sample_frame(i, args.per_id, args.seed, force)
        if args.wide:
            widen(frame, i, args.seed)
        part = os.path.join(args.out, f"images/.{i:06d}.{os.getpid()}.png")
        landmarks = sitter.picture(frame, part, i)
        os.replace(part, path)
        state = record.state(frame, sitter.person, args.frame, [float(v) for v in PIVOT])
        landmarks = [[round(v * 256 / args.size, 2) for v in q] for q in landmarks]
        text = (
            json.dumps(record.line(file, args.seed, identity, sitter.face, state, landmarks)) + "\n"
        )
        handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        os.write(handle, text.encode())  # one atomic append: shards share the file
        os.close(handle)
        print(
            f"{file} {sitter.person['hair_style']} {frame['expression']} {time.time() - began:.1f} s",
            flush=True,
        )


main()
