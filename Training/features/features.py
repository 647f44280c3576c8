"""Derives the named sliders of a face from the identity modes of the head table.

    python features.py --table ../../Sources/FaceGeneration/Resources/head-shape.safetensors \
        --out ../../Sources/CharacterSynthesis/Resources/face-features.json [--report]

A feature is a length or a difference of lengths between points of the head (centimetres, after the head has been
brought to its common size). Around the average adult it is linear in the 100 identity coefficients w:

    f(w) = J w        one row of J a feature, in units of two standard deviations of f over the training population,
                      in which every coefficient has the deviation 0.78

A slider's value is f itself: 0 is the average, +1 and -1 are two deviations off. D holds for each feature the smallest
change of w (least squares) that moves it by one unit and leaves every other feature where it was: J D = I. So

    w <- w + sum_i D_i (value_i - f_i(w))

sets any subset of the sliders exactly, whatever the other coefficients are. Both tables are written, rounded to five
decimals.
"""
import argparse
import json
import struct

import numpy as np

POPULATION_DEVIATION = 0.78
SCALE_POWER = 0.8


def load(path):
    with open(path, "rb") as f:
        size = struct.unpack("<Q", f.read(8))[0]
        head, data = json.loads(f.read(size)), f.read()
    kinds = {"F32": "<f4", "F16": "<f2", "U16": "<u2", "U8": "u1", "I16": "<i2"}
    meta = head.pop("__metadata__", {})
    out = {}
    for name, entry in head.items():
        a, b = entry["data_offsets"]
        v = np.frombuffer(data[a:b], kinds[entry["dtype"]]).reshape(entry["shape"])
        out[name] = v.astype(float) if v.dtype.kind == "f" else v.astype(int)
    return out, meta


class Head:
    """The average adult of the table, and how far each feature's points move with w."""

    def __init__(self, table, meta):
        self.t = table
        names = meta["macro_names"].split(",")
        recipe = json.loads(meta["recipe"]) if isinstance(meta["recipe"], str) else meta["recipe"]
        macro = np.zeros(len(names))
        macro[names.index("fem")] = recipe["fem"][0] - recipe["fem"][1] * 0.5
        self.base = table["mean"] + np.tensordot(macro, table["macro"], 1)
        self.eyes = table["eye_centre_mean"] + np.tensordot(macro, table["eye_centre_macro"], 1)
        self.corner = table["triangles"][table["landmark_triangle"]]
        self.bary = table["landmark_bary"][:, :, None]

    def landmarks(self, x):
        return (x[self.corner] * self.bary).sum(1)

    def at(self, w):
        """Skin, landmarks and eye centres for identity w, at the common size."""
        x = self.base + np.tensordot(w, self.t["identity"], 1)
        p, q = self.landmarks(x), self.landmarks(self.t["mean"])
        cp, cq = p.mean(0), q.mean(0)
        scale = (np.linalg.norm(q - cq) / np.linalg.norm(p - cp)) ** SCALE_POWER
        x = (x - cp) * scale + cq
        eyes = (self.eyes + np.tensordot(w, self.t["eye_centre_identity"], 1) - cp) * scale + cq
        return x, self.landmarks(x), eyes

    def vertex(self, point):
        """The skin vertex of the average adult nearest to a point, and its mirror image."""
        left = np.array(point, float)
        right = left * [-1, 1, 1]
        outer = self.t["vertex_part"] != 5
        far = np.where(outer, 0, 1e3)
        return [int((np.linalg.norm(self.base - p, axis=1) + far).argmin()) for p in (left, right)]


def measures(head):
    """Feature name -> (what it measures, function of (skin, landmarks, eyes))."""
    temple, crown = head.vertex((6.6, 8.2, 6.0)), head.vertex((0, 11.0, 8.5))[:1]
    cheekbone, hollow = head.vertex((5.6, 0.9, 7.9)), head.vertex((5.2, -2.6, 7.8))
    x, y, z = 0, 1, 2

    def width(l, a, b):
        return l[b, x] - l[a, x]

    def mean(l, rows, axis):
        return l[list(rows), axis].mean()

    def outward(v, pair):
        return (v[pair[0], x] - v[pair[1], x]) / 2 + v[pair, z].mean()

    brows, eyes = range(17, 27), range(36, 48)
    return {
        "faceWidth": ("width between the cheeks at the height of the nose", lambda v, l, e: width(l, 1, 15)),
        "foreheadHeight": ("from the brows up to the top of the forehead",
                           lambda v, l, e: v[crown, y].mean() - mean(l, brows, y)),
        "foreheadWidth": ("width between the temples", lambda v, l, e: v[temple[0], x] - v[temple[1], x]),
        "browHeight": ("from the eyes up to the brows", lambda v, l, e: mean(l, brows, y) - mean(l, eyes, y)),
        "browTilt": ("outer end of the brows above the inner end",
                     lambda v, l, e: mean(l, (17, 26), y) - mean(l, (21, 22), y)),
        "eyeSize": ("length of the lid opening plus its height",
                    lambda v, l, e: (width(l, 36, 39) + width(l, 42, 45)) / 2
                    + mean(l, (37, 38, 43, 44), y) - mean(l, (40, 41, 46, 47), y)),
        "eyeDistance": ("between the centres of the eyes", lambda v, l, e: e[0, x] - e[1, x]),
        "eyeTilt": ("outer corner of the eyes above the inner corner",
                    lambda v, l, e: mean(l, (36, 45), y) - mean(l, (39, 42), y)),
        "noseWidth": ("width of the wings", lambda v, l, e: width(l, 31, 35)),
        "noseLength": ("from between the eyes down to the base", lambda v, l, e: l[27, y] - l[33, y]),
        "noseBridge": ("how far the bridge stands out between the eyes",
                       lambda v, l, e: l[28, z] - mean(l, (39, 42), z)),
        "noseTip": ("tip above the base: a nose that turns up", lambda v, l, e: l[30, y] - l[33, y]),
        "cheekbones": ("how far the cheekbones stand out over the cheeks",
                       lambda v, l, e: outward(v, cheekbone) - outward(v, hollow)),
        "philtrum": ("from the nose down to the upper lip", lambda v, l, e: l[33, y] - l[51, y]),
        "mouthWidth": ("between the corners of the mouth", lambda v, l, e: width(l, 48, 54)),
        "lipFullness": ("height of the red of both lips",
                        lambda v, l, e: l[51, y] - l[62, y] + l[66, y] - l[57, y]),
        "jawWidth": ("width between the angles of the jaw", lambda v, l, e: width(l, 4, 12)),
        "jawSquare": ("width of the jaw's lower edge beyond what jaw and chin give",
                      lambda v, l, e: width(l, 5, 11) - 0.5 * width(l, 4, 12) - 0.5 * width(l, 7, 9)),
        "chinLength": ("from the lower lip down to the chin", lambda v, l, e: l[57, y] - l[8, y]),
        "chinForward": ("how far the chin stands out, measured from the wings of the nose",
                        lambda v, l, e: l[8, z] - mean(l, (31, 35), z)),
    }


def derive(head, features):
    functions = [f for _, f in features.values()]

    def values(w):
        place = head.at(w)
        return np.array([f(*place) for f in functions])

    step = 0.25
    raw = np.stack([(values(step * e) - values(-step * e)) / (2 * step) for e in np.eye(100)], 1)
    unit = 2 * POPULATION_DEVIATION * np.linalg.norm(raw, axis=1)
    rows = raw / unit[:, None]
    return values, unit, rows, np.linalg.pinv(rows).T          # features x 100 each


def report(features, values, unit, rows, directions):
    rng = np.random.default_rng(1)
    w = rng.normal(0, POPULATION_DEVIATION, (400, 100)).clip(-2.2, 2.2)
    v0 = values(np.zeros(100))
    truth = (np.array([values(q) for q in w]) - v0) / unit
    print(f"linearity: error of J w over 400 people, deviation {np.abs(truth - w @ rows.T).std():.3f} of a unit (1 = 2 sd)")
    print("name              average cm   unit cm   |D|    largest coefficient   reached at +1, -1   others, worst")
    for i, name in enumerate(features):
        up, down = (values(directions[i]) - v0) / unit, (values(-directions[i]) - v0) / unit
        other = np.abs(np.delete(up, i)).max()
        print(f"{name:16s} {v0[i]:10.2f} {unit[i]:10.3f} {np.linalg.norm(directions[i]):7.2f} {np.abs(directions[i]).max():12.2f}"
              f"          {up[i]:+.2f} {down[i]:+.2f}            {other:.2f}")


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--table", required=True)
    ap.add_argument("--out")
    ap.add_argument("--report", action="store_true")
    args = ap.parse_args()
    head = Head(*load(args.table))
    features = measures(head)
    values, unit, rows, directions = derive(head, features)
    if args.report:
        report(features, values, unit, rows, directions)
    if args.out:
        with open(args.out, "w") as f:
            f.write("{\n")
            lines = []
            for i, (name, (about, _)) in enumerate(features.items()):
                def text(a):
                    return "[" + ",".join(f"{v:.5f}" for v in a) + "]"
                lines.append(f' "{name}": {{"about": {json.dumps(about)}, "unit_cm": {unit[i]:.4f},\n'
                             f'  "measure": {text(rows[i])},\n  "direction": {text(directions[i])}}}')
            f.write(",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
