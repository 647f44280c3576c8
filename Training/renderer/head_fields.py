"""Carries the renderer's skin fields to the vertices of the head table.

    python head_fields.py --assets assets.npz --table ../../Sources/FaceGeneration/Resources/head-shape.safetensors \
        --out ../../Sources/FaceGeneration/Resources/head-fields.safetensors

Each table vertex takes the field at the nearest point of the renderer's neutral head (barycentric in the nearest
triangle). Vertices of the outer skin look at the outer skin alone, so that a lip never takes a value from the
mouth's inside.
"""

import argparse

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file
from scipy.spatial import cKDTree

OUTER_POLYGONS = (
    11144  # the renderer's first polygons are the outer skin; mouth and eye sockets follow
)
OUTER_VERTICES = 11248

FIELDS = {
    "hairline": ("hl", "cm inside the mean hairline, negative on the face"),
    "scalp": ("m_scalp", "where hair grows"),
    "beard": ("m_beard", "full beard without the moustache"),
    "moustache": ("m_mous", "moustache"),
    "goatee": ("m_goatee", "chin beard"),
    "cheek": ("m_cheek", "blush of the cheeks"),
    "nose": ("m_nose", "redness and shine of the nose"),
    "ear": ("m_ear", "redness of the ears"),
    "under_eye": ("m_undereye", "darker skin below the eyes"),
    "lid": ("m_lid", "upper lid, where eyeshadow goes"),
    "forehead": ("m_forehead", "forehead"),
    "lip": ("m_lip", "soft membership of the lips"),
    "rim": ("m_rim", "wet red rim of the eyelids"),
}


def triangulate(loops, counts, polygons):
    """Fans of the first `polygons` polygons -> [T,3] vertex indices."""
    start = np.r_[0, np.cumsum(counts)]
    out = []
    for i in range(polygons):
        p = loops[start[i] : start[i + 1]]
        out += [(p[0], p[k], p[k + 1]) for k in range(1, len(p) - 1)]
    return np.array(out)


def closest_barycentric(p, a, b, c):
    """Barycentrics of the point of each triangle (a, b, c) that is closest to p. All [n,3]."""

    def on_edge(u, v):
        e = v - u
        t = np.clip(((p - u) * e).sum(-1) / np.maximum((e * e).sum(-1), 1e-18), 0, 1)
        return t

    ab, ac, ap = b - a, c - a, p - a
    d00, d01, d11 = (ab * ab).sum(-1), (ab * ac).sum(-1), (ac * ac).sum(-1)
    d20, d21 = (ap * ab).sum(-1), (ap * ac).sum(-1)
    det = np.maximum(d00 * d11 - d01 * d01, 1e-18)
    v, w = (d11 * d20 - d01 * d21) / det, (d00 * d21 - d01 * d20) / det
    zero = np.zeros(len(p))
    t0, t1, t2 = on_edge(a, b), on_edge(b, c), on_edge(c, a)
    options = np.stack(
        [
            np.stack([1 - v - w, v, w], -1),
            np.stack([1 - t0, t0, zero], -1),
            np.stack([zero, 1 - t1, t1], -1),
            np.stack([t2, zero, 1 - t2], -1),
        ],
        1,
    )
    corner = np.stack([a, b, c], 1)
    dist = np.linalg.norm(np.einsum("nok,nkx->nox", options, corner) - p[:, None], axis=-1)
    dist[:, 0] = np.where((options[:, 0] >= 0).all(-1), dist[:, 0], np.inf)
    best = dist.argmin(1)
    row = np.arange(len(p))
    return options[row, best], dist[row, best]


def bind(points, vertices, triangles, near=12):
    """Nearest surface point of each point -> triangle index, barycentrics, distance."""
    used = np.unique(triangles)
    _, hit = cKDTree(vertices[used]).query(points, k=near)
    around = [[] for _ in range(len(vertices))]
    for t, tri in enumerate(triangles):
        for v in tri:
            around[v].append(t)
    index = np.zeros(len(points), int)
    bary = np.zeros((len(points), 3))
    gap = np.full(len(points), np.inf)
    for i, p in enumerate(points):
        t = np.unique(np.concatenate([around[v] for v in used[hit[i]]]))
        corner = vertices[triangles[t]]
        b, d = closest_barycentric(
            np.repeat(p[None], len(t), 0), corner[:, 0], corner[:, 1], corner[:, 2]
        )
        k = d.argmin()
        index[i], bary[i], gap[i] = t[k], b[k], d[k]
    return index, bary, gap


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--assets", required=True)
    ap.add_argument("--table", required=True)
    ap.add_argument("--out", required=True)
    args = ap.parse_args()
    assets = np.load(args.assets)
    neutral = assets["V"].astype(float)[assets["o_skin_v"]]
    with safe_open(args.table, framework="numpy") as f:
        mean, part = f.get_tensor("mean").astype(float), f.get_tensor("vertex_part")
        names = f.metadata()["vertex_part_names"].split(",")
    inside = np.isin(part, [names.index("mouth_cavity"), names.index("inner_eyelid")])
    every = triangulate(assets["o_skin_l"], assets["o_skin_n"], len(assets["o_skin_n"]))
    outer = triangulate(assets["o_skin_l"], assets["o_skin_n"], OUTER_POLYGONS)
    tri, bary = np.zeros((len(mean), 3), int), np.zeros((len(mean), 3))
    for rows, triangles in ((~inside, outer), (inside, every)):
        t, b, gap = bind(mean[rows], neutral, triangles)
        tri[rows], bary[rows] = triangles[t], b
        print(
            f"{rows.sum()} vertices, distance mean {gap.mean():.4f} cm, largest {gap.max():.4f} cm"
        )
    out = {
        n: (assets[k].astype(float)[tri] * bary).sum(1).astype(np.float16)
        for n, (k, _) in FIELDS.items()
    }
    out["brow_curve"] = assets["V"][assets["LM"][22:27]].astype(np.float32)
    meta = {n: text for n, (_, text) in FIELDS.items()}
    meta["brow_curve"] = "left brow of the mean head, five points from the nose outwards, cm"
    meta["fields"] = ",".join(FIELDS)
    save_file(out, args.out, meta)


if __name__ == "__main__":
    main()
