"""Height maps of the skin's folds in the face's texture space: six kinds, three a picture."""

import numpy as np
from scipy.interpolate import LinearNDInterpolator

from skin_fields import FACE, smooth

SIZE = 768


class Canvas:
    """The neutral face's position at every texel."""

    def __init__(self, mean, polygons, uvs):
        uv = np.zeros((FACE, 2))
        for p, u in zip(polygons[:9230], uvs[:9230]):
            uv[p] = u
        gy, gx = np.mgrid[0:SIZE, 0:SIZE]
        texel = np.c_[(gx.ravel() + 0.5) / SIZE, (gy.ravel() + 0.5) / SIZE]
        at = LinearNDInterpolator(uv, mean[:FACE])(texel)
        self.at = np.nan_to_num(at, nan=-50).reshape(SIZE, SIZE, 3)
        x, self.y, self.z = (self.at[..., i] for i in range(3))
        self.x, self.ax = x, np.abs(x)
        rng = np.random.default_rng(5)
        self.noise = [self._noise(rng, s) for s in (1.6, 0.9, 1.2, 2.2)]

    def _noise(self, rng, scale, waves=24):
        k = rng.normal(size=(waves, 3)) / scale
        phase = rng.uniform(0, 6.28, waves)
        return np.cos(self.at @ k.T + phase).sum(-1) / np.sqrt(waves)

    def curve(self, points):
        """Distance to a smooth curve through `points` (both sides of the face), place along it, side of it."""
        p = np.array(points, float)
        for _ in range(3):
            q = np.stack([0.75 * p[:-1] + 0.25 * p[1:], 0.25 * p[:-1] + 0.75 * p[1:]], 1).reshape(
                -1, 2
            )
            p = np.vstack([p[:1], q, p[-1:]])
        best, along, side = (
            np.full(self.ax.shape, 1e9),
            np.zeros(self.ax.shape),
            np.zeros(self.ax.shape),
        )
        for i in range(len(p) - 1):
            e = p[i + 1] - p[i]
            wx, wy = self.ax - p[i, 0], self.y - p[i, 1]
            t = np.clip((wx * e[0] + wy * e[1]) / (e @ e), 0, 1)
            d = np.hypot(wx - t * e[0], wy - t * e[1])
            nearer = d < best
            best = np.where(nearer, d, best)
            along = np.where(nearer, (i + t) / (len(p) - 1), along)
            side = np.where(nearer, np.sign(wx * e[1] - wy * e[0]), side)
        return best, along, side


def groove(distance, width):
    """A furrow with raised edges."""
    return -np.exp(-((distance / width) ** 2)) + 0.35 * np.exp(-((distance / (2.4 * width)) ** 2))


def repeat(v, period):
    """Distance to the nearest of parallel lines."""
    return np.abs((v / period) % 1 - 0.5) * period


def fold_maps(mean, polygons, uvs):
    """[2,768,768,4] float32: forehead, between the brows, crow's feet; beside the nose, under the eyes, fine lines."""
    c = Canvas(mean, polygons, uvs)
    x, y, z, ax = c.x, c.y, c.z, c.ax
    n1, n2, n3, n4 = c.noise
    forehead = groove(repeat(y + 0.28 * np.cos(x * 0.75) + 0.16 * n1, 0.95), 0.13) * smooth(
        6.6, 7.2, y
    )
    forehead = (
        forehead * smooth(10.6, 9.8, y) * smooth(5.6, 3.8, ax) * np.clip(0.75 + 0.45 * n2, 0, 1.2)
    )
    frown = groove(np.abs(ax + 0.08 * n2 + 0.10 * (y - 6) - 0.62), 0.12)
    frown = frown + 0.6 * groove(np.abs(ax + 0.1 * n1 - 0.05), 0.10) * 0.6
    root = groove(repeat(y + 0.15 * n1 + 0.12 * ax**2, 0.55), 0.09) * np.exp(
        -(((y - 4.0) / 0.6) ** 2) - (ax / 0.9) ** 2
    )
    frown = frown * smooth(4.7, 5.3, y) * smooth(7.8, 6.9, y) * (z > 8) + 0.7 * root
    dx, dy = ax - 4.55, y - 3.4
    r, angle = np.hypot(dx, dy), np.arctan2(dy, dx) + 0.10 * n1 + 0.02 * n2
    ray = np.abs((angle / 0.36 + 0.5) % 1 - 0.5) * 0.36 * r
    crow = (
        groove(ray, 0.10)
        * smooth(0.35, 0.9, r)
        * smooth(2.9, 1.7, r)
        * smooth(1.15, 0.8, np.abs(angle))
    )
    crow = crow * np.clip(0.8 + 0.4 * n2, 0, 1.2)
    d, t, side = c.curve([(1.65, -0.1), (2.2, -0.9), (2.85, -2.1), (3.3, -3.3), (3.35, -4.0)])
    d = np.abs(d + 0.05 * n2)
    nose = -np.exp(-((d / 0.22) ** 2)) + 0.55 * np.exp(-(((d - 0.55) / 0.5) ** 2)) * (side < 0)
    nose = nose * smooth(0, 0.12, t) * smooth(1, 0.75, t) * (z > 6)
    d, t, _ = c.curve([(1.95, 2.75), (2.5, 2.25), (3.3, 2.1), (4.2, 2.35), (4.8, 2.9)])
    lower, lower_t, _ = c.curve([(1.75, 2.6), (2.2, 1.75), (3.2, 1.3), (4.2, 1.45)])
    under = groove(d + 0.04 * n2, 0.11) * smooth(0, 0.15, t) * smooth(1, 0.8, t)
    under = (under + 0.8 * groove(lower + 0.05 * n1, 0.17) * smooth(1, 0.6, lower_t)) * (z > 7)
    d, t, _ = c.curve([(2.75, -3.75), (3.0, -4.6), (2.95, -5.6), (2.7, -6.3)])
    fine = groove(d + 0.05 * n2, 0.16) * smooth(0, 0.2, t) * smooth(1, 0.6, t) * (z > 6)
    lips = groove(repeat(ax + 0.06 * n1, 0.36), 0.07) * np.exp(-(((y + 2.0) / 0.55) ** 2))
    fine = fine + lips * smooth(2.4, 1.6, ax) * (z > 9) * 0.6
    fine = (
        fine + groove(repeat(y + 0.25 * n1 + 0.06 * ax**2, 1.9), 0.2) * smooth(-8.2, -9.2, y) * 0.3
    )
    cheek = groove(repeat(0.8 * y + 0.6 * ax + 0.2 * n1, 0.5), 0.09) * np.clip(n3, 0, 1)
    cheek = cheek + groove(repeat(0.8 * y - 0.7 * ax + 0.2 * n2, 0.55), 0.09) * np.clip(n4, 0, 1)
    fine = fine + cheek * 0.35 * np.exp(-(((ax - 5) / 2.2) ** 2) - (y / 3) ** 2)
    out = np.zeros((2, SIZE, SIZE, 4), np.float32)
    for i, h in enumerate([forehead, frown, crow, nose, under, fine]):
        out[i // 3, :, :, i % 3] = np.where(c.at[..., 1] < -40, 0, h)
    out[..., 3] = 1
    return out
