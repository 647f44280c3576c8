"""Trains the second look: a small network that sees one face, about upright and about in its place, says
where its five points really are and whether it is a face at all.

    python -m mien_detector.refine --sets data/sets/1 data/sets/2 --run runs/refiner --hours 0.4
    python -m mien_detector.refine --run runs/refiner --export face-points.safetensors

The window is what the similarity shows that brings the points known so far closest to the encoder's
template (see `FaceAligner`): 64 pixels show -16...128 of the template's 112. The answer is each point's
distance from its place in the template, in sixteenths of the window.
"""
import argparse
import json
import math
import os
import signal
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import save_file

from mien_identity.crops import TEMPLATE

from .network import POINT_UNIT, SLOPE, STRIDE, Detector, normalized
from .scenes import People, SceneMaker
from .steps import falling, resume, save, take

WINDOW, MARGIN = 64, 16.0
PLACES = (TEMPLATE + MARGIN) * WINDOW / (112 + 2 * MARGIN)
UNIT = WINDOW / 16

# name, stride, inputs, outputs, added before the activation
LAYERS = [("c1", 2, 3, 16, None), ("c2", 2, 16, 32, None), ("c2a", 1, 32, 32, None),
          ("c2b", 1, 32, 32, "c2"), ("c3", 2, 32, 64, None), ("c3a", 1, 64, 64, None),
          ("c3b", 1, 64, 64, "c3"), ("c4", 2, 64, 96, None)]
HIDDEN = 96


class Refiner(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolutions, self.norms = nn.ModuleDict(), nn.ModuleDict()
        for name, stride, inputs, outputs, add in LAYERS:
            self.convolutions[name] = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
            nn.init.kaiming_normal_(self.convolutions[name].weight, a=SLOPE)
            self.norms[name] = nn.BatchNorm2d(outputs, momentum=0.02)
            if add:
                nn.init.constant_(self.norms[name].weight, 0.3)
        self.hidden = nn.Linear(96 * 16, HIDDEN)
        self.points, self.presence = nn.Linear(HIDDEN, 10), nn.Linear(HIDDEN, 1)
        nn.init.normal_(self.points.weight, std=0.01)
        nn.init.zeros_(self.points.bias)

    def forward(self, x):
        """(N, 3, 64, 64) -> offsets of the points (N, 10) and the logit of a face (N,)."""
        maps = {}
        for name, _, _, _, add in LAYERS:
            x = self.norms[name](self.convolutions[name](x))
            x = F.leaky_relu(x + maps[add] if add else x, SLOPE)
            maps[name] = x
        x = F.leaky_relu(self.hidden(x.flatten(1)), SLOPE)
        return self.points(x), self.presence(x)[:, 0]


def similarity(points, targets):
    """The 2 x 3 matrix without mirroring that brings points closest to targets."""
    middle, goal = points.mean(0), targets.mean(0)
    p, q = points - middle, targets - goal
    energy = (p * p).sum()
    a, b = (p * q).sum() / energy, (p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]).sum() / energy
    turn = np.array([[a, -b], [b, a]])
    return np.concatenate([turn, (goal - turn @ middle)[:, None]], 1)


def window(picture, matrix):
    """What a similarity shows of a picture (PIL), shrunk without ripples."""
    inverse = np.linalg.inv(np.concatenate([matrix, [[0, 0, 1]]]))
    scale = 1 / math.sqrt(abs(np.linalg.det(matrix[:, :2])))
    k = min(4, max(1, math.ceil(scale)))
    fine = inverse[:2] @ np.diag([1 / k, 1 / k, 1])
    image = picture.transform((WINDOW * k, WINDOW * k), Image.Transform.AFFINE,
                              tuple(fine.flatten()), resample=Image.Resampling.BILINEAR,
                              fillcolor=(128, 128, 128))
    return np.asarray(image.reduce(k) if k > 1 else image)


def extent(points):
    """The distance between the eyes, or what it would be from the front."""
    return max(np.linalg.norm(points[1] - points[0]),
               0.6 * np.linalg.norm(points[3:].mean(0) - points[:2].mean(0)))


def is_near(points, face):
    """Whether points may be meant for this face, or for one that is too far hidden to say."""
    if face["seen"] < 0.6:
        middle, box = points.mean(0), face["box"]
        return bool(np.all(middle > box[:2]) and np.all(middle < box[2:]))
    return np.linalg.norm(points - face["points"], axis=1).mean() < 0.5 * extent(face["points"])


class WindowMaker:
    """Windows with a face almost in its place, and windows that the first look may mistake for one."""

    def __init__(self, people, detector=None):
        self.scenes = SceneMaker(people, (128, 128), 20, 110)
        self.detector = detector
        self.waiting = []

    def draw(self, random):
        while not self.waiting:
            picture, truth = self.scenes.draw(random)
            image = Image.fromarray(np.ascontiguousarray(picture))
            for face in truth:
                if face["seen"] < 0.6:
                    continue
                for _ in range(3):
                    self.waiting.append(self.positive(random, image, face["points"]))
            for _ in range(2 if truth else 3):
                other = self.negative(random, image, truth)
                if other:
                    self.waiting.append(other)
            if self.detector:
                self.waiting += self.mistaken(random, picture, truth)
                self.waiting += self.mistaken(random, *self.scenes.draw(random, faces=0))
            random.shuffle(self.waiting)
        return self.waiting.pop()

    @torch.no_grad()
    def mistaken(self, random, picture, truth):
        """What the first look takes for faces where none is, such as an ear or a bearded mouth."""
        out = self.detector(normalized(torch.from_numpy(np.ascontiguousarray(picture))[None]))[0]
        p = torch.sigmoid(out[0])
        peaks = (p == F.max_pool2d(p[None, None], 3, 1, 1)[0, 0]) & (p > 0.15)
        image, found = Image.fromarray(np.ascontiguousarray(picture)), []
        for y, x in peaks.nonzero().tolist():
            points = out[5:, y, x].numpy().reshape(5, 2) * POINT_UNIT + \
                [(x + 0.5) * STRIDE, (y + 0.5) * STRIDE]
            apart = np.linalg.norm(points[1] - points[0])
            if apart < 3 or any(is_near(points, face) for face in truth):
                continue
            points = points + random.normal(0, 0.05 * apart, (5, 2))
            found.append((window(image, similarity(points, PLACES)), np.zeros(10), 0.0))
        return found

    def positive(self, random, image, points):
        apart = extent(points)
        large = 0.25 if random.random() < 0.5 else 0.08
        guess = points.mean(0) + (points - points.mean(0)) * np.exp(random.normal(0, large))
        angle = random.normal(0, 0.6 * large)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        guess = (guess - points.mean(0)) @ turn.T + points.mean(0)
        guess += random.normal(0, 0.6 * large * apart, 2) + \
            random.normal(0, 0.4 * large * apart, (5, 2))
        matrix = similarity(guess, PLACES)
        seen = points @ matrix[:, :2].T + matrix[:, 2]
        return window(image, matrix), ((seen - PLACES) / UNIT).flatten(), 1.0

    def negative(self, random, image, truth):
        """A place that no face fills: somewhere, or beside a face, a part of it, or far too large."""
        apart = np.exp(random.uniform(np.log(4 if truth else 8), np.log(50)))
        low, high = (0, 0), (128, 128)
        if truth and random.random() < 0.5:
            box = truth[int(random.integers(len(truth)))]["box"]
            low, high = box[:2], box[2:]
        place = random.uniform(low, high)
        for face in truth:
            middle = face["points"].mean(0)
            true = np.linalg.norm(face["points"][1] - face["points"][0])
            if np.linalg.norm(place - middle) < 1.3 * max(true, apart) and \
                    -0.7 < np.log(apart / max(true, 1)) < 1.2:
                return None
        angle = random.normal(0, 0.2)
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        guess = (TEMPLATE - TEMPLATE.mean(0)) * apart / 35.2 @ turn.T + place
        return window(image, similarity(guess, PLACES)), np.zeros(10), 0.0


class Pool:
    """Windows that are shown a few times, mirrored half the times, each time in another light."""

    def __init__(self, maker, random, count=12000, fresh=0.15):
        self.maker, self.random, self.count, self.fresh = maker, random, count, fresh
        self.windows = [maker.draw(random) for _ in range(512)]

    def batch(self, count):
        for _ in range(round(count * self.fresh)):
            drawn = self.maker.draw(self.random)
            if len(self.windows) < self.count:
                self.windows.append(drawn)
            else:
                self.windows[int(self.random.integers(self.count))] = drawn
        chosen = [self.windows[k] for k in self.random.integers(0, len(self.windows), count)]
        pictures = torch.from_numpy(np.stack([c[0] for c in chosen]))
        points = torch.tensor(np.stack([c[1] for c in chosen]), dtype=torch.float32)
        presence = torch.tensor([c[2] for c in chosen])
        flip = torch.from_numpy(self.random.random(count) < 0.5)
        pictures = torch.where(flip[:, None, None, None], pictures.flip(2), pictures)
        points = torch.where(flip[:, None], mirrored(points), points)
        x = normalized(pictures)
        gain = torch.from_numpy(np.exp(self.random.normal(0, 0.12, (count, 3, 1, 1)))).float()
        shift = torch.from_numpy(self.random.normal(0, 0.08, (count, 3, 1, 1))).float()
        return (x * gain + shift).clamp(-1, 1), points, presence


def mirrored(points):
    """Offsets from the template, left and right exchanged."""
    p = points.view(-1, 5, 2)[:, [1, 0, 2, 4, 3]]
    return (p * torch.tensor([-1.0, 1.0])).reshape(-1, 10)


@torch.no_grad()
def measure(net, windows):
    net.eval()
    pictures = torch.from_numpy(np.stack([w[0] for w in windows]))
    wanted = torch.tensor(np.stack([w[1] for w in windows]), dtype=torch.float32)
    presence = torch.tensor([w[2] for w in windows]) > 0.5
    points, logit = net(normalized(pictures))
    net.train()
    apart = (wanted + torch.from_numpy(PLACES.flatten()).float() / UNIT).view(-1, 5, 2)
    apart = (apart[:, 0] - apart[:, 1]).norm(dim=1)[presence]
    def error(guess):
        e = (guess - wanted).view(-1, 5, 2).norm(dim=2).mean(1)[presence] / apart
        return round(e.median().item(), 4)
    return {"before": error(torch.zeros_like(points)), "point_error": error(points),
            "missed": round((logit[presence] < 0).float().mean().item(), 4),
            "mistaken": round((logit[~presence] > 0).float().mean().item(), 4)}


def export(net, path, trained=""):
    net.eval()
    layers, tensors = [], {}
    for name, stride, _, outputs, add in LAYERS:
        norm = net.norms[name]
        gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        tensors[f"{name}.weight"] = net.convolutions[name].weight * gain[:, None, None, None]
        tensors[f"{name}.bias"] = norm.bias - norm.running_mean * gain
        layers.append({"name": name, "op": "convolution", "kernel": 3, "stride": stride,
                       "outputs": outputs, "activation": "leaky"} | ({"add": add} if add else {}))
    layers.append({"name": "flat", "op": "flatten"})
    for name, module, source in (("hidden", net.hidden, "flat"), ("points", net.points, "hidden"),
                                 ("presence", net.presence, "hidden")):
        tensors[f"{name}.weight"], tensors[f"{name}.bias"] = module.weight, module.bias
        layers.append({"name": name, "op": "linear", "from": source,
                       "outputs": module.out_features,
                       "activation": "leaky" if name == "hidden" else "none"})
    network = {"input": {"channels": 3, "width": WINDOW, "height": WINDOW, "mean": [127.5] * 3,
                         "scale": [1 / 128] * 3},
               "layers": layers, "outputs": ["points", "presence"]}
    metadata = {"format": "mien-convolutional-1", "network": json.dumps(network),
                "points": json.dumps({"margin": MARGIN, "unit": UNIT}),
                "name": "mien face points", "trained": trained}
    tensors = {key: value.detach().half().contiguous() for key, value in tensors.items()}
    save_file(tensors, f"{path}.tmp", metadata)
    os.replace(f"{path}.tmp", path)


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", nargs="+", default=[])
    parser.add_argument("--run", required=True, type=Path)
    parser.add_argument("--hours", type=float, default=0.4)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--check-every", type=float, default=120, help="seconds")
    parser.add_argument("--limit", type=int, help="people at most, for a quick trial")
    parser.add_argument("--mistakes-of", type=Path,
                        help="a detector's run, whose mistakes are among the windows")
    parser.add_argument("--export", type=Path, help="write the weight file and stop")
    a = parser.parse_args(arguments)
    checkpoint = a.run / "checkpoint.pt"
    net, mean = Refiner(), Refiner()
    if a.export:
        state = torch.load(checkpoint, weights_only=True)
        mean.load_state_dict(state["mean"])
        export(mean, a.export, f"{state['step']} steps on windows of composed scenes")
        return
    torch.set_num_threads(a.threads)
    torch.manual_seed(2)
    a.run.mkdir(parents=True, exist_ok=True)
    mean.load_state_dict(net.state_dict())
    optimizer = torch.optim.AdamW(net.parameters(), a.rate, weight_decay=1e-4)
    step, spent = resume(checkpoint, net, mean, optimizer)
    random = np.random.default_rng(3000 + step)
    held = WindowMaker(People(a.sets, held_out=True, limit=a.limit))
    chosen = np.random.default_rng(78)
    checks = [held.draw(chosen) for _ in range(512)]
    detector = None
    if a.mistakes_of:
        detector = Detector().eval()
        detector.load_state_dict(
            torch.load(a.mistakes_of / "checkpoint.pt", weights_only=True)["mean"])
    pool = Pool(WindowMaker(People(a.sets, limit=a.limit), detector), random)
    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    log = open(a.run / "log.jsonl", "a", buffering=1)
    began = checked = time.monotonic()
    before = spent
    while spent < a.hours * 3600 and not stopping:
        rate = falling(a.rate, spent / (a.hours * 3600), step)
        pictures, points, presence = pool.batch(a.batch)
        guess, logit = net(pictures)
        errors = F.smooth_l1_loss(guess, points, reduction="none", beta=0.15).mean(1)
        marks = (errors * presence).sum() / presence.sum().clamp(min=1)
        value = 4 * marks + F.binary_cross_entropy_with_logits(logit, presence)
        take(net, mean, optimizer, value, rate, step)
        step, spent = step + 1, before + time.monotonic() - began
        done = stopping or spent >= a.hours * 3600
        if time.monotonic() - checked > a.check_every or done:
            checked = time.monotonic()
            line = {"step": step, "hours": round(spent / 3600, 3), "loss": round(value.item(), 4)}
            line |= measure(mean, checks)
            log.write(json.dumps(line) + "\n")
            save(checkpoint, net, mean, optimizer, step, spent)


if __name__ == "__main__":
    main()
