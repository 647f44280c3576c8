"""What each hair style asks of its strands: length, direction, stand-off, clumps, curls and cut.

A style draws its numbers from the person's own random stream in a fixed order; `numbers` names the ones that
shape the look, as HairParameters of CharacterCore calls them.
"""

from dataclasses import dataclass, field
from typing import Callable, Optional

import numpy as np

from head import lerp, smooth, unit

EX, EY, EZ = np.array([1, 0, 0.0]), np.array([0, 1, 0.0]), np.array([0, 0, 1.0])
LONG = ("long", "longwavy", "bob", "bobfringe", "longfringe", "shoulder")
FRINGED = ("bobfringe", "longfringe")
COUNT = {
    "buzz": 15000,
    "bald": 6000,
    "receding": 9000,
    "crop": 11000,
    "fringe": 11000,
    "sidepart": 10000,
    "swept": 10000,
    "curly": 7000,
    "afro": 8000,
    "bun": 8000,
    "ponytail": 8500,
}
POINTS = {
    "buzz": 3,
    "bald": 3,
    "receding": 5,
    "crop": 6,
    "fringe": 7,
    "sidepart": 9,
    "swept": 9,
    "curly": 14,
    "afro": 12,
    "bun": 12,
    "ponytail": 20,
}


def strand_count(style):
    return COUNT.get(style, 9500)


def point_count(style):
    return POINTS.get(style, 20)


def covers_torso(style, sex):
    """Long hair lies on the torso, which therefore turns little against the head."""
    return style in ("long", "longwavy", "longfringe", "shoulder") or (
        style in ("curly", "ponytail") and sex < 0.5
    )


def along(d, n):
    """Unit directions `d`, laid into the skin with normals `n`."""
    return unit(d - (d * n).sum(1, keepdims=True) * n)


@dataclass
class Roots:
    """Where strands start, and the random fields that every style may use."""

    at: np.ndarray
    normal: np.ndarray
    neutral: np.ndarray  # the same points on the mean head
    side: float  # 1 or -1
    parting: float
    away: np.ndarray  # [S,1] sign of the side of the parting
    coarse: Callable  # FieldNoise
    fine: Callable
    jitter: np.ndarray  # [S,3]
    vary: np.ndarray  # [S] factor of length

    def __post_init__(self):
        y, z = self.neutral[:, 1], self.neutral[:, 2]
        self.top = smooth(6.5, 10.5, y)
        self.front = smooth(1.0, 6.5, z) * smooth(6.0, 8.0, y)
        self.fringe = (np.abs(self.neutral[:, 0]) < 4.6) & (z > 4.8) & (y > 8.2)
        self.forward = unit(
            self.at - np.array([0.5 * self.side, 12.6, -5.0])
        )  # away from the crown


@dataclass
class Plan:
    start: np.ndarray  # [S,3] first direction
    flow: Optional[Callable]  # (points, normals, 0...1, direction so far) -> wanted direction
    length: Optional[np.ndarray]
    stand: np.ndarray  # [S] how far from the skin a strand ends
    clump: float = 0.35
    wave: float = 0.0
    curl: Optional[tuple] = None  # radius, turns
    cut: Optional[float] = None  # height of the tips
    avoid_face: bool = False
    knot: Optional[np.ndarray] = None
    numbers: dict = field(default_factory=dict)


def plan(style, male, q, r):
    """The Plan of `style` for roots `q`; draws from `r`."""
    n, fw, away, j, top, front = q.normal, q.forward, q.away, q.jitter, q.top, q.front
    count = len(n)
    topc, frontc = top[:, None], front[:, None]
    stand = np.full(count, 0.25)
    if style == "buzz":
        length = r.uniform(0.35, 0.7)
        return Plan(
            n * 0.8 + along(fw, n) * 0.6,
            lambda p, m, k, d: along(fw, m) * 0.7 + m * 0.5,
            np.full(count, length),
            np.zeros(count),
            clump=0,
            numbers={"length": length},
        )
    if style in ("bald", "receding"):
        length = lerp(0.7, 2.6, r.random())
        flow = (
            lambda p, m, k, d: along(
                -0.5 * EZ - 0.6 * EY * (1 - topc) + 0.9 * EX * np.sign(p[:, :1]) * topc, m
            )
            + 0.12 * j
        )
        return Plan(
            n * 0.35 + along(fw, n),
            flow,
            length * np.ones(count) * lerp(0.6, 1.3, top),
            stand,
            clump=0.2,
            numbers={"length": length},
        )
    if style == "crop":
        length = r.uniform(2.6, 4.4)
        r.normal(0, 0.4)  # a sweep that crops never use: they keep their sideways lean
        up = r.uniform(0.15, 0.75)
        flow = (
            lambda p, m, k, d: along(fw + d * EX + q.coarse(q.at) * 0.5, m)
            + m * up * topc
            + 0.2 * j
        )
        stand = r.uniform(0.15, 0.9, count) * (0.3 + top)
        return Plan(
            n * 0.9 + along(fw, n) * 0.5 + 0.25 * j,
            flow,
            lerp(1.3, length, top) * q.vary,
            stand,
            clump=0.55,
            numbers={"length": length, "lift": up},
        )
    if style == "fringe":
        length = r.uniform(4.5, 6.0)
        flow = lambda p, m, k, d: (
            along(
                EZ * 1.1 - 0.3 * EY + 0.45 * q.side * EX + 0.5 * q.coarse(q.at) * 0.6 + fw * 0.4, m
            )
            + 0.1 * j
            - 0.25 * EY
        )
        stand = r.uniform(0.2, 1.0, count) * (0.4 + top)
        return Plan(
            n * 0.7 + along(fw, n),
            flow,
            lerp(1.8, length, top) * q.vary,
            stand,
            clump=0.6,
            numbers={"length": length},
        )
    if style == "sidepart":
        length = r.uniform(6, 9)
        lift = r.uniform(0.4, 0.9)
        far = np.where(np.sign(q.parting) * q.neutral[:, 0] > abs(q.parting), 0.75, 1)
        flow = lambda p, m, k, d: (
            along(
                away * EX * 0.9 * topc
                - EZ * (0.55 + 0.2 * topc)
                - EY * (0.9 - 0.6 * topc)
                + 0.25 * q.coarse(q.at),
                m,
            )
            + 0.06 * j
        )
        stand = r.uniform(0.2, 1.3, count) * (0.08 + top)
        return Plan(
            n * lift + 0.35 * EZ * frontc + along(away * EX, n) * 0.6,
            flow,
            lerp(1.6, length, top) * q.vary * far,
            stand,
            clump=0.5,
            numbers={"length": length, "lift": lift},
        )
    if style == "swept":
        length = r.uniform(7, 10)
        flow = lambda p, m, k, d: (
            along(
                -EZ * 1.0
                - EY * 0.25
                + 0.25 * q.coarse(q.at)
                - 0.15 * EX * np.sign(p[:, :1]) * (1 - topc),
                m,
            )
            + 0.05 * j
        )
        stand = r.uniform(0.2, 1.2, count) * (0.25 + top)
        return Plan(
            n * 0.75 + 0.2 * EZ * frontc,
            flow,
            lerp(1.8, length, top) * q.vary,
            stand,
            clump=0.55,
            numbers={"length": length},
        )
    if style == "curly":
        return curly(male, q, r)
    if style == "afro":
        length = r.uniform(2.0, 7.5)
        each = np.full(count, length) * r.uniform(0.85, 1.03, count) * lerp(0.78, 1, top)
        curl = (0.22, length * 0.9)
        return Plan(
            n,
            lambda p, m, k, d: n + 0.35 * EY + 0.12 * j,
            each,
            np.zeros(count),
            clump=0.35,
            curl=curl,
            numbers={"length": length, "curlRadius": curl[0], "curlTurns": curl[1]},
        )
    if style in ("bun", "ponytail"):
        height = r.uniform(7.5, 13.4)
        knot = np.array(
            [0, height, np.interp(height, [5, 9, 12.6, 13.4], [-9.4, -9.3, -7.0, -5.4]) - 0.3]
        )
        return Plan(n, None, None, stand, knot=knot, numbers={"knotHeight": height})
    return long_hair(style, q, r)


def curly(male, q, r):
    n, fw, away, j, front = q.normal, q.forward, q.away, q.jitter, q.front[:, None]
    count = len(n)
    length = r.uniform(4, 6) if male else r.uniform(6, 13)
    each = np.full(count, length) * q.vary * (lerp(0.45, 1, q.top) if male else 1)
    drop, part = (0.15, 0) if male else (0.75, 1)
    flow = lambda p, m, k, d: (
        m * 0.55 * (1 - k)
        + along(fw * 0.6 + away * EX * 0.5 - 0.6 * EY, m) * 0.7
        - EY * drop * k
        + 0.35 * q.fine(q.at)
        - part * front * (0.9 * EZ - 0.5 * away * EX)
    )
    start = n + 0.3 * j
    stand = r.uniform(0.3, 1.9 if male else 2.4, count)
    curl = (r.uniform(0.28, 0.42), r.uniform(1.6, 2.6) if male else r.uniform(3, 5))
    if not male:
        r.uniform(3, 12)  # a cut height that curls never use
    return Plan(
        start,
        flow,
        each,
        stand,
        clump=0.75,
        curl=curl,
        avoid_face=not male,
        numbers={"length": length, "curlRadius": curl[0], "curlTurns": curl[1]},
    )


def long_hair(style, q, r):
    n, away, j = q.normal, q.away, q.jitter
    count = len(n)
    if style.startswith("bob"):
        cut = r.uniform(-6.5, -2.5)
    elif style == "shoulder":
        cut = r.uniform(-10, -7)
    else:
        cut = r.uniform(-17, -11)
    length = ((q.neutral[:, 1] - cut) * 1.04 + 6.5) * r.uniform(0.96, 1.05, count)
    lift = r.uniform(0.35, 0.8)
    start = n * lift + along(away * EX - 0.35 * EZ, n) * 0.9 + 0.25 * EY
    wavy, shoulder, straight = r.uniform(0.45, 0.9), r.uniform(0, 0.5), r.uniform(0, 0.25)
    wave = {"longwavy": wavy, "shoulder": shoulder}.get(style, straight)
    flow = lambda p, m, k, d: (
        along(away * EX * 1.1 - EZ * 0.35, m) * np.clip((p[:, 1:2] - 6.5) / 4, 0, 1)
        + (-EY) * np.clip((10.2 - p[:, 1:2]) / 3.5, 0.08, 1)
        - EZ * 0.12 * np.clip((p[:, 2:3] - 1) / 4, 0, 1)
        + 0.05 * q.coarse(q.at)
        + 0.02 * j
    )
    stand = r.uniform(0.25, 1.5, count)
    return Plan(
        start,
        flow,
        length,
        stand,
        clump=0.5,
        wave=wave,
        cut=cut,
        avoid_face=True,
        numbers={"cutHeight": cut, "lift": lift, "wave": wave},
    )
