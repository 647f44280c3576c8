"""Trains the detector on scenes made as it goes.

    python -m mien_detector.train --sets data/sets/1 data/sets/2 --run runs/detector --hours 1

SIGTERM finishes the step and saves; the same command goes on from there. The time that counts for the
falling rate is the training's own, over all resumes.
"""
import argparse
import json
import signal
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from .network import POINT_UNIT, STRIDE, Detector, normalized
from .scenes import People, SceneMaker, mirrored
from .steps import falling, resume, save, take


def targets(scenes, size, smallest):
    """What the network should answer: heat (N, H, W), weight, and at positive cells box and points."""
    h, w = size[1] // STRIDE, size[0] // STRIDE
    heat = np.zeros((len(scenes), h, w), np.float32)
    care = np.ones_like(heat)
    share = np.zeros_like(heat)
    box = np.zeros((len(scenes), 4, h, w), np.float32)
    points = np.zeros((len(scenes), 10, h, w), np.float32)
    extent = np.ones_like(heat)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    x, y = (x + 0.5) * STRIDE, (y + 0.5) * STRIDE
    faces = 0
    for n, truth in enumerate(scenes):
        for face in truth:
            b, p = face["box"], face["points"]
            side = np.sqrt((b[2] - b[0]) * (b[3] - b[1]))
            mx, my = (b[0] + b[2]) / 2, (b[1] + b[3]) / 2
            sigma = max(0.75 * STRIDE, 0.16 * side)
            g = np.exp(-((x - mx) ** 2 + (y - my) ** 2) / (2 * sigma * sigma))
            if side < smallest + 2 or face["seen"] < 0.55 or not (0 < mx < size[0] and 0 < my < size[1]):
                care[n] = np.where(g > 0.1, 0, care[n])
                continue
            cx, cy = min(int(mx / STRIDE), w - 1), min(int(my / STRIDE), h - 1)
            g[cy, cx] = 1
            mine = (g > np.maximum(heat[n], 0.3)) | ((x == x[cy, cx]) & (y == y[cy, cx]))
            heat[n] = np.maximum(heat[n], g)
            share[n] = np.where(mine, g, share[n])
            distances = (x - b[0], y - b[1], b[2] - x, b[3] - y)
            for k, d in enumerate(distances):
                box[n, k] = np.where(mine, np.maximum(d, 0.5), box[n, k])
            for k in range(5):
                points[n, 2 * k] = np.where(mine, p[k, 0] - x, points[n, 2 * k])
                points[n, 2 * k + 1] = np.where(mine, p[k, 1] - y, points[n, 2 * k + 1])
            extent[n] = np.where(mine, side, extent[n])
            faces += 1
    return [torch.from_numpy(a) for a in (heat, care, share, box, points, extent)], faces


def loss(out, wanted, faces):
    heat, care, share, box, points, extent = wanted
    out = out.float()
    p = torch.sigmoid(out[:, 0]).clamp(1e-4, 1 - 1e-4)
    hit = heat >= 1
    positive = -((1 - p) ** 2 * torch.log(p))[hit & (care > 0)].sum()
    negative = -((1 - heat) ** 4 * p ** 2 * torch.log(1 - p) * care)[~hit].sum()
    number = max(faces, 1)
    found = (positive + negative) / number
    weight = share / share.sum().clamp(min=1)
    d = torch.exp(out[:, 1:5].clamp(-4, 5)) * STRIDE
    w = torch.minimum(d[:, 0], box[:, 0]) + torch.minimum(d[:, 2], box[:, 2])
    h = torch.minimum(d[:, 1], box[:, 1]) + torch.minimum(d[:, 3], box[:, 3])
    shared = w.clamp(min=0) * h.clamp(min=0)
    area = (d[:, 0] + d[:, 2]) * (d[:, 1] + d[:, 3])
    true = (box[:, 0] + box[:, 2]) * (box[:, 1] + box[:, 3])
    boxes = ((1 - shared / (area + true - shared).clamp(min=1e-3)) * weight).sum()
    error = F.smooth_l1_loss(out[:, 5:] * POINT_UNIT / extent[:, None], points / extent[:, None],
                             reduction="none", beta=0.02).mean(1)
    marks = (error * weight).sum()
    return found + 2 * boxes + 12 * marks, {
        "found": found.item(), "boxes": boxes.item(), "points": marks.item()}


@torch.no_grad()
def measure(net, pictures, scenes):
    """Recall, false alarms a picture and the points' error where faces are large enough and whole."""
    net.eval()
    out = torch.cat([net(normalized(pictures[k:k + 32])) for k in range(0, len(pictures), 32)])
    p = torch.sigmoid(out[:, 0])
    peaks = (p == F.max_pool2d(p[:, None], 3, 1, 1)[:, 0]) & (p > 0.5)
    hits = wanted = false = 0
    errors = []
    for n, truth in enumerate(scenes):
        found = []
        for cy, cx in peaks[n].nonzero().tolist():
            x, y = (cx + 0.5) * STRIDE, (cy + 0.5) * STRIDE
            l, t, r, b = (torch.exp(out[n, 1:5, cy, cx]) * STRIDE).tolist()
            marks = out[n, 5:, cy, cx].numpy().reshape(5, 2) * POINT_UNIT + [x, y]
            found.append((p[n, cy, cx].item(), np.array([x - l, y - t, x + r, y + b]), marks))
        found.sort(key=lambda f: -f[0])
        kept = []
        for f in found:
            if all(iou(f[1], g[1]) < 0.4 for g in kept):
                kept.append(f)
        used = set()
        for face in truth:
            match = [k for k, f in enumerate(kept) if k not in used and iou(f[1], face["box"]) > 0.4]
            certain = face["seen"] > 0.8 and np.prod(face["box"][2:] - face["box"][:2]) > 16 ** 2
            wanted += certain
            if match:
                used.add(match[0])
                hits += certain
                if certain:
                    apart = np.linalg.norm(face["points"][0] - face["points"][1])
                    errors.append(np.linalg.norm(kept[match[0]][2] - face["points"], axis=1).mean()
                                  / max(apart, 1))
        false += sum(1 for k in range(len(kept)) if k not in used)
    net.train()
    return {"recall": round(hits / max(wanted, 1), 4), "false_per_picture": round(false / len(scenes), 4),
            "point_error": round(float(np.median(errors)) if errors else 1, 4)}


def iou(a, b):
    shared = np.prod(np.clip(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0, None))
    return shared / (np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - shared)


def batch(maker, random, count):
    drawn = [maker.draw(random) for _ in range(count)]
    return torch.from_numpy(np.stack([d[0] for d in drawn])), [d[1] for d in drawn]


class Pool:
    """Scenes that are shown several times, each time in another light, half the times mirrored: drawing
    one costs more than learning from it."""

    def __init__(self, maker, random, count=1500, fresh=0.15):
        self.maker, self.random, self.count, self.fresh = maker, random, count, fresh
        self.scenes = [maker.draw(random) for _ in range(64)]

    def batch(self, count):
        for _ in range(max(1, round(count * self.fresh))):
            scene = self.maker.draw(self.random)
            if len(self.scenes) < self.count:
                self.scenes.append(scene)
            else:
                self.scenes[int(self.random.integers(self.count))] = scene
        drawn = [self.again(self.scenes[k])
                 for k in self.random.integers(0, len(self.scenes), count)]
        return torch.from_numpy(np.stack([d[0] for d in drawn])), [d[1] for d in drawn]

    def again(self, scene):
        picture, truth = mirrored(scene) if self.random.random() < 0.5 else scene
        ramp = np.arange(256) / 255
        tables = [np.clip(255 * ramp ** np.exp(self.random.normal(0, 0.12))
                          * np.exp(self.random.normal(0, 0.12)), 0, 255).astype(np.uint8)
                  for _ in range(3)]
        return np.stack([tables[k][picture[..., k]] for k in range(3)], -1), truth


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", nargs="+", required=True)
    parser.add_argument("--run", required=True, type=Path)
    parser.add_argument("--hours", type=float, default=1)
    parser.add_argument("--steps", type=int, default=1 << 40, help="steps at most, for a quick trial")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--check-every", type=float, default=240, help="seconds")
    parser.add_argument("--limit", type=int, help="people at most, for a quick trial")
    a = parser.parse_args(arguments)
    torch.set_num_threads(a.threads)
    torch.manual_seed(1)
    a.run.mkdir(parents=True, exist_ok=True)
    size, smallest = (a.size, a.size), 12
    maker = SceneMaker(People(a.sets, limit=a.limit), size, smallest, 0.98 * a.size)
    held = SceneMaker(People(a.sets, held_out=True, limit=a.limit), size, smallest, 0.98 * a.size)
    checks = batch(held, np.random.default_rng(77), 256) if held.people else None
    print(f"{len(maker.people)} pictures of people, {len(held.people)} held out", flush=True)

    net, mean = Detector(), Detector()
    mean.load_state_dict(net.state_dict())
    optimizer = torch.optim.AdamW(net.parameters(), a.rate, weight_decay=1e-4)
    checkpoint = a.run / "checkpoint.pt"
    step, spent = resume(checkpoint, net, mean, optimizer)
    random = np.random.default_rng(1000 + step)
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    log = open(a.run / "log.jsonl", "a", buffering=1)
    began = checked = time.monotonic()
    before, sums, steps = spent, {}, 0
    pool = Pool(maker, random)

    def keep():
        save(checkpoint, net, mean, optimizer, step, spent)

    while spent < a.hours * 3600 and step < a.steps and not stopping:
        rate = falling(a.rate, spent / (a.hours * 3600), step)
        pictures, scenes = pool.batch(a.batch)
        wanted, faces = targets(scenes, size, smallest)
        value, parts = loss(net(normalized(pictures)), wanted, faces)
        take(net, mean, optimizer, value, rate, step)
        step, steps, spent = step + 1, steps + 1, before + time.monotonic() - began
        for key, number in parts.items():
            sums[key] = sums.get(key, 0) + number
        if time.monotonic() - checked > a.check_every or stopping or spent >= a.hours * 3600:
            checked = time.monotonic()
            line = {"step": step, "hours": round(spent / 3600, 3), "rate": round(rate, 6)}
            line |= {key: round(number / steps, 4) for key, number in sums.items()}
            if checks:
                line |= measure(mean, *checks)
            log.write(json.dumps(line) + "\n")
            print(json.dumps(line), flush=True)
            sums, steps = {}, 0
            keep()
    keep()


if __name__ == "__main__":
    main()
