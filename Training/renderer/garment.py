"""The garment: the bust's skin below the jaw, held off the body, with a torso drawn out from its lower border."""

import math
from collections import Counter

import numpy as np

from head import smooth, unit

NECKLINE = {"tee": -11.7, "vneck": -11.7, "turtle": -7.2, "tank": -12.2}
OFFSET = {"turtle": 0.45}
RINGS = 7


class Garment:
    def __init__(self, head):
        d, mean = head.data, head.mean
        loops, counts, rows = d["o_bust_l"], d["o_bust_n"], d["o_bust_v"]
        start = np.r_[0, np.cumsum(counts)]
        polygons = [rows[loops[start[i] : start[i + 1]]] for i in range(len(counts))]
        polygons = [p for p in polygons if mean[p, 1].max() < -5.0]
        self.rows = np.unique(np.concatenate(polygons))
        local = np.full(len(mean), -1)
        local[self.rows] = np.arange(len(self.rows))
        polygons = [local[p] for p in polygons]
        self.quads = np.array([list(p) + [p[-1]] * (4 - len(p)) for p in polygons])
        self.border = self._border(polygons, mean)
        self.faces = [list(map(int, p)) for p in polygons]
        n, m = len(self.rows), len(self.border)
        ring = lambda k, i: self.border[i % m] if k == 0 else n + (k - 1) * m + i % m
        for k in range(RINGS):
            for i in range(m):
                self.faces.append(
                    [
                        int(v)
                        for v in (ring(k, i), ring(k + 1, i), ring(k + 1, i + 1), ring(k, i + 1))
                    ]
                )
        self.rest = self.vertices(mean.astype(float), 0.35)

    def _border(self, polygons, mean):
        """The lower open border as a closed loop of vertices."""
        edges = Counter(
            tuple(sorted((int(a), int(b)))) for p in polygons for a, b in zip(p, np.roll(p, -1))
        )
        low = lambda v: mean[self.rows[v], 1] < -13
        open_ = [e for e, k in edges.items() if k == 1 and low(e[0]) and low(e[1])]
        beside = {}
        for a, b in open_:
            beside.setdefault(a, []).append(b)
            beside.setdefault(b, []).append(a)
        loop = [open_[0][0]]
        while True:
            further = [v for v in beside[loop[-1]] if len(loop) < 2 or v != loop[-2]]
            if not further or further[0] == loop[0]:
                return np.array(loop)
            loop.append(further[0])

    def vertices(self, x, offset):
        """Garment vertices over the posed vertices `x` of the whole head."""
        b = x[self.rows]
        q = self.quads
        n = np.zeros_like(b)
        a = np.cross(b[q[:, 2]] - b[q[:, 0]], b[q[:, 3]] - b[q[:, 1]])
        for k in range(4):
            np.add.at(n, q[:, k], a)
        b = b + unit(n) * offset
        edge = b[self.border]
        centre = edge.mean(0)
        dx, dz = edge[:, 0] - centre[0], edge[:, 2] - centre[2]
        arm = np.abs(dx) / 12.4
        out = [b]
        for k in range(1, RINGS + 1):
            t = k / RINGS
            r = edge.copy()
            r[:, 0] = centre[0] + dx * (1 + 0.62 * math.sin(min(t * 1.5, 1) * math.pi / 2))
            r[:, 2] = centre[2] + dz * (1 + 0.28 * t) - 1.0 * t
            r[:, 1] = edge[:, 1] - (1.2 * t + (4.5 * t + 22 * t**2.2) * (0.55 + 0.45 * arm))
            r[:, 2] += (dz > 0) * 2.2 * math.sin(t * 2.2) * (1 - arm**2)
            out.append(r)
        return np.vstack(out)

    def neck(self, style):
        """Height of each vertex over the neckline's tilted plane; skin shows above NECKLINE."""
        x, y, z = self.rest.T
        t = y + 0.46 * (z + 1.5)
        if style == "vneck":
            t = t + np.clip(1 - np.abs(x) / 4.5, 0, 1) * 3.2 * smooth(0, 4, z)
        if style == "tank":
            t = t + 1.2 * smooth(9.0, 3, np.abs(x)) * smooth(-2, 5, z)
        return t
