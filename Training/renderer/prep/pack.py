"""Packs everything that the renderer needs.

    python pack.py ict.npz macro.npz assets.npz

Objects are ranges of the source's polygons; each gets its own vertex list (`o_NAME_v`, numbers in the source),
corners (`_l`), polygon sizes (`_n`) and texture coordinates (`_uv`).
"""

import sys

import numpy as np
from scipy.spatial import cKDTree

from folds import fold_maps
from skin_fields import RIM, skin_fields

OBJECTS = {
    "skin": [(0, 14033)],
    "teeth": [(17006, 21495)],
    "gums": [(14034, 17005)],
    "eyeL": [(21496, 22295)],
    "eyeR": [(23094, 23893)],
    "tear": [(24692, 25017)],
    "bust": [(9230, 11143), (0, 9229)],
}
MOUTH = (11144, 13225)
LASHES = [(25304, 25843), (25844, 26383)]
LANDMARKS = """
    1225 1888 1052 367 1719 1722 2199 1447 966 3661 4390 3927 3924 2608 3272 4088 3443
    268 493 1914 2044 1401 3615 4240 4114 2734 2509 978 4527 4942 4857 1140 2075 1147 4269 3360
    1507 1542 1537 1528 1518 1511 3742 3751 3756 3721 3725 3732
    5708 5695 2081 0 4275 6200 6213 6346 6461 5518 5957 5841 5702 5711 5533 6216 6207 6470 5517 5966"""


def lash_grids(mean, polygons, uvs):
    """[12,19,6] vertices of the lash sheets: along the lid from the nose outwards, then root to tip."""
    rim = cKDTree(
        mean[sorted({int(v) for p in polygons[:9230] for v in p if RIM[0] <= v <= RIM[1]})]
    )
    out = []
    for first, last in LASHES:
        uv, beside = {}, {}
        for i in range(first, last + 1):
            p = polygons[i]
            for v, u in zip(p, uvs[i]):
                uv[int(v)] = u
            for a, b in zip(p, np.roll(p, -1)):
                beside.setdefault(int(a), set()).add(int(b))
                beside.setdefault(int(b), set()).add(int(a))
        seen = set()
        for v in sorted(uv):
            if v in seen:
                continue
            stack, sheet = [v], []
            while stack:
                u = stack.pop()
                if u not in seen:
                    seen.add(u)
                    sheet.append(u)
                    stack += list(beside[u])
            out.append(sheet_grid(np.array(sheet), np.array([uv[s] for s in sheet]), mean, rim))
    return np.array(out, np.int32)


def sheet_grid(sheet, uv, mean, rim):
    for axis in (0, 1):  # along the lid runs the axis with 19 clear columns
        order = np.argsort(uv[:, axis], kind="stable")
        grid, at = sheet[order].reshape(19, 6), uv[order].reshape(19, 6, 2)
        column = at[:, :, axis].mean(1)
        spread = np.abs(at[:, :, axis] - column[:, None]).max()
        if spread < np.abs(np.diff(column)).min() * 0.5:
            break
    grid = np.take_along_axis(grid, np.argsort(at[:, :, 1 - axis], axis=1), 1)
    if rim.query(mean[grid[:, -1]])[0].mean() < rim.query(mean[grid[:, 0]])[0].mean():
        grid = grid[:, ::-1]
    return grid[::-1] if np.abs(mean[grid[0, 0], 0]) > np.abs(mean[grid[-1, 0], 0]) else grid


def main(ict, macro, path):
    d, macros = np.load(ict), np.load(macro)
    mean = d["V"].astype(np.float64)
    start = np.r_[0, np.cumsum(d["lens"])]
    polygons = [d["loops"][a:b] for a, b in zip(start, start[1:])]
    uvs = [d["luv"][a:b] for a, b in zip(start, start[1:])]
    half = lambda v: v.astype(np.float16)
    out = {"V": d["V"], "ID": half(d["ID"]), "EX": half(d["EX"]), "EXN": d["names"]}
    out |= {"MHN": np.array(macros.files), "MH": half(np.stack([macros[k] for k in macros.files]))}
    for name, ranges in OBJECTS.items():
        ids = [i for a, b in ranges for i in range(a, b + 1)]
        rows = np.unique(np.concatenate([polygons[i] for i in ids]))
        local = np.full(len(mean), -1)
        local[rows] = np.arange(len(rows))
        out[f"o_{name}_v"] = rows.astype(np.int32)
        out[f"o_{name}_l"] = np.concatenate([local[polygons[i]] for i in ids]).astype(np.int32)
        out[f"o_{name}_n"] = np.array([len(polygons[i]) for i in ids], np.int32)
        out[f"o_{name}_uv"] = np.concatenate([uvs[i] for i in ids]).astype(np.float32)
    skin = np.arange(len(out["o_skin_n"]))
    out["skin_mat"] = ((skin >= MOUTH[0]) & (skin <= MOUTH[1])).astype(np.int32)
    out["lash"] = lash_grids(mean, polygons, uvs)
    out["LM"] = np.array(LANDMARKS.split(), np.int32)
    out |= skin_fields(mean, out["o_skin_v"], polygons, out["LM"])
    out["wrk"] = half(fold_maps(mean, polygons, uvs))
    out["eyeC"] = np.array([[3.19, 3.61, 8.08], [-3.19, 3.61, 8.08]], np.float32)
    np.savez_compressed(path, **out)


if __name__ == "__main__":
    main(*sys.argv[1:])
