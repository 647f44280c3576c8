"""Colours and surface of a person: drawn once an identity, then painted onto the skin's vertices.

The order of the draws is part of the data: a set's images can be replayed from their seeds alone.
All colours are linear RGB.
"""

import numpy as np
from scipy.spatial import cKDTree

from brows_beard import draw_beard, draw_brows, draw_lashes
from head import FACE_VERTICES, FieldNoise, OUTER_VERTICES, lerp, smooth

MOUTH_END = (
    13294  # skin vertices from OUTER_VERTICES to here line the mouth, the rest the eye sockets
)
HAIR = {
    "black": (18, 14, 12),
    "darkbrown": (48, 32, 22),
    "brown": (84, 55, 34),
    "lightbrown": (122, 86, 54),
    "auburn": (106, 48, 26),
    "ginger": (160, 84, 38),
    "darkblond": (152, 118, 74),
    "blond": (196, 160, 104),
    "platinum": (222, 200, 160),
}
EYES = {
    "brown": (82, 48, 26),
    "darkbrown": (48, 28, 18),
    "hazel": (112, 84, 42),
    "green": (98, 112, 72),
    "blue": (96, 130, 164),
    "grey": (126, 136, 142),
    "amber": (142, 92, 38),
}
SKIN_STEPS = [0, 0.18, 0.36, 0.52, 0.68, 0.84, 1.0]
SKIN = [
    (220, 172, 147),
    (211, 157, 126),
    (194, 137, 103),
    (169, 113, 79),
    (135, 86, 58),
    (99, 62, 43),
    (70, 44, 32),
]
EYESHADOW = [[0.45, 0.33, 0.30], [0.55, 0.40, 0.38], [0.30, 0.25, 0.28], [0.50, 0.35, 0.42]]
LIPSTICK = [
    [0.62, 0.13, 0.16],
    [0.72, 0.30, 0.32],
    [0.66, 0.36, 0.34],
    [0.50, 0.10, 0.16],
    [0.75, 0.42, 0.42],
]
SHADOW = {
    "none": 0,
    "stubble": 0.45,
    "beard": 0.6,
    "longbeard": 0.6,
    "goatee": 0.0,
    "moustache": 0.1,
}


def linear(c):
    """sRGB 0...1 to linear."""
    c = np.asarray(c, float)
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def skin_color(melanin, hemoglobin):
    table = [linear(np.array(x) / 255.0) for x in SKIN]
    c = np.array([np.interp(melanin, SKIN_STEPS, [x[j] for x in table]) for j in range(3)])
    return c * np.array([1 + 0.05 * hemoglobin, 1 - 0.07 * hemoglobin, 1 - 0.06 * hemoglobin])


def greyed(color, grey_color, grey):
    """The colour of the strands that are not grey yet, where a share `grey` of strands is."""
    return lerp(np.asarray(color, float), grey_color, float(np.clip(grey, 0, 1)) * 0.62)


class Detail:
    """Mottling, freckles and moles in the skin's texture space."""

    SIZE = 512

    def __init__(self, person, r):
        self.noise = [r.normal(size=(self.SIZE, self.SIZE)) for _ in range(3)]
        self.spots = []
        if person["freckles"] > 0.02:
            self._scatter(
                r,
                int(900 * min(person["freckles"], 1)),
                1,
                (0.12, 0.88),
                (0.30, 0.95),
                (0.9, 2.0),
                1.0,
            )
        self._scatter(
            r, int(r.choice([0, 1, 2, 3, 5])), 2, (0.15, 0.85), (0.15, 0.9), (1.2, 2.2), 0.9
        )

    def _scatter(self, r, count, channel, u, v, size, amount):
        for _ in range(count):
            self.spots.append(
                (
                    channel,
                    r.uniform(*u) * self.SIZE,
                    r.uniform(*v) * self.SIZE,
                    r.uniform(*size),
                    r.uniform(0.4, 1),
                    amount,
                )
            )

    def image(self):
        """[512,512,4] float32: mottling, freckles, moles, 1."""
        n = self.SIZE
        freq = np.hypot(*np.meshgrid(np.fft.fftfreq(n), np.fft.fftfreq(n)))
        blur = lambda noise, s: np.real(
            np.fft.ifft2(np.fft.fft2(noise) * np.exp(-0.5 * (freq * s * 2.2) ** 2))
        )
        a, b, c = (v / v.std() for v in (blur(x, s) for x, s in zip(self.noise, (3.0, 9.0, 26.0))))
        im = np.zeros((n, n, 4), np.float32)
        im[..., 0] = np.clip(0.5 + 0.075 * a + 0.09 * b + 0.10 * c, 0, 1)
        im[..., 3] = 1
        for channel, u, v, s, strength, amount in self.spots:
            x, y, w = int(u), int(v), int(3 * s) + 1
            ys, xs = np.mgrid[max(0, y - w) : min(n, y + w + 1), max(0, x - w) : min(n, x + w + 1)]
            g = np.exp(-((xs - u) ** 2 + (ys - v) ** 2) / (2 * s**2)) * strength * amount
            im[ys, xs, channel] = np.maximum(im[ys, xs, channel], g)
        return im


class Look:
    """Everything that an identity's stream [seed, 79, identity] draws, in its order."""

    def __init__(self, head, person, seed):
        r = np.random.default_rng([seed, 79, person["identity"]])
        self.head, self.person = head, person
        age, m, makeup = person["age_years"], person["melanin"], person["makeup"]
        self.brows = draw_brows(head, person, r)
        self.lashes = draw_lashes(person, r)
        self.beard, self.beard_length = draw_beard(head, person, r)
        self.hair = linear(np.array(HAIR[person["hair_color"]]) / 255.0) * float(
            r.uniform(0.85, 1.2)
        )
        self.grey_color = linear(np.array([0.80, 0.79, 0.77])) * float(r.uniform(0.75, 1.05))
        self.hair_roughness = float(r.uniform(0.24, 0.36))
        if person["hair_color"] in ("blond", "platinum"):
            self.brow_color = self.hair * 0.38
        else:
            self.brow_color = np.minimum(
                self.hair * 0.8 + 0.006, linear(np.array([0.42, 0.31, 0.22]))
            )
        self.beard_color = self.hair * 0.85 * np.array([1.1, 0.95, 0.85])
        self.beard_grey = float(np.clip(person["grey"] * 1.25, 0, 1))
        self.lash_color = (0.012, 0.009, 0.007) if m > 0.15 or makeup > 0.2 else (0.03, 0.018, 0.01)
        self.skin = skin_color(m, person["hemoglobin"])
        self.blush = float(r.uniform(0.35, 1.0)) * (1.15 if age < 14 else 1)
        self.patches = (FieldNoise(r, 3.0), FieldNoise(r, 1.2))
        self.under_eye = float(r.uniform(0.25, 0.75)) * (0.55 if age < 16 else 1)
        self.eyeshadow = None
        if makeup > 0:
            self.eyeshadow = linear(np.array(EYESHADOW[int(r.integers(4))])) * (1.6 - m)
        self.lip = self.skin * (
            np.array([0.90, 0.50, 0.50]) if m < 0.55 else np.array([0.95, 0.70, 0.72])
        )
        if makeup > 0.25 and r.random() < 0.7:
            self.lip = lerp(
                self.lip, linear(np.array(LIPSTICK[int(r.integers(5))])), 0.45 + 0.4 * makeup
            )
        self.dryness = float(r.uniform(-0.07, 0.08))
        self.specular = float(r.uniform(0.65, 1.0))
        self.detail = Detail(person, r)
        self.iris = linear(np.array(EYES[person["eye_color"]]) / 255.0) * r.uniform(0.85, 1.25)
        self.sclera = (
            np.array([0.74, 0.70, 0.655]) * (1 - 0.10 * m) * lerp(1, 0.9, smooth(50, 85, age))
        )
        self.iris_radius = float(r.uniform(0.60, 0.66))
        self.pupil_radius = float(r.uniform(0.17, 0.27))
        white = float(r.uniform(0, 1)) * (1 - 0.5 * smooth(40, 80, age))
        self.teeth = lerp(np.array([0.54, 0.45, 0.32]), np.array([0.70, 0.655, 0.57]), white)

    def albedo(self, tint):
        """[V,3] skin colour; `tint` is the hair's density on the scalp."""
        head, p = self.head, self.person
        age, m, makeup, grey, x = p["age_years"], p["melanin"], p["makeup"], p["grey"], head.neutral
        mask = lambda k: head.field(k)[:, None]
        red = np.array([1.06, 0.70, 0.66] if m < 0.45 else [1.02, 0.82, 0.76])

        def stain(b, name, factor, amount):
            return (
                b * (1 - mask(name) * amount) + b * np.asarray(factor)[None] * mask(name) * amount
            )

        b = self.skin[None] * np.ones((len(x), 1))
        b = b * (1 + 0.05 * self.patches[0](x)[:, :1] + 0.03 * self.patches[1](x)[:, :1])
        b = stain(b, "cheek", red, 0.62 * self.blush)
        b = stain(b, "nose", red, 0.55 * self.blush)
        b = stain(b, "ear", red * [1, 0.95, 0.95], 0.6)
        b = stain(b, "undereye", [0.84, 0.76, 0.80], self.under_eye)
        b = stain(b, "lid", [0.93, 0.82, 0.82], 0.5)
        b = stain(b, "forehead", [1.03, 1.02, 0.98], 0.4)
        b = b * (1 - 0.05 * smooth(45, 80, age) * np.array([0, 0.2, 1])[None])
        if makeup > 0:
            b = stain(b, "cheek", [1.03, 0.72, 0.72], 0.5 * makeup)
            a = 0.5 * makeup * mask("lid")
            b = b * (1 - a) + (0.35 * b + 0.65 * self.eyeshadow[None]) * a
        a = mask("lip") * lerp(0.92, 0.72, smooth(40, 85, age))
        b = b * (1 - a) + self.lip[None] * a
        a = 0.55 * mask("rim")
        b = b * (1 - a) + np.array([[0.50, 0.24, 0.20]]) * lerp(1, 0.55, m) * a
        # shaven skin, scalp under hair, skin under brows
        visible = lerp(self.hair, self.grey_color, grey * 0.85)
        a = (
            0.42
            * np.clip(p["beard_shadow"] + SHADOW[p["beard"]], 0, 1)
            * np.maximum(mask("beard"), mask("mous"))
        )
        dark = np.clip(visible * 0.8, 0.02, 0.35)[None] * np.array([[0.9, 1, 1.1]])
        b = b * (1 - a) + (0.25 * b + 0.75 * dark) * a
        a = tint[:, None] * (0.82 if p["hair_style"] not in ("buzz", "bald", "receding") else 0.5)
        b = b * (1 - a) + (0.12 * b + visible[None] * 0.6) * a
        near = cKDTree(head.at(x, *self.brows[:2])).query_ball_point(x, 0.26, return_length=True)
        a = (
            np.clip(near / 14.0, 0, 1)[:, None]
            * 0.42
            * (1 - 0.4 * grey)
            * (1 - 0.4 * float(smooth(17, 6, age)))
        )
        b = b * (1 - a) + (0.35 * b + 0.65 * self.brow_color[None]) * a
        # lip colour runs a little way into the mouth
        deep = cKDTree(x[head.skin < FACE_VERTICES]).query(x)[0]
        f = np.exp(-deep / 0.45)[:, None]
        mouth = (head.skin >= OUTER_VERTICES) & (head.skin < MOUTH_END)
        b = np.where(
            mouth[:, None], f * self.lip[None] + (1 - f) * np.array([[0.20, 0.055, 0.048]]), b
        )
        socket = head.skin >= MOUTH_END
        b = np.where(socket[:, None], np.array([[0.42, 0.20, 0.17]]) * lerp(1, 0.6, m), b)
        return np.clip(b, 0.004, 0.92)

    def surface(self):
        """[V,3] roughness, freckle amount, translucency of the ears."""
        d, p = self.head.data, self.person
        rough = (
            0.50
            + self.dryness
            - 0.09 * d["m_nose"]
            - 0.05 * np.clip(d["m_forehead"], 0, 1)
            - 0.10 * d["m_lip"] * (1 + p["makeup"])
            - 0.22 * d["m_rim"]
            + 0.06 * d["m_cheek"]
        )
        where = np.clip(d["m_cheek"] * 1.2 + d["m_nose"] + 0.35 * d["m_forehead"] + 0.15, 0, 1)
        freckles = np.clip(p["freckles"], 0, 1.2) * where * (self.head.skin < FACE_VERTICES)
        return np.c_[np.clip(rough, 0.16, 0.8), freckles, d["m_ear"] * 0.22]
