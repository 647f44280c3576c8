"""Scalp hair: strands grown over a person's head at rest.

A strand starts on the scalp, follows its style's flow in equal steps and is pushed out of the skull; then strands
gather into clumps, curl or wave, and are cut. Everything is drawn from `hair_seed`.
"""

import math
from dataclasses import dataclass
from typing import Optional

import numpy as np
from scipy.spatial import cKDTree

from hair_styles import EX, EY, EZ, FRINGED, LONG, Roots, plan, point_count, strand_count
from head import FieldNoise, lerp, smooth, unit


@dataclass
class Hair:
    points: Optional[np.ndarray]  # [S,K,3] float32 cm, rest head space; None where nothing grows
    radius: Optional[np.ndarray]  # [S,K] float32 cm
    tint: np.ndarray  # per skin vertex, how much hair colours the scalp
    numbers: dict  # HairParameters: recession, parting, side, length, ...


class Skull:
    """Nearest outer skin vertex, to keep strands outside."""

    def __init__(self, vertices, normals):
        self.vertices, self.normals, self.tree = vertices, normals, cKDTree(vertices)

    def near(self, p):
        """-> normal of the nearest vertex, height above its tangent plane."""
        i = self.tree.query(p)[1]
        return self.normals[i], ((p - self.vertices[i]) * self.normals[i]).sum(1)


def grow_hair(head, person, vertices):
    r = np.random.default_rng(person["hair_seed"])
    style, male, age = person["hair_style"], person["sex"] > 0.5, person["age_years"]
    x = vertices[head.skin]
    normals = head.normals(x)
    recession = float(r.uniform(-0.6, 0.25)) + 0.5 * float(smooth(30, 70, age)) * male
    tint, edge = growth(head, style, male, age, recession)
    numbers = {"recession": recession, "grows": True}
    if style == "bald" and r.random() < 0.4:
        return Hair(None, None, tint * 0.25, numbers | {"grows": False})
    count, k = strand_count(style), point_count(style)
    t, b = head.scatter(r, tint, count, x)
    at, normal, neutral = (
        head.at(x, t, b),
        unit(head.at(normals, t, b)),
        head.at(head.neutral, t, b),
    )
    inside = (head.data["hl"][head.triangles[t]] * b).sum(1)
    skull = Skull(x[head.outer], normals[head.outer])
    side = 1 if r.random() < 0.5 else -1
    parted = style == "sidepart" or (
        style in ("bob", "long", "longwavy", "shoulder") and r.random() < 0.65
    )
    parting = side * r.uniform(1.2, 3.4) if parted else r.uniform(-0.4, 0.4)
    away = np.where(neutral[:, 0] + r.normal(0, 0.16, count) > parting, 1.0, -1.0)[:, None]
    q = Roots(
        at,
        normal,
        neutral,
        side,
        parting,
        away,
        FieldNoise(r, 2.2),
        FieldNoise(r, 0.8),
        r.normal(size=(count, 3)),
        r.uniform(0.82, 1.12, count),
    )
    numbers |= {"parting": parting, "side": side}
    c = plan(style, male, q, r)
    numbers |= c.numbers
    if c.knot is not None:
        p = gather(style, k, c.knot, q, skull, r, numbers)
    else:
        p = comb(style, k, c, q, skull, r)
        if style in FRINGED:
            numbers["fringeHeight"] = cut_fringe(p, q, skull, r)
        p, clump = gather_clumps(p, c, q, r)
        p = shape(style, p, c, clump, q, r)
    p = (
        p
        + (0.10 * q.fine(p.reshape(-1, 3)).reshape(p.shape))
        * np.linspace(0, 1, p.shape[1])[None, :, None]
    )
    if c.avoid_face:
        p = clear_face(style, p, bool(c.curl), q)
    shrink = np.ones(len(p))
    shrink[:count] = lerp(0.5, 1, smooth(edge - 0.3, edge + 1.6, inside))
    short = (
        lerp(0.55, 1, smooth(edge - 0.3, edge + 0.9, inside))[:, None, None]
        if style not in LONG
        else 1
    )
    p[:count] = p[:count, :1] + (p[:count] - p[:count, :1]) * short
    radius = (
        shrink[:, None]
        * (0.026 if k > 8 else 0.022)
        * np.linspace(1, 0.45, p.shape[1])[None]
        * r.uniform(0.7, 1.25, (len(p), 1))
        * (1.15 if style != "buzz" else 0.9)
    )
    return Hair(p.astype(np.float32), radius.astype(np.float32), tint, numbers)


def growth(head, style, male, age, recession):
    """Density of roots per skin vertex, and the hairline's edge in the hairline field."""
    x, y, z = head.neutral.T
    line = head.data["hl"]
    edge = 0.25 + recession * 1.0
    temple = (
        np.exp(-(((np.abs(x) - 4.2) / 1.6) ** 2) - ((y - 9) / 1.8) ** 2)
        * (0.8 if male else 0.2)
        * (1 + 0.8 * float(smooth(30, 65, age)) * male)
    )
    density = head.field("scalp") * smooth(edge - 0.5, edge + 1.1, line - temple)
    wreath = smooth(1.0, -1.5, y - 8.2 + 0.25 * (z + 2))
    if style == "bald":
        density = density * wreath
    elif style == "receding":
        island = (
            smooth(0.3, 3.0, line - 2.2 * np.exp(-(((np.abs(x) - 4.0) / 2.2) ** 2)) - 1.2) * 0.9
        )
        density = density * np.maximum(wreath, island)
    return density, edge


def gather(style, k, knot, q, skull, r, numbers):
    """Bun and ponytail: strands run over the skull to the knot; a tail falls from it, or a ball sits on it."""
    run, count = 12, len(q.at)
    p = np.zeros((count, run, 3))
    p[:, 0] = q.at - q.normal * 0.05
    steps = np.linspace(0, 1, run)
    stand = r.uniform(0.25, 0.95, count)
    for i in range(1, run):
        s = lerp(q.at, knot[None], steps[i])
        for _ in range(2):
            n, height = skull.near(s)
            want = stand * math.sin(math.pi * min(steps[i], 1)) + 0.12
            s = s + n * np.maximum(want - height, 0)[:, None]
        p[:, i] = s
    for _ in range(3):
        p[:, 1:-1] = 0.5 * p[:, 1:-1] + 0.25 * (p[:, 2:] + p[:, :-2])
    if style == "bun":
        return np.concatenate([p, ball(k, knot, r, numbers)])
    length = r.uniform(12, 26)
    spray = r.normal(size=(count, 3)) * [1, 0.5, 1]
    wave = r.uniform(0, 0.6)
    numbers |= {"length": length, "wave": wave}
    tail = np.zeros((count, k - run, 3))
    for i in range(k - run):
        u = (i + 1) / (k - run)
        s = u * length
        arc = np.array([0, 1.6 * min(u * 5, 1) - s * 0.9, -2.6 * (1 - math.exp(-u * 5)) - 0.3 * u])
        spread = (0.35 + 1.5 * math.sin(math.pi * min(1, u * 0.85 + 0.1))) * (1 - 0.55 * u**3)
        tail[:, i] = (
            knot + arc + spray * spread * 0.62 + wave * np.sin(s * 0.7 + q.coarse(spray) * 1.0) * u
        )
    return np.concatenate([p, tail], 1)


def ball(k, knot, r, numbers):
    count = 1500
    radius = r.uniform(2.0, 3.0)
    numbers["knotRadius"] = radius
    axis = unit((knot - np.array([0, 5, 1.0]))[None])[0]
    centre = knot + axis * radius * 0.62
    u = unit(np.cross(axis, EY)[None])[0]
    v = np.cross(axis, u)
    start = r.uniform(0, 6.28, count)
    height = np.arcsin(r.uniform(-0.75, 1, count))
    sweep = r.uniform(1.5, 3.0, count)
    angle = start[:, None] + sweep[:, None] * np.linspace(0, 1, k)[None]
    lat = height[:, None] + 0.35 * np.sin(angle * 1.0 + start[:, None]) * 0.6
    each = radius * (1 + r.normal(0, 0.03, count))[:, None]
    return centre + each[..., None] * (
        np.cos(lat)[..., None] * (np.cos(angle)[..., None] * u + np.sin(angle)[..., None] * v)
        + 0.78 * np.sin(lat)[..., None] * axis
    )


def comb(style, k, c, q, skull, r):
    """Steps every strand along its flow, outside the skull and, for long hair, beside the face."""
    long = style in LONG
    hangs = long or c.avoid_face
    p = np.zeros((len(q.at), k, 3))
    p[:, 0] = q.at - q.normal * 0.08
    d, here, n = unit(c.start), p[:, 0].copy(), q.normal
    blend = 0.5 if long else 0.45
    for i in range(1, k):
        u = i / (k - 1)
        want = unit(c.flow(here, n, u, d))
        d = unit(d * (1 - blend) + want * blend + 0.06 * q.fine(here) * (c.wave + 0.3))
        s = here + d * (c.length / (k - 1))[:, None]
        if c.avoid_face:
            face = smooth(3.6, 6.0, s[:, 2]) * smooth(9.3, 7.3, s[:, 1])
            border = np.interp(s[:, 1], [-20, -8, -4, 2, 6, 9], [3.8, 5.4, 6.6, 6.9, 6.3, 4.6]) * (
                0.93 + 0.07 * r.random()
            ) + 0.5 * (c.stand - 0.6)
            ax = np.abs(s[:, 0])
            to = np.sign(np.where(s[:, 0] * q.away[:, 0] < 0, q.away[:, 0], s[:, 0]))
            s[:, 0] = np.where(face > 0, to * lerp(ax, np.maximum(ax, border), face), s[:, 0])
            s[:, 2] -= 0.6 * face * smooth(2, -6, s[:, 1])
        n, height = skull.near(s)
        away = 0.12 + c.stand * np.sqrt(u)
        if hangs:
            away = away + 0.35 * smooth(4.0, 0, s[:, 1]) * smooth(-9, -4, s[:, 1])
        low = smooth(-7.5, -9.5, s[:, 1])[:, None] * (
            1 if hangs else 0
        )  # on the shoulders: go forward or back
        push = np.maximum(away - height, 0)[:, None]
        z = np.where(here[:, 2:3] > -0.5, 1.0, -1.0)
        s = (
            s
            + n * push * (1 - low)
            + np.concatenate([0 * z, 0 * z, z], 1)
            * low
            * np.minimum(push / np.maximum(np.abs(n[:, 2:3]), 0.45), 1.1)
        )
        l = low[:, 0]
        s[:, 0] = np.where(l > 0, np.clip(s[:, 0], -8.6, 8.6) * l + s[:, 0] * (1 - l), s[:, 0])
        d = unit(lerp(d, unit(s - here), 0.6))
        here = s
        p[:, i] = s
    return p


def cut_fringe(p, q, skull, r):
    """Replaces the strands over the forehead by a fringe, in place -> the height of its edge."""
    f = q.fringe
    m = f.sum()
    if not m:
        return 5.9
    k = p.shape[1]
    at, n = q.at[f], q.normal[f]
    height = r.uniform(5.2, 6.6)
    length = (
        np.linalg.norm(at - np.c_[at[:, 0] * 1.05, np.full(m, height), np.full(m, 10.8)], axis=1)
        * 1.12
        * r.uniform(0.93, 1.05, m)
    )
    here = p[f, 0]
    d = unit(n * 0.9 + 0.8 * EZ + 0.1 * q.jitter[f])
    stand = r.uniform(0.25, 0.9, m)
    for i in range(1, k):
        u = i / (k - 1)
        want = unit(
            EZ * 0.9 * (1 - u)
            - EY * (0.35 + 1.2 * u)
            + 0.12 * EX * np.sign(at[:, :1]) * q.side
            + 0.05 * q.jitter[f]
        )
        d = unit(0.6 * d + 0.4 * want)
        s = here + d * (length / (k - 1))[:, None]
        normal, above = skull.near(s)
        s = s + normal * np.maximum(0.1 + stand * math.sqrt(u) - above, 0)[:, None]
        p[f, i] = s
        here = s
    return height


def gather_clumps(p, c, q, r):
    """Draws strands towards a leader near their root -> points, index of each strand's leader."""
    count = len(p)
    if c.clump <= 0:
        return p, np.arange(count)
    leaders = r.choice(count, max(60, count // (26 if not c.curl else 16)), replace=False)
    a = leaders[cKDTree(q.at[leaders]).query(q.at)[1]]
    steps = np.linspace(0, 1, p.shape[1])
    f = (c.clump * steps**1.3)[None, :, None] * r.uniform(0.35, 1.1, count)[:, None, None]
    return p + (p[a] - p) * np.clip(f, 0, 0.92), a


def shape(style, p, c, leader, q, r):
    """Curls or waves, and the cut of long hair."""
    count, k = p.shape[:2]
    steps = np.linspace(0, 1, k)
    if c.curl:
        radius, turns = c.curl
        u = unit(np.cross(unit(np.gradient(p, axis=1)), EY + 0.01))
        v = np.cross(unit(np.gradient(p, axis=1)), u)
        start = r.uniform(0, 6.28, count)[leader] + r.normal(0, 0.35, count)
        angle = (
            start[:, None]
            + steps[None] * 6.283 * turns * np.sign(r.normal(size=count)[leader])[:, None]
        )
        size = radius * smooth(0, 0.25, steps)[None] * r.uniform(0.6, 1.3, count)[:, None]
        p = p + size[..., None] * (np.cos(angle)[..., None] * u + np.sin(angle)[..., None] * v)
    elif c.wave > 0.05:
        angle = (q.coarse(q.at[leader])[:, 0] * 2.0)[:, None] + steps[None] * c.length[
            :, None
        ] * 0.75
        size = c.wave * smooth(0.25, 0.8, steps)[None]
        p[..., 0] += size * np.cos(angle) * 0.8
        p[..., 2] += size * np.sin(angle) * 0.5
    if c.cut is not None and not c.curl:
        rough = 0.5 if style.startswith("bob") else 1.3
        cut = (c.cut + r.normal(0, rough, count) + 0.10 * p[:, -1, 2])[:, None]
        below = p[..., 1] < cut
        first = np.where(below.any(1), below.argmax(1), k)
        i = np.arange(k)[None]
        last = np.minimum(i, np.maximum(first - 1, 1)[:, None])
        p = np.take_along_axis(p, last[..., None], 1) + np.maximum(i - last, 0)[
            ..., None
        ] * np.array([0, -0.02, 0.0])
    return p


def clear_face(style, p, curled, q):
    """Moves loose curls and flyaways aside where they would enter the face."""
    k = p.shape[1]
    s = p.reshape(-1, 3)
    side = np.repeat(q.away[:, 0], k)
    upper = smooth(9.6, 8.2, s[:, 1]) if curled else smooth(8.6, 7.2, s[:, 1])
    face = smooth(4.2, 6.2, s[:, 2]) * upper
    face = face * ~np.repeat(q.fringe if style in FRINGED else np.zeros(len(q.at), bool), k)
    border = np.interp(s[:, 1], [-20, -8, -4, 2, 6, 9], [3.5, 5.0, 6.2, 6.6, 6.1, 4.6])
    ax = np.abs(s[:, 0])
    out = lerp(ax, np.maximum(ax, border), face)
    if curled:
        s[:, 0] = np.where(face > 0, side * out, s[:, 0])
    else:
        s[:, 0] = np.where(face > 0.3, np.sign(s[:, 0]) * out, s[:, 0])
    return s.reshape(p.shape)
