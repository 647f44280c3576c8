"""Masks on the neutral head's skin: where colours, hair and beard go. Centimetres; one value a skin vertex."""

import numpy as np
from scipy.spatial import cKDTree

FACE, EARLESS, RIM = 9409, 6705, (6548, 6631)  # vertex numbers of the source model


def smooth(a, b, t):
    u = np.clip((t - a) / (b - a), 0, 1)
    return u * u * (3 - 2 * u)


def signed_distance(px, py, polygon):
    """Distance to a closed polygon in the image plane, negative inside."""
    nearest, inside = np.full(px.shape, 1e9), np.zeros(px.shape, bool)
    for a, b in zip(polygon, np.roll(polygon, -1, 0)):
        e = b - a
        w = np.stack([px - a[0], py - a[1]], -1)
        t = np.clip((w @ e) / (e @ e), 0, 1)
        nearest = np.minimum(nearest, np.linalg.norm(w - t[..., None] * e, axis=-1))
        crosses = ((a[1] <= py) & (b[1] > py)) | ((b[1] <= py) & (a[1] > py))
        rise = np.where(b[1] == a[1], 1e-9, b[1] - a[1])
        inside ^= crosses & (px < a[0] + (py - a[1]) * (b[0] - a[0]) / rise)
    return np.where(inside, -nearest, nearest)


def chaikin(p, times):
    """A closed polygon with its corners cut."""
    for _ in range(times):
        q = np.roll(p, -1, 0)
        p = np.stack([0.75 * p + 0.25 * q, 0.25 * p + 0.75 * q], 1).reshape(-1, 2)
    return p


def lip_outline(corner):
    """The lips' outline from the 68 landmarks, a little fuller than these."""
    lip = corner[48:60, :2].copy()
    lip[0] *= [1.07, 1]
    lip[6] *= [1.07, 1]
    for rows in (slice(1, 6), slice(7, None)):
        lip[rows] += (lip[rows] - [0, -3.4]) * 0.05
    return chaikin(lip, 2)


def skin_fields(mean, rows, polygons, landmarks):
    """`rows`: source vertex of each skin vertex -> dict of [n] arrays: hl (hairline) and m_..."""
    p = mean[rows]
    x, y, z = p.T
    ax = np.abs(x)
    spot = lambda c, s: np.exp(-((((np.c_[ax, y, z]) - np.array(c)) / s) ** 2) @ np.ones(3))
    middle = lambda c, s: np.exp(-(((p - np.array(c)) / s) ** 2).sum(1))
    lips = signed_distance(x, y, lip_outline(mean[landmarks]))
    front = z > 9.3
    face = rows < FACE
    ear = face & (rows > EARLESS) & (y > -2.5) & (y < 5.8) & (z < 3.3) & (ax > 7.15)
    rim = sorted({int(v) for q in polygons[:9230] for v in q if RIM[0] <= v <= RIM[1]})
    m = {
        "lip": np.where(front, 1 - smooth(-0.06, 0.10, lips), 0),
        "cheek": spot((4.5, -0.3, 9), (2.0, 1.7, 2.5)),
        "nose": middle((0, 0.6, 12.6), (1.3, 1.0, 1.8))
        + 0.6 * spot((1.4, -0.4, 11.2), (0.7, 0.8, 1)),
        "ear": ear * smooth(7.55, 7.95, ax),
        "undereye": spot((3.0, 2.35, 9.4), (1.3, 0.55, 1.5)),
        "rim": np.exp(-((cKDTree(mean[rim]).query(p)[0] / 0.12) ** 2)),
        "lid": spot((3.15, 4.3, 9.4), (1.5, 0.65, 1.3)),
        "forehead": spot((0, 8.3, 9), (5, 1.8, 5)),
    }
    # the hairline is the border of the source's narrow face; hair leaves out ears and neck
    narrow = rows <= EARLESS
    border = [
        int(i) for q in polygons[:9230] if min(q) <= EARLESS < max(q) for i in q if i <= EARLESS
    ]
    distance = cKDTree(mean[border]).query(p)[0]
    hairline = np.where(narrow, -distance, distance)
    back = smooth(-5.3, -3.7, y) * (z < -3) + (z >= -3) * smooth(
        -1.2, 1.0, y - 1.0 - 0.45 * np.clip(-z, 0, 3)
    )
    by_ear = ear | ((ax > 7.0) & (y > -2.2) & (y < 4.6) & (z < 3.2) & (z > -1.0) & face)
    sideburn = smooth(0, 0.1, 1.2 - np.abs(z - 2.7)) * smooth(0.5, 1.5, y)
    m["scalp"] = (
        np.where(hairline > -3, 1, 0)
        * (1 - by_ear.astype(float))
        * np.clip(back, 0, 1)
        * (y > -6)
        * np.where(face & (y < 4.4) & (z > -2), sideburn, 1)
    )
    clear = lambda a, b: np.where(front, smooth(a, b, lips), 1)  # keeps off the lips
    jaw = np.interp(ax, [0, 1.2, 2.2, 3.0, 5.0, 7.0, 8], [-1.6, -1.5, -2.2, -2.9, -2.6, 1.0, 2.5])
    beard = (
        smooth(-1.1, 0.9, jaw - y)
        * smooth(-10.0, -8.3, y)
        * smooth(1.8, 3.4, z)
        * clear(0.08, 0.3)
        * (1 - ear)
    )
    beard *= 1 - 0.6 * np.exp(-(((ax - 1.6) / 0.5) ** 2) - ((y + 5.0) / 0.45) ** 2)
    m["beard"] = np.clip(beard, 0, 1)
    lip_hair = (
        smooth(-1.0, -1.35, y) * smooth(3.2, 2.6, ax) * smooth(-4.1, -3.7, y) * clear(0.06, 0.25)
    )
    m["mous"] = np.clip(lip_hair * (z > 8) * (y > -4), 0, 1)
    chin = (
        smooth(-2.9, -3.3, y)
        * smooth(2.9, 2.4, ax)
        * clear(0.08, 0.25)
        * (z > 7)
        * smooth(-9, -8, y)
    )
    m["goatee"] = np.clip(chin, 0, 1)
    fields = {"hl": hairline} | {"m_" + k: v for k, v in m.items()}
    return {k: v.astype(np.float32) for k, v in fields.items()}
