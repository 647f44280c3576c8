"""Reads ICT-FaceKit Light's OBJ files into one table.

    python load_ict.py FaceXModel ict.npz

`FaceXModel` is the folder of that name in ICT-FaceKit: the neutral head, identity000...099 and the expressions.
"""

import glob
import os
import sys

import numpy as np


def read(path, faces=False):
    """Vertices [n,3]; with `faces` also texture coordinates and polygons as indices into both."""
    v, vt, polygons, corners = [], [], [], []
    with open(path) as f:
        for text in f:
            if text.startswith("v "):
                v.append([float(x) for x in text.split()[1:4]])
            elif faces and text.startswith("vt "):
                vt.append([float(x) for x in text.split()[1:3]])
            elif faces and text.startswith("f "):
                p = [x.split("/") for x in text.split()[1:]]
                polygons.append([int(x[0]) - 1 for x in p])
                corners.append([int(x[1]) - 1 for x in p])
    v = np.array(v, np.float32)
    return (v, np.array(vt, np.float32), polygons, corners) if faces else v


def main(folder, out):
    mean, uv, polygons, corners = read(os.path.join(folder, "generic_neutral_mesh.obj"), True)
    names = sorted(os.path.basename(p)[:-4] for p in glob.glob(os.path.join(folder, "*.obj")))
    names = [n for n in names if "identity" not in n and "generic" not in n]
    difference = lambda name: read(os.path.join(folder, name + ".obj")) - mean
    np.savez(
        out,
        V=mean,
        loops=np.concatenate(polygons).astype(np.int32),
        lens=np.array([len(p) for p in polygons], np.int32),
        luv=uv[np.concatenate(corners)],
        ID=np.stack([difference(f"identity{i:03d}") for i in range(100)]),
        EX=np.stack([difference(n) for n in names]),
        names=np.array(names),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
