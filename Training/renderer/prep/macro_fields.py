"""Carries MakeHuman's macro targets (age, sex, ancestry, face form; CC0) over to ICT-FaceKit's topology.

    python macro_fields.py makehuman/data ict.npz macro.npz

The two heads are aligned by corresponding points, the ICT head is warped onto MakeHuman's reference, and each of its
vertices takes a local average of the target's displacements. Parts inside the head follow by similarities.
"""

import os
import sys

import numpy as np
import scipy.sparse as sparse
from scipy.interpolate import RBFInterpolator
from scipy.spatial import cKDTree

BODY = 13380  # MakeHuman's body vertices; helpers follow
OUTER, OUTER_POLYGONS, FACE = 11248, 11144, 9409  # ICT vertices and polygons
MOUTH, INSIDE = (11248, 13294), (14062, 21451)
EYE_PARTS = {
    1: [
        (13294, 13678),
        (21451, 23021),
        (24591, 24795),
        (24999, 25023),
        (25047, 25199),
        (25351, 26035),
    ],
    -1: [
        (13678, 14062),
        (23021, 24591),
        (24795, 24999),
        (25023, 25047),
        (25199, 25351),
        (26035, 26719),
    ],
}
DETAILS = {
    "headage": ["head/head-age-incr"],
    "oval": ["head/head-oval"],
    "round": ["head/head-round"],
    "square": ["head/head-square"],
    "tri": ["head/head-triangular"],
    "invtri": ["head/head-invertedtriangular"],
    "epi": ["eyes/l-eye-epicanthus-in", "eyes/r-eye-epicanthus-in"],
    "eyefold": ["eyes/l-eye-eyefold-down", "eyes/r-eye-eyefold-down"],
    "bag": ["eyes/l-eye-bag-incr", "eyes/r-eye-bag-incr"],
}


def normals(x, quads):
    o = np.zeros_like(x)
    a = np.cross(x[quads[:, 2]] - x[quads[:, 0]], x[quads[:, 3]] - x[quads[:, 1]])
    for k in range(4):
        np.add.at(o, quads[:, k], a)
    return o / np.maximum(np.linalg.norm(o, axis=1, keepdims=True), 1e-12)


def similarity(a, b, weight=None):
    """Scale, rotation and shift that bring points a onto b."""
    w = np.ones(len(a)) if weight is None else weight
    w = w / w.sum()
    ma, mb = (w[:, None] * a).sum(0), (w[:, None] * b).sum(0)
    a, b = a - ma, b - mb
    u, s, vt = np.linalg.svd((w[:, None] * b).T @ a)
    d = np.diag([1, 1, np.sign(np.linalg.det(u @ vt))])
    r = u @ d @ vt
    scale = np.trace(np.diag(s) @ d) / (w[:, None] * a * a).sum()
    return scale, r, mb - scale * r @ ma


def moved(x, t):
    return t[0] * x @ t[1].T + t[2]


class MakeHuman:
    def __init__(self, folder):
        self.targets = os.path.join(folder, "targets")
        v, quads, group = [], [], None
        with open(os.path.join(folder, "3dobjs", "base.obj")) as f:
            for text in f:
                if text.startswith("v "):
                    v.append([float(x) for x in text.split()[1:4]])
                elif text.startswith("g "):
                    group = text.split()[1]
                elif text.startswith("f ") and group == "body":
                    q = [int(x.split("/")[0]) - 1 for x in text.split()[1:]]
                    quads.append(q if len(q) == 4 else q + [q[-1]])
        self.base, self.quads = np.array(v), np.array(quads)
        male, female = self.figure("caucasian", "male", "young"), self.figure(
            "caucasian", "female", "young"
        )
        head = lambda x: x[:, 1] > 7
        self.reference = (
            0.5 * moved(female, similarity(female[head(male)], male[head(male)])) + 0.5 * male
        )
        self.head = self.reference[:, 1] > 7

    def target(self, name):
        d = np.zeros_like(self.base)
        with open(os.path.join(self.targets, name + ".target")) as f:
            for text in f:
                p = text.split()
                if len(p) == 4 and not text.startswith("#"):
                    d[int(p[0])] = [float(x) for x in p[1:]]
        return d

    def figure(self, ancestry, sex, age, weight="averageweight"):
        d = self.target(f"macrodetails/{ancestry}-{sex}-{age}")
        return (
            self.base
            + d
            + self.target(f"macrodetails/universal-{sex}-{age}-averagemuscle-{weight}")
        )[:BODY]

    def aligned(self, *args):
        """A figure whose head lies on the reference's head."""
        x = self.figure(*args)
        return moved(x, similarity(x[self.head], self.reference[self.head]))

    def fields(self):
        """Displacements of the 24 macro fields."""
        young = {s: self.aligned("caucasian", s, "young") for s in ("male", "female")}
        out = {"fem": young["female"] - young["male"]}
        kinds = {k: ("caucasian", k) for k in ("old", "child", "baby")}
        kinds |= {k: (k, "young") for k in ("asian", "african")}
        kinds |= {
            "fat": ("caucasian", "young", "maxweight"),
            "thin": ("caucasian", "young", "minweight"),
        }
        for name, (ancestry, age, *weight) in kinds.items():
            for s, end in (("male", "_m"), ("female", "_f")):
                out[name + end] = self.aligned(ancestry, s, age, *weight) - young[s]
        return out | {k: sum(self.target(t) for t in names)[:BODY] for k, names in DETAILS.items()}


def pick(mask, key):
    i = np.where(mask)[0]
    return i[np.argmax(key[i])]


def correspondences(ict, ict_normals, mh):
    """Points of the two neutral heads that belong together, mirrored where they are off the middle."""
    x, r = ict[:OUTER], mh.reference
    at = lambda *p: int(np.argmin(np.linalg.norm(x - p, axis=1)))
    middle = np.abs(x[:, 0])
    ear = (np.arange(OUTER) < FACE) & (x[:, 0] > 7.75) & (x[:, 2] < 3.5)
    mh_ear = (np.linalg.norm(mh.target("ears/l-ear-scale-vert-incr")[:BODY], axis=1) > 0) & (
        r[:, 0] > 0.7
    )
    chin = pick((middle < 0.05) & (x[:, 1] < -5) & (x[:, 1] > -7) & (x[:, 2] > 5), x[:, 2])
    wing = (x[:, 1] > -0.8) & (x[:, 1] < 0.6) & (x[:, 2] > 10.3) & (x[:, 2] < 11.5) & (middle < 3)
    pairs = [
        (at(0, 0.41, 13.07), 297),
        (at(0, -1.2, 11.57), 343),
        (at(0, 3.74, 10.73), 132),  # nose
        (at(1.84, 3.25, 9.2), 11487),
        (at(4.46, 3.43, 8.6), 11473),  # corners of the eye
        (at(2.53, -3.52, 10.19), 10405),
        (0, 455),
        (at(0, -3.32, 11.28), 474),
        (at(0, -4.38, 11.55), 5337),  # lips
        (966, 732),
        (chin, 733),
        (pick(wing & (ict_normals[:, 0] > 0.9), x[:, 0]), 11673),
        (pick(middle < 0.1, x[:, 1]), 881),
        (pick((middle < 0.1) & (x[:, 1] > 2), -x[:, 2]), 962),
        (pick(ear, x[:, 1]), pick(mh_ear, r[:, 1])),
        (pick(ear & (x[:, 1] < 1), -x[:, 1]), pick(mh_ear & (r[:, 1] < 7.9), -r[:, 1])),
        (pick(ear, x[:, 0]), pick(mh_ear, r[:, 0])),
        (pick(np.abs(x[:, 1] - 7.5) < 0.7, x[:, 0]), pick(np.abs(r[:, 1] - 8.62) < 0.08, r[:, 0])),
    ]
    a, b = [], []
    for i, m in pairs:
        for flip in ([1, 1, 1], [-1, 1, 1])[: 1 + (abs(ict[i, 0]) > 0.1)]:
            a.append(ict[i] * flip)
            b.append(r[m] * flip)
    return np.array(a), np.array(b)


class Registration:
    """For every outer ICT vertex: nearby MakeHuman vertices and their weights."""

    def __init__(self, ict, quads, mh):
        x = ict[:OUTER]
        a, b = correspondences(ict, normals(x, quads), mh)
        self.fit = similarity(b, a)
        ref, goal = moved(mh.reference, self.fit), moved(b, self.fit)
        ref_normals = normals(mh.reference, mh.quads) @ self.fit[1].T
        self.rows = np.where(ref[:, 1] > x[:, 1].min() - 2)[0]
        tree, row = cKDTree(ref[self.rows]), np.arange(OUTER)
        control = np.random.default_rng(0).permutation(FACE)[:1200]
        control = np.r_[control, np.arange(FACE, OUTER, 3)]
        p = x + RBFInterpolator(a, goal - a, kernel="thin_plate_spline", smoothing=0.01)(x)
        for k in range(4):  # point-to-plane steps on control vertices
            distance, near = tree.query(p, k=12)
            facing = (ref_normals[self.rows[near]] * normals(p, quads)[:, None]).sum(-1)
            best = (distance + 1.5 * (1 - facing)).argmin(1)
            to, n = ref[self.rows[near]][row, best], ref_normals[self.rows[near]][row, best]
            step = ((to - p) * n).sum(1, keepdims=True) * n
            good = (
                (facing[row, best] > 0.5) & (np.linalg.norm(to - p, axis=1) < 1.5) & (p[:, 1] > -13)
            )
            c = control[good[control]]
            warp = RBFInterpolator(
                np.r_[ict[c], a],
                np.r_[p[c] + 0.7 * step[c] - ict[c], goal - a],
                kernel="thin_plate_spline",
                smoothing=2.0 if k < 2 else 0.5,
            )
            p = x + warp(x)
            print(
                f"registration {k}: mean distance {np.linalg.norm(step, axis=1)[good].mean():.4f} cm"
            )
        distance, self.near = tree.query(p, k=24)
        facing = (ref_normals[self.rows[self.near]] * normals(p, quads)[:, None]).sum(-1)
        w = np.exp(-((distance / 0.45) ** 2)) * np.clip(facing, 0, 1) ** 2 + 1e-9 * np.exp(
            -distance
        )
        self.weight = w / w.sum(1, keepdims=True)
        i, j = quads.T.ravel(), np.roll(quads, -1, 1).T.ravel()
        beside = sparse.coo_matrix(
            (np.ones(len(i) * 2), (np.r_[i, j], np.r_[j, i])), shape=(OUTER, OUTER)
        ).tocsr()
        beside.data[:] = 1
        beside.setdiag(0)
        self.mean = sparse.diags(1 / np.maximum(np.asarray(beside.sum(1)).ravel(), 1)) @ beside

    def carry(self, field, ict):
        """A MakeHuman displacement field on every ICT vertex."""
        d = (
            self.weight[:, :, None] * (self.fit[0] * field @ self.fit[1].T)[self.rows[self.near]]
        ).sum(1)
        for _ in range(4):
            d = 0.5 * d + 0.5 * (self.mean @ d)
        fade = np.clip((ict[:OUTER, 1] + 16) / 6, 0, 1)[:, None]  # shoulders stay
        d *= fade**2 * (3 - 2 * fade)
        out = np.zeros_like(ict)
        out[:OUTER] = d
        x = ict[:FACE]
        for (
            side,
            ranges,
        ) in EYE_PARTS.items():  # an eye's parts move as one, and its lids stay on the ball
            centre = np.array([3.19 * side, 3.6, 8.43])
            q = np.where(np.linalg.norm(x - centre, axis=1) < 2.6)[0]
            t = similarity(ict[q], ict[q] + d[q], np.exp(-np.linalg.norm(ict[q] - centre, axis=1)))
            for a, b in ranges:
                out[a:b] = moved(ict[a:b], t) - ict[a:b]
            f = np.clip((3.1 - np.linalg.norm(ict[:OUTER] - centre, axis=1)) / 1.2, 0, 1)[:, None]
            f = f * f * (3 - 2 * f)
            out[:OUTER] = out[:OUTER] * (1 - f) + f * (moved(ict[:OUTER], t) - ict[:OUTER])
        q = np.where((x[:, 1] < 0) & (x[:, 1] > -6.5) & (np.abs(x[:, 0]) < 4.5) & (x[:, 2] > 7))[0]
        t = similarity(ict[q], ict[q] + d[q])
        for a, b in (MOUTH, INSIDE):
            out[a:b] = moved(ict[a:b], t) - ict[a:b]
        a, b = MOUTH  # the mouth's rim joins the lips
        distance, near = cKDTree(x).query(ict[a:b])
        f = np.exp(-((distance / 0.5) ** 2))[:, None]
        out[a:b] = out[a:b] * (1 - f) + f * out[near]
        return out.astype(np.float32)


def main(folder, ict_path, out):
    d = np.load(ict_path)
    ict = d["V"].astype(float)
    start = np.r_[0, np.cumsum(d["lens"])]
    polygons = [list(d["loops"][start[i] : start[i + 1]]) for i in range(OUTER_POLYGONS)]
    quads = np.array([p + [p[-1]] * (4 - len(p)) for p in polygons]).astype(int)
    mh = MakeHuman(folder)
    registration = Registration(ict, quads, mh)
    np.savez(out, **{k: registration.carry(f, ict) for k, f in mh.fields().items()})


if __name__ == "__main__":
    main(*sys.argv[1:])
