"""Replays the random draws behind a rendered set and writes it as a normalised set.

    python replay.py --assets assets.npz --source DIR --out SET [--images DIR]

`--source` holds params.jsonl as the renderer wrote it before its lines were FaceRecords; `--images` the folder with
the files that its lines name (`--source` unless said otherwise). `--out` receives

    params.jsonl      one FaceRecord a line, ordered by image
    faces.jsonl       FaceParameters by identity, so that a second run replays new identities only
    strands/*.safetensors
    images            a link to the images' folder

Run it again when the source has grown.
"""

import argparse
import json
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "renderer"))
import record
from hair import grow_hair
from head import Head
from look import Look


def read_lines(path):
    """JSON lines; an unfinished last line is left for the next run."""
    out = []
    if os.path.exists(path):
        with open(path) as f:
            for text in f:
                if text.endswith("\n"):
                    out.append(json.loads(text))
    return out


def write_lines(path, lines):
    """Replaces a file of JSON lines as a whole."""
    part = f"{path}.{os.getpid()}"
    with open(part, "w") as f:
        for v in lines:
            f.write(json.dumps(v) + "\n")
    os.replace(part, path)


def line(source, face):
    """The FaceRecord of one source line."""
    state = record.state(source, source, source["frame"], source["pivot"])
    if abs(state["torsoCounter"] - source["torso_counter"]) > 1e-9:
        raise SystemExit(f"image {source['index']}: torso_counter differs from its hair style's")
    return record.line(
        source["file"], source["seed"], source["identity"], face, state, source["landmarks68"]
    )


def replay(head, source, out):
    """FaceParameters of the identity of one source line; writes its strands."""
    seed = source["seed"]
    x, _, square, asymmetry = head.rest_shape(source, seed)
    if (
        abs(square - source["square"]) > 1e-9
        or np.abs(np.subtract(asymmetry, source["asymmetry"])).max() > 1e-9
    ):
        raise SystemExit(
            f"image {source['index']}: the replayed stream differs from the one that was rendered"
        )
    hair = grow_hair(head, source, x)
    look = Look(head, source, seed)
    path = os.path.join(out, record.strands_name(source["identity"]))
    record.write_safetensors(path, record.strand_tensors(head, hair, look))
    return record.face(source, look, hair.numbers, square, asymmetry)


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--assets", required=True)
    ap.add_argument("--source", required=True)
    ap.add_argument("--images", default="")
    ap.add_argument("--out", required=True)
    args = ap.parse_args()
    os.makedirs(os.path.join(args.out, "strands"), exist_ok=True)
    link = os.path.join(args.out, "images")
    if not os.path.lexists(link):
        os.symlink(os.path.abspath(os.path.join(args.images or args.source, "images")), link)
    known = os.path.join(args.out, "faces.jsonl")
    faces = {f["identity"]: f["face"] for f in read_lines(known)}
    write_lines(known, ({"identity": k, "face": v} for k, v in faces.items()))
    source = {s["index"]: s for s in read_lines(os.path.join(args.source, "params.jsonl"))}
    head, fresh = Head(args.assets), 0
    with open(known, "a") as f:
        for _, s in sorted(source.items()):
            k = s["identity"]
            if k not in faces:
                faces[k] = replay(head, s, args.out)
                f.write(json.dumps({"identity": k, "face": faces[k]}) + "\n")
                f.flush()
                fresh += 1
    write_lines(
        os.path.join(args.out, "params.jsonl"),
        (line(s, faces[s["identity"]]) for _, s in sorted(source.items())),
    )
    print(
        f"{len(source)} images of {len({s['identity'] for s in source.values()})} identities, {fresh} replayed now"
    )


if __name__ == "__main__":
    main()
