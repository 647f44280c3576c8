"""Made-up pictures with faces in them, and pictures with things that are not faces.

A scene is a procedural backdrop (gradients, noise, stripes, shapes, writing, patches of cloth and hair)
with none to four rendered people on it at any size, turned in the picture, recoloured, partly covered;
some of the people have no face: it is hidden under hair, as from behind, or smoothed to bare skin. Then
the whole is recoloured, blurred, made noisy and compressed, as films are.
"""
import io
import json
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from mien_identity.crops import five_points
from mien_training.splits import SPLIT, matches

FONTS = [Path("/usr/share/fonts/truetype/dejavu") / name
         for name in ("DejaVuSans.ttf", "DejaVuSerif-Bold.ttf", "DejaVuSansMono.ttf")]
FLIP = [1, 0, 2, 4, 3]


def outline(landmarks):
    """The landmarks and, above the brows, where the forehead ends: what a face's box encloses."""
    a = np.asarray(landmarks, np.float32)
    up = (a[17:27].mean(0) - a[8]) * 0.35
    return np.concatenate([a, a[17:27] + up])


class People:
    """Rendered people, each as premultiplied RGBA on a few scales, with points and outline."""

    def __init__(self, folders, held_out=False, limit=None):
        self.people = []
        rules = json.loads(SPLIT.read_text())["new_identity"]
        is_held_out = lambda record: any(matches(rule, record) for rule in rules)
        for folder in map(Path, folders):
            for line in (folder / "params.jsonl").read_text().splitlines():
                record = json.loads(line)
                path = folder / record["file"]
                if "landmarks" not in record or is_held_out(record) != held_out or not path.exists():
                    continue
                with Image.open(path) as file:
                    image = file.convert("RGBA").resize((256, 256), Image.Resampling.BOX)
                pixels = np.asarray(image).astype(np.uint16)
                pixels[..., :3] = pixels[..., :3] * pixels[..., 3:] // 255
                scale = 256 / file.size[0]
                landmarks = np.asarray(record["landmarks"], np.float32) * scale
                self.people.append((pixels.astype(np.uint8), landmarks,
                                    (record.get("set"), record.get("identity"))))
                if limit and len(self.people) >= limit:
                    return

    def __len__(self):
        return len(self.people)


def noise(random, size, octaves):
    """Smooth noise (H, W, 3) in 0..1, by random grids enlarged and added."""
    total = np.zeros((size[1], size[0], 3), np.float32)
    for octave in octaves:
        cells = (max(2, size[0] * octave // 128), max(2, size[1] * octave // 128))
        grid = random.integers(0, 256, (cells[1], cells[0], 3), np.uint8)
        if random.random() < 0.4:
            grid[:] = grid[..., :1]
        image = Image.fromarray(grid).resize(size, Image.Resampling.BICUBIC)
        total += np.asarray(image, np.float32) / (255 * octave)
    return total / sum(1 / octave for octave in octaves)


def backdrop(random, size, people):
    """A picture (H, W, 3) uint8 without a face."""
    width, height = size
    kind = random.random()
    base = random.integers(0, 256, 3)
    if kind < 0.12:
        picture = np.full((height, width, 3), base, np.float32)
    elif kind < 0.3:
        y, x = np.mgrid[0:height, 0:width].astype(np.float32)
        angle = random.uniform(0, 6.28)
        t = (x * np.cos(angle) + y * np.sin(angle)) / max(size)
        if random.random() < 0.4:
            t = np.hypot(x - random.uniform(0, width), y - random.uniform(0, height)) / max(size)
        if random.random() < 0.35:
            t = np.sin(t * random.uniform(6, 120)) * 0.5 + 0.5
            if random.random() < 0.5:
                t = (t > 0.5).astype(np.float32)
        t = np.clip(t, -1, 2)[..., None]
        picture = base + (random.integers(0, 256, 3) - base) * t
    else:
        octaves = [int(o) for o in 2 ** random.integers(1, 7, random.integers(1, 5))]
        picture = noise(random, size, octaves) * 255
        contrast = random.uniform(0.3, 2.0)
        picture = (picture - 128) * contrast + random.uniform(50, 200)
    image = Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8))
    draw = ImageDraw.Draw(image)
    if random.random() < 0.6:
        for _ in range(random.integers(1, 12)):
            draw_shape(random, draw, size)
    if random.random() < 0.2:
        write(random, draw, size)
    if random.random() < 0.5 and people:
        for _ in range(random.integers(1, 5)):
            paste_patch(random, image, people)
    if random.random() < 0.3:
        image = image.filter(ImageFilter.GaussianBlur(random.uniform(0.5, 6)))
    return image


def skin(random):
    """A skin colour, pale to dark."""
    t = random.random()
    return tuple(int(v) for v in np.clip(
        np.array([235, 195, 170]) * (1 - t) + np.array([70, 42, 30]) * t
        + random.normal(0, 10, 3), 0, 255))


def draw_shape(random, draw, size):
    extent = max(size) * random.uniform(0.03, 0.6)
    x, y = random.uniform(-20, size[0]), random.uniform(-20, size[1])
    box = [x, y, x + extent * random.uniform(0.3, 1), y + extent]
    fill = skin(random) if random.random() < 0.35 else tuple(random.integers(0, 256, 3).tolist())
    kind = random.random()
    if kind < 0.35:
        draw.ellipse(box, fill=fill)
        if random.random() < 0.4:   # a bare head: skin, perhaps hair above, no features
            draw.pieslice(box, 180, 360, fill=tuple(random.integers(0, 90, 3).tolist()))
        elif random.random() < 0.4:   # dots and bars in wrong places
            for _ in range(random.integers(1, 5)):
                u, v = random.uniform(box[0], box[2]), random.uniform(box[1], box[3])
                r = extent * random.uniform(0.02, 0.1)
                draw.ellipse([u - r, v - r, u + r, v + r], fill=(20, 15, 15))
    elif kind < 0.6:
        draw.rectangle(box, fill=fill)
    elif kind < 0.8:
        points = [(x + random.uniform(0, extent), y + random.uniform(0, extent)) for _ in range(5)]
        draw.polygon(points, fill=fill)
    else:
        for _ in range(random.integers(1, 10)):
            draw.line([x, y, x + random.uniform(-extent, extent), y + random.uniform(-extent, extent)],
                      fill=fill, width=int(random.integers(1, 8)))


def write(random, draw, size):
    font = None
    for path in FONTS:
        if path.exists() and random.random() < 0.6:
            font = ImageFont.truetype(str(path), int(random.integers(8, 60)))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789:;()@%&o0OQ"
    for _ in range(random.integers(1, 6)):
        text = "".join(letters[i] for i in random.integers(0, len(letters), random.integers(2, 14)))
        draw.text((random.uniform(-20, size[0]), random.uniform(-10, size[1])), text,
                  fill=tuple(random.integers(0, 256, 3).tolist()), font=font)


def over(image, piece, corner):
    """Puts premultiplied RGBA `piece` on an RGB picture."""
    x, y = corner
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + piece.shape[1], image.size[0]), min(y + piece.shape[0], image.size[1])
    if right <= left or bottom <= top:
        return
    part = piece[top - y:bottom - y, left - x:right - x].astype(np.float32)
    under = np.asarray(image.crop((left, top, right, bottom)), np.float32)
    mixed = part[..., :3] + under * (1 - part[..., 3:] / 255)
    image.paste(Image.fromarray(np.clip(mixed, 0, 255).astype(np.uint8)), (left, top))


def paste_patch(random, image, people):
    """A scrap of hair, ear, neck or cloth: from outside the face."""
    pixels, landmarks, _ = people[int(random.integers(len(people)))]
    for _ in range(6):
        side = int(random.integers(16, 90))
        x, y = (int(v) for v in random.integers(0, 256 - side, 2))
        face = outline(landmarks)
        if x < face[:, 0].max() and x + side > face[:, 0].min() and \
                y < face[:, 1].max() and y + side > face[:, 1].min():
            continue
        patch = Image.fromarray(pixels[y:y + side, x:x + side])
        scale = random.uniform(0.3, 2)
        patch = patch.resize((max(4, int(side * scale)),) * 2, Image.Resampling.BILINEAR)
        if random.random() < 0.5:
            patch = patch.transpose(Image.Transpose(int(random.integers(0, 7))))
        over(image, np.asarray(patch),
             (int(random.integers(-20, image.size[0])), int(random.integers(-20, image.size[1]))))
        return


def without_face(random, pixels, landmarks):
    """The same person with hair where the face was, or nothing but skin."""
    mask = Image.new("L", (256, 256), 0)
    ring = outline(landmarks)
    middle = ring.mean(0)
    ring = middle + (ring - middle) * 1.06
    hull = np.concatenate([ring[0:17], ring[68:78][::-1]])
    ImageDraw.Draw(mask).polygon([tuple(p) for p in hull.tolist()], fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(random.uniform(1, 4)))
    image = Image.fromarray(pixels)
    kind = random.random()
    if kind < 0.5:      # from behind: what lies above the brow, mirrored downwards
        brow, top = int(ring[68:78, 1].mean()), int(np.argmax(pixels[..., 3].max(1) > 128))
        strip = pixels[max(top, 0):max(brow, top + 8)]
        reflected = np.concatenate([strip[::-1], strip] * 20)[:256]
        fill = np.zeros_like(pixels)
        start = max(brow, 0)
        fill[start:] = reflected[:256 - start]
        fill[:start] = pixels[:start]
        dark = fill[..., 3:] < 200
        mean = strip[strip[..., 3] > 200]
        mean = mean.mean(0) if len(mean) else np.array([40, 30, 25, 255])
        fill = np.where(dark, mean, fill)
    elif kind < 0.75:   # bare skin
        fill = np.asarray(image.filter(ImageFilter.GaussianBlur(random.uniform(14, 30))))
    else:               # strands
        y, x = np.mgrid[0:256, 0:256]
        wave = np.sin(x * random.uniform(0.2, 1.5) + np.sin(y * 0.05) * random.uniform(0, 6)
                      + random.normal(0, 0.4, (256, 256)))
        tone = np.array(random.integers(5, 120, 3)) * np.array([1.0, 0.8, 0.6])
        fill = np.clip(tone + wave[..., None] * random.uniform(4, 25), 0, 255)
        fill = np.concatenate([fill, np.full((256, 256, 1), 255)], -1)
    share = np.asarray(mask, np.float32)[..., None] / 255 * (pixels[..., 3:] / 255)
    return np.clip(pixels * (1 - share) + fill * share, 0, 255).astype(np.uint8)


def recolored(random, rgb):
    """Another light and film for a person or a picture; `rgb` is float."""
    gain = np.exp(random.normal(0, 0.12, 3)) * np.exp(random.normal(0, 0.18))
    return rgb * gain


class SceneMaker:
    """Draws scenes; the same random generator draws the same ones."""

    def __init__(self, people, size=(128, 128), smallest=12, largest=125):
        self.people, self.size = people.people, size
        self.smallest, self.largest = smallest, largest
        self.faceless = []

    def draw(self, random, faces=None):
        """A picture (H, W, 3) uint8 and its faces: (box (4,), points (5, 2)) in pixels."""
        image = backdrop(random, self.size, self.people)
        if faces is None:
            faces = int(random.choice([0, 1, 2, 3, 4], p=[0.22, 0.42, 0.2, 0.1, 0.06]))
        truth = []
        for _ in range(int(random.random() < 0.3) + int(random.random() < 0.12)):
            self.add(random, image, truth, False)
        for _ in range(faces):
            self.add(random, image, truth, True)
        return finished(random, image), truth

    def person(self, random, has_face):
        """A rendered person; those without a face are made a few hundred times, then taken again."""
        if has_face or len(self.faceless) < 300 or random.random() < 0.02:
            pixels, landmarks, _ = self.people[int(random.integers(len(self.people)))]
            if has_face:
                return pixels, landmarks
            made = without_face(random, pixels, landmarks), landmarks
            if len(self.faceless) < 300:
                self.faceless.append(made)
            else:
                self.faceless[int(random.integers(300))] = made
            return made
        return self.faceless[int(random.integers(len(self.faceless)))]

    def add(self, random, image, truth, has_face):
        pixels, landmarks = self.person(random, has_face)
        ring, points = outline(landmarks), five_points(landmarks)
        extent = np.sqrt(np.prod(ring.max(0) - ring.min(0)))
        size = np.exp(random.uniform(np.log(self.smallest), np.log(self.largest)))
        scale = size / extent
        angle = np.radians(random.normal(0, 12))
        stretch = np.exp(random.normal(0, 0.05))
        mirror = random.random() < 0.5
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        matrix = turn @ np.diag([scale * stretch * (-1 if mirror else 1), scale / stretch])
        middle = (ring.max(0) + ring.min(0)) / 2
        for _ in range(8):
            place = random.uniform([-0.05 * self.size[0], -0.05 * self.size[1]],
                                   [1.05 * self.size[0], 1.05 * self.size[1]])
            if size > 0.5 * min(self.size):
                place = np.array(self.size) / 2 + (place - np.array(self.size) / 2) * 0.5
            moved = (ring - middle) @ matrix.T + place
            box = np.concatenate([moved.min(0), moved.max(0)])
            if not any(overlap(box, other["box"]) > 0.02 for other in truth):
                break
        else:
            return
        alpha = self.paste(random, image, pixels, matrix, middle, place)
        for other in truth:     # whom this person hides is no longer to be found with certainty
            x0, y0, x1, y1 = np.clip(other["box"], 0, [*self.size] * 2).astype(int)
            part = alpha[y0:y1, x0:x1]
            if part.size and part.mean() > 0.3 * 255:
                other["seen"] = 0.0
        if not has_face:
            return
        five = (points - middle) @ matrix.T + place
        if mirror:
            five = five[FLIP]
        seen = np.clip(box, 0, [*self.size] * 2)
        share = np.prod(seen[2:] - seen[:2]) / np.prod(box[2:] - box[:2])
        if random.random() < 0.15:
            cover(random, image, box)
        truth.append({"box": box, "points": five, "seen": float(share)})

    def paste(self, random, image, pixels, matrix, middle, place):
        scale = np.sqrt(abs(np.linalg.det(matrix)))
        level = int(np.clip(np.floor(np.log2(1 / scale)), 0, 4)) if scale < 1 else 0
        shrunk = Image.fromarray(pixels).resize((256 >> level,) * 2, Image.Resampling.BOX)
        # The body goes on below the picture's edge.
        source = np.pad(np.asarray(shrunk), ((0, 256 >> level), (0, 0), (0, 0)), "edge")
        inverse = np.linalg.inv(matrix) / (1 << level)
        offset = middle / (1 << level) - inverse @ place
        piece = Image.fromarray(source).transform(
            self.size, Image.Transform.AFFINE,
            (inverse[0, 0], inverse[0, 1], offset[0], inverse[1, 0], inverse[1, 1], offset[1]),
            resample=Image.Resampling.BILINEAR)
        piece = np.array(piece, np.float32)
        if random.random() < 0.7:
            piece[..., :3] = recolored(random, piece[..., :3])
        over(image, piece, (0, 0))
        return piece[..., 3]


def mirrored(scene):
    """A scene and its faces, left and right exchanged."""
    picture, truth = scene
    width = picture.shape[1]
    faces = []
    for face in truth:
        x0, y0, x1, y1 = face["box"]
        points = face["points"][FLIP].copy()
        points[:, 0] = width - points[:, 0]
        faces.append({"box": np.array([width - x1, y0, width - x0, y1]), "points": points,
                      "seen": face["seen"]})
    return picture[:, ::-1], faces


def overlap(a, b):
    shared = np.prod(np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None))
    return shared / min(np.prod(a[2:] - a[:2]), np.prod(b[2:] - b[:2]))


def cover(random, image, box):
    """Something before a small part of a face: a bar, a hand's worth of skin, a microphone."""
    size = np.sqrt(np.prod(box[2:] - box[:2]))
    x, y = random.uniform(box[:2], box[2:])
    w, h = random.uniform(0.08, 0.4, 2) * size
    fill = skin(random) if random.random() < 0.5 else tuple(random.integers(0, 256, 3).tolist())
    draw = ImageDraw.Draw(image)
    (draw.ellipse if random.random() < 0.5 else draw.rectangle)(
        [x - w / 2, y - h / 2, x + w / 2, y + h / 2], fill=fill)


def finished(random, image):
    """The whole picture's light, lens and file."""
    a = np.asarray(image, np.float32)
    if random.random() < 0.7:
        a = recolored(random, a) + random.normal(0, 8)
        a = 255 * np.clip(a / 255, 0, 1) ** np.exp(random.normal(0, 0.25))
    if random.random() < 0.12:
        a = np.repeat(a @ np.array([[0.3], [0.59], [0.11]], np.float32), 3, 2)
    if random.random() < 0.06:
        a = a[..., random.permutation(3)]
    if random.random() < 0.06:
        steps = random.integers(4, 12)
        a = np.round(a / 255 * steps) / steps * 255
    image = Image.fromarray(np.clip(a, 0, 255).astype(np.uint8))
    kind = random.random()
    if kind < 0.2:
        image = image.filter(ImageFilter.GaussianBlur(random.uniform(0.3, 1.4)))
    elif kind < 0.3:
        image = image.filter(ImageFilter.UnsharpMask(1.5, int(random.integers(50, 200)), 2))
    elif kind < 0.36:
        image = image.filter(ImageFilter.MedianFilter(3))
    if random.random() < 0.25:
        a = np.asarray(image, np.float32) + random.normal(
            0, random.uniform(1, 16), (image.size[1], image.size[0], 3))
        image = Image.fromarray(np.clip(a, 0, 255).astype(np.uint8))
    if random.random() < 0.35:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=int(random.integers(15, 85)))
        image = Image.open(buffer).convert("RGB")
    return np.asarray(image)
