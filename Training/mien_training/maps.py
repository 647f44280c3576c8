"""The training data: folders written by `mien maps`, cached as pixels, split and cut into batches.

A folder holds `index.json`, `conditions.u8` (N x C x S x S, planar; value = u8 / 255 * scale + offset)
and `appearance.f32` (N x 2 x A; plain and mirrored). Two caches are written beside them: `images.u8`
(N x 4 x S x S, premultiplied RGBA) and `conditions-half.u8` (the maps at half the size).
"""
import json
import os
import re
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from .splits import SPLIT, matches


def premultiplied(path, size):
    """An image file with straight alpha as (4, size, size) uint8 with premultiplied colour."""
    with Image.open(path) as file:
        pixels = np.asarray(file.convert("RGBA"), np.float32) / 255
    if pixels.shape[0] != pixels.shape[1] or pixels.shape[0] % size:
        raise ValueError(f"{path}: {pixels.shape[1]}x{pixels.shape[0]} is no multiple of {size}")
    k = pixels.shape[0] // size
    pixels[..., :3] *= pixels[..., 3:]
    pixels = pixels.reshape(size, k, size, k, 4).mean((1, 3))
    return (pixels.transpose(2, 0, 1) * 255 + 0.5).astype(np.uint8)


def write_atomically(path, text):
    temporary = Path(f"{path}.tmp")
    temporary.write_text(text)
    os.replace(temporary, path)


class MapFolder:
    """One folder of `mien maps`, memory-mapped, with its caches brought up to date."""

    def __init__(self, folder):
        """`folder` is DIR or DIR=SET, where SET is the folder that the records' files lie in. Without
        it they lie in DIR, or in ../../sets/NAME for a DIR called NAME."""
        folder, _, source = str(folder).partition("=")
        self.folder = Path(folder)
        self.sources = [Path(source)] if source else [
            self.folder, self.folder.resolve().parent.parent / "sets" / self.folder.resolve().name]
        index = json.loads((self.folder / "index.json").read_text())
        self.size = int(index["size"])
        self.condition_names = list(index["condition_names"])
        self.scale = np.asarray(index["condition_scale"], np.float32)
        self.offset = np.asarray(index["condition_offset"], np.float32)
        self.sign = np.asarray(index["mirror_sign"], np.float32)
        self.appearance_names = list(index["appearance_names"])
        self.records = index["records"]
        n, c, s = len(self.records), len(self.condition_names), self.size
        self.conditions = self._open("conditions.u8", np.uint8, (n, c, s, s))
        self.appearance = np.array(
            self._open("appearance.f32", np.float32, (n, 2, len(self.appearance_names))))
        if not np.isfinite(self.appearance).all():
            raise ValueError(f"{self.folder}/appearance.f32: holds numbers that are not finite")
        self._cache_images()
        self._cache_half()
        self.images = self._open("images.u8", np.uint8, (n, 4, s, s))
        self.half = self._open("conditions-half.u8", np.uint8, (n, c, s // 2, s // 2))

    def _open(self, name, kind, shape):
        """Maps the first `shape[0]` items of a file that may have grown since index.json was read."""
        path = self.folder / name
        need = int(np.prod(shape, dtype=np.int64)) * np.dtype(kind).itemsize
        if path.stat().st_size < need:
            raise ValueError(f"{path}: {path.stat().st_size} bytes, but index.json needs {need}")
        return np.memmap(path, kind, "r", shape=shape)

    def image_path(self, record):
        for source in self.sources:
            if (source / record["file"]).exists():
                return source / record["file"]
        raise FileNotFoundError(f"{record['file']} is in none of {', '.join(map(str, self.sources))}: "
                                f"name its folder, --maps {self.folder}=SET")

    def _cache_images(self):
        """Adds to images.u8 what index.json names beyond it; starts again when the list changed."""
        path, list_path = self.folder / "images.u8", self.folder / "images.json"
        names = [r["file"] for r in self.records]
        done = json.loads(list_path.read_text()) if list_path.exists() and path.exists() else []
        if done[:len(names)] == names:
            return
        if names[:len(done)] != done:
            done = []
        with open(path, "r+b" if done else "wb") as out:
            out.truncate(len(done) * 4 * self.size ** 2)
            out.seek(0, os.SEEK_END)
            for record in self.records[len(done):]:
                out.write(premultiplied(self.image_path(record), self.size).tobytes())
        write_atomically(list_path, json.dumps(names))

    def _cache_half(self):
        """The maps at half the size, made anew whenever conditions.u8 is another file."""
        source, stamp_path = self.folder / "conditions.u8", self.folder / "conditions-half.json"
        stamp = dict(bytes=source.stat().st_size, changed=source.stat().st_mtime_ns,
                     records=len(self.records))
        if stamp_path.exists() and json.loads(stamp_path.read_text()) == stamp:
            return
        with open(self.folder / "conditions-half.u8", "wb") as out:
            for maps in self.conditions:
                m = maps.astype(np.uint16)
                m = m[:, ::2, ::2] + m[:, 1::2, ::2] + m[:, ::2, 1::2] + m[:, 1::2, 1::2]
                out.write(((m + 2) >> 2).astype(np.uint8).tobytes())
        write_atomically(stamp_path, json.dumps(stamp))


class FaceData:
    """Several map folders as one list of pictures, split by person, served as batches.

    `train`, `new_identity` and `new_frame` are lists of positions.
    """

    def __init__(self, folders, split=SPLIT):
        self.folders = [MapFolder(f) for f in folders]
        first = self.folders[0]
        for other in self.folders[1:]:
            for field in ("size", "condition_names", "appearance_names"):
                if getattr(other, field) != getattr(first, field):
                    raise ValueError(f"{other.folder} and {first.folder} differ in {field}")
            if not (np.array_equal(other.scale, first.scale)
                    and np.array_equal(other.offset, first.offset)
                    and np.array_equal(other.sign, first.sign)):
                raise ValueError(f"{other.folder} and {first.folder} differ in scale or sign")
        self.size = first.size
        self.condition_names, self.appearance_names = first.condition_names, first.appearance_names
        self.channel = {name: k for k, name in enumerate(self.condition_names)}
        self.sign = first.sign
        self.scale = torch.from_numpy(first.scale / 255).view(1, -1, 1, 1)
        self.offset = torch.from_numpy(first.offset).view(1, -1, 1, 1)
        self.full_scale = torch.from_numpy(first.scale)
        self.place, self.records, appearance = [], [], []
        for folder in self.folders:
            for k, record in enumerate(folder.records):
                digits = re.findall(r"\d+", Path(record["file"]).stem)
                self.records.append({"index": int(digits[-1]) if digits else k, **record})
                self.place.append((folder, k))
            appearance.append(folder.appearance)
        self.appearance = np.concatenate(appearance)
        rules = json.loads(Path(split).read_text())
        held = lambda r: any(matches(rule, r) for rule in rules["new_identity"])
        frame = lambda r: any(matches(rule, r) for rule in rules["new_frame"])
        each = range(len(self.records))
        self.new_identity = [i for i in each if held(self.records[i])]
        self.new_frame = [i for i in each
                          if frame(self.records[i]) and not held(self.records[i])]
        out = set(self.new_identity) | set(self.new_frame)
        self.train = [i for i in each if i not in out]
        if not self.train:
            raise ValueError("the split leaves no picture to train on")

    def person(self, i):
        return self.records[i].get("set", 0), self.records[i]["identity"]

    def description(self):
        people = lambda which: len({self.person(i) for i in which})
        return dict(train=len(self.train), train_people=people(self.train),
                    new_identity=len(self.new_identity), new_people=people(self.new_identity),
                    new_frame=len(self.new_frame))

    def _stack(self, index, name, mirror, window=None):
        """uint8 (B, C, h, w): the pictures or maps `name`, some mirrored, at `window` when given.

        `window` is a list of (top, left, side) in the pixels of the array *after* mirroring.
        """
        out = []
        for n, (i, flip) in enumerate(zip(index, mirror)):
            folder, k = self.place[i]
            array = getattr(folder, name)[k]
            if window is not None:
                y, x, side = window[n]
                x = array.shape[-1] - x - side if flip else x
                array = array[:, y:y + side, x:x + side]
            out.append(array[:, :, ::-1] if flip else array)
        return torch.from_numpy(np.stack(out))

    def values(self, maps, mirror, device="cpu"):
        """Map values from bytes, on the device; the mirrored ones with their signs turned."""
        maps = maps.to(device).contiguous(memory_format=torch.channels_last).float()
        sign = torch.from_numpy(np.where(np.asarray(mirror)[:, None], self.sign, 1).astype(np.float32))
        sign = sign[:, :, None, None]
        return torch.addcmul((self.offset * sign).to(device), maps, (self.scale * sign).to(device))

    def pictures(self, index, mirror, size, device="cpu", window=None):
        """Float pictures (B, 4, h, w) in 0...1 at the full size or half of it."""
        t = self._stack(index, "images", mirror, window).to(device)
        t = t.contiguous(memory_format=torch.channels_last).float().div_(255)
        return t if size == self.size or window is not None else \
            torch.nn.functional.avg_pool2d(t, self.size // size)

    def conditions(self, index, mirror, size, device="cpu", window=None):
        """Float condition maps (B, C, h, w) at the full size or half of it."""
        if size not in (self.size, self.size // 2):
            raise ValueError(f"maps of {self.size} cannot be served at {size}")
        name = "conditions" if size == self.size else "half"
        return self.values(self._stack(index, name, mirror, window), mirror, device)

    def appearances(self, index, mirror, device="cpu"):
        rows = self.appearance[np.asarray(index), np.asarray(mirror, int)]
        return torch.from_numpy(rows).to(device)

    def batch(self, index, size=None, mirror=None, device="cpu"):
        """(pictures, conditions, appearances) of these positions."""
        size = size or self.size
        mirror = np.zeros(len(index), bool) if mirror is None else mirror
        return (self.pictures(index, mirror, size, device),
                self.conditions(index, mirror, size, device),
                self.appearances(index, mirror, device))
