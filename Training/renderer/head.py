"""The head as a mesh: assets, neutral surface, sampling of points on the skin, and a person's rest shape.

Space: centimetres, y up, z forward, +x the subject's left. `skin` arrays have one row a skin vertex of the assets;
the first 11248 of them are the outer skin, mouth and eye sockets follow.
"""

import math

import numpy as np

OUTER_POLYGONS = 11144
OUTER_VERTICES = 11248
FACE_VERTICES = 9409  # face and neck without the ears' insides; freckles stay on these
EYEBALLS = (np.arange(21451, 23021), np.arange(23021, 24591))
BLENDSHAPES = (
    "browDownLeft browDownRight browInnerUp browOuterUpLeft browOuterUpRight cheekPuff cheekSquintLeft "
    "cheekSquintRight eyeBlinkLeft eyeBlinkRight eyeLookDownLeft eyeLookDownRight eyeLookInLeft eyeLookInRight "
    "eyeLookOutLeft eyeLookOutRight eyeLookUpLeft eyeLookUpRight eyeSquintLeft eyeSquintRight eyeWideLeft "
    "eyeWideRight jawForward jawLeft jawOpen jawRight mouthClose mouthDimpleLeft mouthDimpleRight mouthFrownLeft "
    "mouthFrownRight mouthFunnel mouthLeft mouthLowerDownLeft mouthLowerDownRight mouthPressLeft mouthPressRight "
    "mouthPucker mouthRight mouthRollLower mouthRollUpper mouthShrugLower mouthShrugUpper mouthSmileLeft "
    "mouthSmileRight mouthStretchLeft mouthStretchRight mouthUpperUpLeft mouthUpperUpRight noseSneerLeft "
    "noseSneerRight tongueOut"
).split()


def smooth(a, b, t):
    u = np.clip((t - a) / (b - a), 0, 1)
    return u * u * (3 - 2 * u)


def lerp(a, b, t):
    return a + (b - a) * t


def unit(v):
    return v / np.maximum(np.linalg.norm(v, axis=-1, keepdims=True), 1e-9)


def childness(age):
    return float(smooth(17, 5, age))


def rotation(yaw, pitch, roll):
    """Rz Ry Rx of degrees: +yaw turns the nose to +x, +pitch looks up, +roll is counter-clockwise in the image."""
    y, p, r = (math.radians(v) for v in (yaw, -pitch, roll))
    ry = np.array([[math.cos(y), 0, math.sin(y)], [0, 1, 0], [-math.sin(y), 0, math.cos(y)]])
    rx = np.array([[1, 0, 0], [0, math.cos(p), -math.sin(p)], [0, math.sin(p), math.cos(p)]])
    rz = np.array([[math.cos(r), -math.sin(r), 0], [math.sin(r), math.cos(r), 0], [0, 0, 1]])
    return rz @ ry @ rx


def source_shapes(name):
    """The shapes of the source model that make up one ARKit blendshape."""
    if name in ("browInnerUp", "cheekPuff"):
        return [name + "_L", name + "_R"]
    if name.endswith("Left") and name not in ("jawLeft", "mouthLeft"):
        return [name[:-4] + "_L"]
    if name.endswith("Right") and name not in ("jawRight", "mouthRight"):
        return [name[:-5] + "_R"]
    return [] if name == "tongueOut" else [name]


class FieldNoise:
    """Smooth random vector field: a sum of plane waves of about the wavelength `scale` (cm)."""

    def __init__(self, rng, scale, waves=10):
        self.k = rng.normal(size=(waves, 3)) / scale
        self.phase = rng.uniform(0, 6.28, waves)
        self.c = rng.normal(size=(waves, 3)) / math.sqrt(waves)

    def __call__(self, p):
        return np.cos(p @ self.k.T + self.phase) @ self.c


class Head:
    """The assets and what follows from them alone."""

    def __init__(self, path):
        self.data = {
            k: v.astype(np.float32) if v.dtype == np.float16 else v
            for k, v in np.load(path).items()
        }
        d = self.data
        self.mean = d["V"]
        self.skin = d["o_skin_v"]
        self.landmarks = d["LM"]
        self.expression = d["EX"]
        self.expression_index = {str(n): i for i, n in enumerate(d["EXN"])}
        self.macro = {str(n): d["MH"][i] for i, n in enumerate(d["MHN"])}
        for name, i in self.expression_index.items():  # eyeballs are turned explicitly
            if name.startswith("eyeLook") or name.startswith("PupilD"):
                for rows in EYEBALLS:
                    self.expression[i, rows] = 0
        loops, counts = d["o_skin_l"], d["o_skin_n"]
        start = np.r_[0, np.cumsum(counts)]
        fans = []
        for i in range(OUTER_POLYGONS):
            p = loops[start[i] : start[i + 1]]
            fans += [(p[0], p[k], p[k + 1]) for k in range(1, len(p) - 1)]
        self.triangles = np.array(fans)
        self.neutral = self.mean[self.skin].astype(np.float64)
        self.outer = self.skin < OUTER_VERTICES
        self.brow_curve = np.vstack(
            [self.mean[self.landmarks[22:27]]]
        )  # left brow, from the nose outwards

    def field(self, name):
        """A mask of the skin (`m_...`) as float64."""
        return self.data["m_" + name].astype(float)

    def normals(self, x):
        """Area-weighted normals of skin vertices; zero inside mouth and eye sockets."""
        t = self.triangles
        a = np.cross(x[t[:, 1]] - x[t[:, 0]], x[t[:, 2]] - x[t[:, 0]])
        o = np.zeros_like(x)
        for k in range(3):
            np.add.at(o, t[:, k], a)
        return unit(o)

    def scatter(self, rng, mask, count, x):
        """Random points on the skin `x` with density `mask` -> triangle indices, barycentrics."""
        t = self.triangles
        area = (
            np.linalg.norm(np.cross(x[t[:, 1]] - x[t[:, 0]], x[t[:, 2]] - x[t[:, 0]]), axis=1) * 0.5
        )
        w = area * mask[t].mean(1)
        index = rng.choice(len(t), count, p=w / w.sum())
        u = np.sort(rng.random((count, 2)), 1)
        return index, np.c_[u[:, 0], u[:, 1] - u[:, 0], 1 - u[:, 1]]

    def at(self, x, index, bary):
        """Values per skin vertex, interpolated at surface points."""
        return (x[self.triangles[index]] * bary[:, :, None]).sum(1)

    def rest_shape(self, person, seed):
        """A person's vertices at rest, scale, squareness and asymmetry (amplitude, phase)."""
        r = np.random.default_rng([seed, 78, person["identity"]])
        s, age, g, fat = person["sex"], person["age_years"], person["ancestry"], person["fat"]
        kid = childness(age)
        x = self.mean.astype(np.float64) + np.tensordot(
            np.array(person["pca"]) * (1 - 0.45 * kid), self.data["ID"], 1
        )
        macro = self.macro
        both = lambda k: lerp(macro[k + "_f"], macro[k + "_m"], s)
        x += macro["fem"] * (0.78 - 1.22 * s) * (1 - 0.65 * kid)
        x += both("old") * 0.75 * float(smooth(35, 85, age)) + macro["headage"] * 0.5 * float(
            smooth(45, 85, age)
        )
        x += both("child") * np.interp(age, [3, 6, 11, 16, 19], [1.35, 1.25, 0.95, 0.32, 0]) + both(
            "baby"
        ) * np.interp(age, [3, 6, 10], [0.30, 0.16, 0])
        x += (
            both("asian") * 0.62 * g["eastasian"]
            + both("african") * 0.85 * g["african"]
            + both("african") * 0.12 * g["southasian"]
            + macro["epi"] * 1.0 * g["eastasian"]
        )
        x += (
            macro["round"] * 0.45 * max(fat, 0)
            + macro["tri"] * 0.25 * max(fat, 0)
            + macro["invtri"] * 0.25 * max(-fat, 0)
            + macro["oval"] * 0.3 * max(-fat, 0)
        )
        square = max(0.0, r.normal(0, 0.8))
        x += macro["square"] * 0.25 * square * s
        x += macro["bag"] * 1.2 * float(smooth(40, 75, age))
        p, q = x[self.landmarks], self.mean[self.landmarks].astype(float)
        scale = np.linalg.norm(q - q.mean(0)) / np.linalg.norm(p - p.mean(0))
        scale = scale**0.8 * (1 - 0.07 * kid)
        x = (x - p.mean(0)) * scale + q.mean(0)
        amplitude, phase = r.normal(), r.uniform(0, 6)
        x[:, 0] += 0.05 * amplitude * np.sin(x[:, 1] * 0.25 + phase)
        return x, float(scale), float(square), (float(amplitude), float(phase))
