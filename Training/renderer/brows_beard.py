"""Brows, lashes and beard: strands bound to the skin, so that they follow the expression."""

import numpy as np
from scipy.spatial import cKDTree

from head import lerp, smooth, unit

BEARD_RADIUS = (0.018, 0.008)
BROW_RADIUS = (0.0145, 0.006)
LASH_RADIUS = (0.017, 0.006)


def draw_brows(head, person, rng):
    """-> triangle, barycentrics, side (1 left, -1 right), angle, length of every brow hair.

    `angle` (radians) turns the hair from the outward direction up, in the skin's plane; lengths in cm.
    """
    tri, neutral = head.triangles, head.neutral
    curve = head.brow_curve.astype(float)
    curve[:, 1] += np.array([-0.12, 0.05, 0.12, 0.05, -0.05])
    steps = np.linspace(0, 1, 200)
    arch = np.stack([np.interp(steps, np.linspace(0, 1, 5), curve[:, i]) for i in range(3)], 1)
    for _ in range(30):
        arch[1:-1] = 0.5 * arch[1:-1] + 0.25 * (arch[2:] + arch[:-2])
    thick = person["brow_thick"]
    front = np.where(
        (np.abs(neutral[tri[:, 0], 0]) < 8)
        & (neutral[tri[:, 0], 1] > 3.8)
        & (neutral[tri[:, 0], 1] < 8.5)
        & (neutral[tri[:, 0], 2] > 5.5)
    )[0]
    tree = cKDTree(neutral[tri[front]].mean(1))
    out = []
    for side in (1, -1):
        n = int(300 * min(thick, 1.3) * (1 - 0.35 * float(smooth(17, 6, person["age_years"]))))
        u = rng.beta(1.05, 1.15, n)
        i = (u * 199).astype(int)
        width = thick * (0.41 * smooth(-0.08, 0.14, u) * (1 - 0.68 * smooth(0.42, 1, u)))
        v = rng.uniform(-1, 1, n) * 0.8 + rng.normal(0, 0.12, n)
        q = arch[i] + np.c_[np.zeros(n), v * width, np.zeros(n)]
        q[:, 0] += rng.normal(0, 0.03, n)
        q[:, 0] *= side
        t = front[tree.query(q, k=8)[1]]
        # barycentrics in the image plane; of eight candidates the triangle that holds the point best
        a, b, c = (neutral[tri[t][..., m]] for m in range(3))
        e1, e2, eq = (b - a)[..., :2], (c - a)[..., :2], (q[:, None] - a)[..., :2]
        cross = lambda f, g: f[..., 0] * g[..., 1] - f[..., 1] * g[..., 0]
        det = cross(e1, e2)
        det = np.where(np.abs(det) < 1e-9, 1e-9, det)
        beta, gamma = -cross(e2, eq) / det, cross(e1, eq) / det
        bary = np.stack([1 - beta - gamma, beta, gamma], -1)
        best, row = bary.min(-1).argmax(1), np.arange(n)
        bary = np.clip(bary[row, best], 0, 1)
        bary /= bary.sum(1, keepdims=True)
        angle = (
            lerp(1.25, -0.12, smooth(0, 0.55, u))
            - 0.55 * v * smooth(0.15, 0.5, u)
            + rng.normal(0, 0.16, n)
        )  # inner hairs stand up, outer ones lie along the arch
        slope = unit(np.gradient(arch, axis=0)[i])
        angle = angle + np.arctan2(slope[:, 1], np.hypot(slope[:, 0], slope[:, 2]))
        length = rng.uniform(0.32, 0.62, n) * lerp(1, 0.75, u) * (0.8 + 0.25 * thick)
        out.append((t[row, best], bary, np.full(n, side), angle, length))
    return [np.concatenate(z) for z in zip(*out)]


def brow_strands(head, brows, x, normals):
    """[n,4,3] points of the brow hairs on the skin `x`."""
    t, b, side, angle, length = brows
    root, n = head.at(x, t, b), unit(head.at(normals, t, b))
    ex = np.array([1, 0, 0.0]) * side[:, None]
    u = unit(ex - (ex * n).sum(1, keepdims=True) * n)
    v = np.cross(n, u) * side[:, None]
    d = u * np.cos(angle)[:, None] + v * np.sin(angle)[:, None]
    steps = np.linspace(0, 1, 4)
    p = (
        root[:, None]
        + d[:, None] * (length[:, None] * steps[None])[..., None]
        + n[:, None]
        * (0.02 + 0.13 * np.sin(steps * 2.6))[None, :, None]
        * (length[:, None] / 0.5)[..., None]
    )
    p[:, 0] = root - n * 0.02
    return p


def draw_lashes(person, rng):
    """-> sheet (of 12), place along it, length, lean of every lash."""
    out = []
    for sheet in range(12):
        upper = sheet % 6 < 3
        n = (62 if upper else 34) // 3 + 3
        s = 0.04 + 0.94 * ((np.arange(n) + rng.uniform(0, 1, n)) / n)
        length = (
            rng.uniform(0.62, 1.0, n)
            * (0.62 + 0.38 * np.sin(np.pi * np.clip(s * 0.85 + 0.12, 0, 1)))
            * (lerp(0.62, 0.92, 1 - person["sex"]) + 0.2 * person["makeup"])
            * (1 if upper else 0.68)
        )
        out.append((np.full(n, sheet), s, length, rng.normal(0, 0.035, n)))
    return [np.concatenate(z) for z in zip(*out)]


def lash_strands(head, lashes, vertices):
    """[n,5,3] points of the lashes, read off the source model's lash sheets (12 grids of 19 x 6 vertices)."""
    sheet, s, length, lean = lashes
    grid = vertices[head.data["lash"]]
    steps = np.linspace(0, 1, 5)
    p = np.zeros((len(sheet), 5, 3))
    for q in range(5):
        a = np.clip(s + lean * steps[q] * 2, 0, 1) * 17.999
        i = a.astype(int)
        fa = (a - i)[:, None]
        b = np.minimum(length, 1.0) * steps[q] * 4.999
        m = b.astype(int)
        fb = (b - m)[:, None]
        p[:, q] = (1 - fb) * ((1 - fa) * grid[sheet, i, m] + fa * grid[sheet, i + 1, m]) + fb * (
            (1 - fa) * grid[sheet, i, m + 1] + fa * grid[sheet, i + 1, m + 1]
        )
    return p


def draw_beard(head, person, rng):
    """-> (triangle, barycentrics, direction, length of every hair, lift), overall length; or None, 0."""
    style = person["beard"]
    if style == "none":
        return None, 0.0
    full = np.maximum(head.data["m_beard"], head.data["m_mous"])
    mask = {
        "goatee": np.maximum(head.data["m_goatee"], head.data["m_mous"]),
        "moustache": head.data["m_mous"],
    }
    mask = mask.get(style, full).astype(float)
    n = {"stubble": 5200, "beard": 7000, "longbeard": 6500, "goatee": 2300, "moustache": 1100}[
        style
    ]
    t, b = head.scatter(rng, mask**1.5, n, head.neutral)
    root = head.at(head.neutral, t, b)
    inside = (mask[head.triangles[t]] * b).sum(1)
    drawn = [rng.uniform(0.6, 1.3), rng.uniform(2.2, 4.5), rng.uniform(0.5, 1.3)]
    longest = dict(zip(["beard", "longbeard", "goatee"], drawn), stubble=0.16, moustache=0.85)[
        style
    ]
    lip = (root[:, 1] > -3.1) & (np.abs(root[:, 0]) < 3.2) & (root[:, 2] > 8.5)
    length = np.full(n, longest) * rng.uniform(0.7, 1.2, n) * (0.4 + 0.6 * inside)
    length = np.where(lip, np.minimum(length, 0.85), length)
    length *= np.where(~lip & (style == "longbeard"), smooth(2, -5, root[:, 1]) * 0.9 + 0.25, 1)
    sign = np.sign(root[:, 0])
    direction = np.stack(
        [
            np.where(lip, 0.9 * sign * np.clip(np.abs(root[:, 0]) * 0.9, 0.15, 1), 0.12 * sign),
            np.where(lip, -0.75, -1.0),
            np.where(lip, 0.1, 0.12),
        ],
        1,
    ) + rng.normal(0, 0.22, (n, 3))
    return (t, b, direction, length, 0.8 if style == "stubble" else 0.35), longest


def beard_strands(head, beard, x, normals):
    """[n,4,3] points of the beard on the skin `x`."""
    t, b, direction, length, lift = beard
    root, n = head.at(x, t, b), unit(head.at(normals, t, b))
    d = unit(unit(direction - (direction * n).sum(1, keepdims=True) * n) + lift * n)
    steps = np.linspace(0, 1, 4)
    p = root[:, None] + d[:, None] * (length[:, None] * steps)[..., None]
    p = p + np.array([0, -1, 0.0])[None, None] * (length[:, None] * 0.18 * steps**2)[..., None]
    p[:, 0] -= n * 0.03
    return p
