"""Aligned crops of faces: the geometry that the product uses, and sets of pictures as arrays of crops.

A crop is SIDE pixels square, by the least-squares similarity of five points (eyes' centres, tip of
the nose, corners of the mouth) to TEMPLATE; coordinates are edge coordinates, the first pixel's centre
at 0.5. `FaceAligner` in the product does the same.
"""
import hashlib
import json
import os
from pathlib import Path

import numpy as np
from PIL import Image

from mien_training.splits import matches

from . import labels

SIDE = 112
MARGIN = 24                              # around a crop in the cache, so that it can be jittered
CACHED = SIDE + 2 * MARGIN
TEMPLATE = np.array([[38.4, 51.6], [73.6, 51.6], [56.0, 71.7], [41.4, 92.3], [70.6, 92.3]])


def five_points(landmarks):
    """The five points of the 68."""
    m = np.asarray(landmarks, float)
    return np.stack([m[36:42].mean(0), m[42:48].mean(0), m[30], m[48], m[54]])


def similarity(points, template=TEMPLATE):
    """(a, b, x, y) of the least-squares similarity [a -b x; b a y] from points to the template."""
    p, q = points.mean(0), template.mean(0)
    u, v = points - p, template - q
    n = (u * u).sum()
    a = (u * v).sum() / n
    b = (u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]).sum() / n
    return a, b, q[0] - a * p[0] + b * p[1], q[1] - b * p[0] - a * p[1]


def rotation(transform):
    """Degrees by which the similarity turns the picture counter-clockwise, as roll counts."""
    return -np.degrees(np.arctan2(transform[1], transform[0]))


def cut(picture, transform, side=SIDE, margin=0):
    """The crop, with `margin` more on each side, of a uint8 picture (H, W, 3 or 4): bilinear, the mean
    of n x n samples a pixel where it shrinks by n - 1 to n; outside lies grey, or nothing (RGBA)."""
    a, b, x, y = transform
    scale = np.hypot(a, b)
    n = int(min(8, max(1, np.ceil(1 / scale))))
    size = (side + 2 * margin) * n
    # From edge coordinates of the samples to those of the picture.
    inverse = np.array([[a, b], [-b, a]]) / scale ** 2
    step = inverse / n
    origin = inverse @ (-np.array([x, y]) - margin)
    image = Image.fromarray(picture)
    fill = (128, 128, 128) if picture.shape[2] == 3 else (0, 0, 0, 0)
    out = image.transform((size, size), Image.AFFINE,
                          (step[0, 0], step[0, 1], origin[0], step[1, 0], step[1, 1], origin[1]),
                          Image.BILINEAR, fillcolor=fill)
    out = np.asarray(out, np.float32).reshape(size // n, n, size // n, n, -1).mean((1, 3))
    return (out + 0.5).astype(np.uint8)


def premultiplied(path):
    with Image.open(path) as file:
        pixels = np.asarray(file.convert("RGBA"))
    colour = (pixels[..., :3].astype(np.uint16) * pixels[..., 3:] + 127) // 255
    return np.concatenate([colour.astype(np.uint8), pixels[..., 3:]], 2)


class Set:
    """One folder of pictures with params.jsonl, as premultiplied RGBA crops of CACHED pixels.

    Crops are cached in `cache` and added to as the list grows. `domain` is 0 for renders, 1 for
    generated pictures, told from the folder: DIR is rendered, generated:DIR is drawn by `mien`.
    """

    def __init__(self, source, cache, limit=None):
        kind, _, folder = source.rpartition(":")
        if kind not in ("", "generated"):
            raise SystemExit(f"{source}: write DIR for renders, generated:DIR for generated pictures")
        self.folder, self.domain = Path(folder), int(kind == "generated")
        text = (self.folder / "params.jsonl").read_text()
        self.records = []
        for line in text[:text.rfind("\n") + 1].splitlines()[:limit]:
            record = json.loads(line)
            if record.get("landmarks") and (self.folder / record["file"]).exists():
                self.records.append(record)
        name = hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:12]
        self.cache = Path(cache) / f"{self.folder.resolve().name}-{name}"
        self.crops = self._crops()
        each = [labels.of(r) for r in self.records]
        self.labels = {k: np.stack([e[k] for e in each]) for k in each[0]} if each else {}
        if each:
            self.labels["pose"][:, 2] += [self.turn(r) for r in self.records]

    @staticmethod
    def transform(record):
        return similarity(five_points(record["landmarks"]))

    def turn(self, record):
        return rotation(self.transform(record))

    def _crops(self):
        self.cache.parent.mkdir(parents=True, exist_ok=True)
        path, listing = self.cache.with_suffix(".u8"), self.cache.with_suffix(".json")
        names = [r["file"] for r in self.records]
        done = json.loads(listing.read_text()) if listing.exists() and path.exists() else []
        if done[:len(names)] != names:
            if names[:len(done)] != done:
                done = []
            with open(path, "r+b" if done else "wb") as out:
                out.truncate(len(done) * CACHED ** 2 * 4)
                out.seek(0, os.SEEK_END)
                for record in self.records[len(done):]:
                    out.write(self._crop(record).tobytes())
            temporary = Path(f"{listing}.tmp")
            temporary.write_text(json.dumps(names))
            os.replace(temporary, listing)
        return np.memmap(path, np.uint8, "r", shape=(len(names), CACHED, CACHED, 4)) if names else \
            np.zeros((0, CACHED, CACHED, 4), np.uint8)

    def _crop(self, record):
        picture = premultiplied(self.folder / record["file"])
        points = five_points(record["landmarks"]) * picture.shape[1] / 256
        return cut(picture, similarity(points), margin=MARGIN)


class Faces:
    """Several sets as one list; people of different sets are different, except that the generated
    twin of a rendered set holds the same people as that set.

    The split divides the positions into `train`, `settling` (whom the network learns nothing from, and
    its last layer everything) and `held_out`.
    """

    def __init__(self, sources, cache, split, limit=None):
        self.sets = [Set(s, cache, limit) for s in sources]
        self.sets = [s for s in self.sets if s.records]
        rules = json.loads(Path(split).read_text())
        self.place = [(k, n) for k, s in enumerate(self.sets) for n in range(len(s.records))]
        self.key = [(s.records[n]["set"], s.records[n]["identity"])
                    for s in self.sets for n in range(len(s.records))]
        self.domain = np.array([self.sets[k].domain for k, _ in self.place])
        join = lambda field: np.concatenate([s.labels[field] for s in self.sets])
        self.labels = {k: join(k) for k in self.sets[0].labels}
        named = lambda list_: np.array([any(matches(r, dict(set=a, identity=b)) for r in list_)
                                        for a, b in self.key])
        held, settling = named(rules["held_out"]), named(rules.get("settling", []))
        self.held_out = np.flatnonzero(held)
        self.settling = np.flatnonzero(settling & ~held)
        self.train = np.flatnonzero(~held & ~settling)
        people = sorted({self.key[i] for i in self.train})
        self.number = {p: k for k, p in enumerate(people)}
        self.people = len(people)
        everyone = {p: k for k, p in enumerate(sorted(set(self.key)))}
        self.identity = np.array([everyone[k] for k in self.key])

    def crops(self, index):
        return np.stack([self.sets[self.place[i][0]].crops[self.place[i][1]] for i in index])

    def description(self):
        count = lambda which: dict(
            pictures=len(which), people=len({self.key[i] for i in which}),
            rendered=int((self.domain[which] == 0).sum()),
            generated=int((self.domain[which] == 1).sum()))
        return dict(train=count(self.train), held_out=count(self.held_out))
