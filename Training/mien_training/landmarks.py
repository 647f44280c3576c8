"""A small network that finds the 68 landmarks in a picture, to see whether made faces follow their
parameters as closely as rendered ones do.

    python -m mien_training.landmarks --maps DIR [DIR ...] -o landmarks.pt --minutes 4

It is trained on renders alone and calibrated on renders of held-out people: its own error there is
the floor below which an error on made pictures says nothing.
"""
import argparse
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from .maps import SPLIT, FaceData

# The 68 points seen in a mirror: jaw, brows, nose, eyes, outer and inner lips.
MIRROR = np.array([*range(16, -1, -1), *range(26, 16, -1), 27, 28, 29, 30, 35, 34, 33, 32, 31,
                   45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40,
                   54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65])
SIDE = 64


def layer(i, o, stride=1):
    return nn.Sequential(nn.Conv2d(i, o, 3, stride, 1), nn.GroupNorm(8, o), nn.LeakyReLU(0.1))


class Finder(nn.Module):
    """RGB over grey, SIDE x SIDE, to 68 points in units of the picture's side, as the means of
    softmax heat maps."""

    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(layer(3, 24), layer(24, 32, 2), layer(32, 48, 2))
        self.deep = nn.Sequential(layer(48, 64, 2), layer(64, 64), layer(64, 48))
        self.head = nn.Sequential(layer(48, 64), nn.Conv2d(64, 68, 1))

    def forward(self, x):
        x = self.down(x * 2 - 1)
        x = x + F.interpolate(self.deep(x), scale_factor=2, mode="bilinear", align_corners=False)
        heat = self.head(x)
        n = heat.shape[-1]
        p = heat.flatten(2).softmax(-1).view_as(heat)
        at = (torch.arange(n).to(x) + 0.5) / n
        return torch.stack([(p.sum(2) * at).sum(-1), (p.sum(3) * at).sum(-1)], -1)


def seen(picture, colour=0.5):
    """What the finder sees of a premultiplied picture: RGB over grey, at its own size."""
    picture = F.avg_pool2d(picture, picture.shape[-1] // SIDE) if picture.shape[-1] > SIDE else picture
    return picture[:, :3] + (1 - picture[:, 3:]) * colour


def marked(data, index):
    return [i for i in index if data.records[i].get("landmarks")]


def points(data, index, mirror=None):
    out = []
    for n, i in enumerate(index):
        p = np.asarray(data.records[i]["landmarks"], np.float32) / data.size
        if mirror is not None and mirror[n]:
            p = p[MIRROR] * [-1, 1] + [1, 0]
        out.append(p)
    return torch.from_numpy(np.stack(out).astype(np.float32))


def errors(found, true, size):
    """Mean distance in pixels of the picture, and as a share of the distance of the outer eye
    corners; one each a picture."""
    d = (found - true).norm(dim=-1).mean(1)
    eyes = (true[:, 36] - true[:, 45]).norm(dim=-1)
    return d * size, d / eyes.clamp(min=0.05)


@torch.no_grad()
def calibrate(finder, data, index):
    """(pixels, share) of the finder on renders."""
    out = [errors(finder(seen(data.pictures(index[k:k + 16], [False] * len(index[k:k + 16]),
                                            data.size))), points(data, index[k:k + 16]), data.size)
           for k in range(0, len(index), 16)]
    return [float(torch.cat(v).mean()) for v in zip(*out)]


def train(data, path, minutes=4.0, steps=None, batch=16, seed=1, rate=2e-3):
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    finder = Finder()
    index = marked(data, data.train)
    if not index:
        raise SystemExit("no record to train on has landmarks")
    pictures = torch.cat([F.avg_pool2d(data.pictures([i], [False], data.size), data.size // SIDE)
                          for i in index])
    optimiser = torch.optim.AdamW(finder.parameters(), rate, weight_decay=1e-3)
    began, step = time.monotonic(), 0
    while True:
        t = step / steps if steps else (time.monotonic() - began) / 60 / minutes
        if t >= 1:
            break
        chosen = random.integers(len(index), size=batch)
        mirror = random.random(batch) < 0.5
        x, true = pictures[chosen], points(data, [index[k] for k in chosen], mirror)
        x = torch.where(torch.from_numpy(mirror)[:, None, None, None], x.flip(-1), x)
        x = seen(x, torch.rand(batch, 3, 1, 1)) * torch.empty(batch, 1, 1, 1).uniform_(0.7, 1.3)
        shift = random.integers(-5, 6, 2)                   # the same for a batch: cheap and enough
        x = torch.roll(x, tuple(int(v) for v in shift), (2, 3))
        true = true + torch.tensor([shift[1], shift[0]], dtype=torch.float32) / SIDE
        loss = (finder(x) - true).abs().mean() * SIDE
        for group in optimiser.param_groups:
            group["lr"] = rate * min(1, step / 50) * (0.5 + 0.5 * np.cos(np.pi * t))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        step += 1
    finder.eval()
    floor = calibrate(finder, data, marked(data, data.new_identity) or index)
    torch.save(dict(finder=finder.state_dict(), floor=floor, steps=step), path)
    return floor, step


def load(path):
    state = torch.load(path, weights_only=False)
    finder = Finder()
    finder.load_state_dict(state["finder"])
    return finder.eval(), state["floor"]


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--maps", nargs="+", required=True, action="extend")
    p.add_argument("-o", "--output", required=True)
    p.add_argument("--minutes", type=float, default=4)
    p.add_argument("--steps", type=int)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--split", default=str(SPLIT))
    o = p.parse_args(argv)
    torch.set_num_threads(o.threads)
    floor, steps = train(FaceData(o.maps, o.split), o.output, o.minutes, o.steps)
    print(f"{o.output}: {steps} steps; on renders of people it never saw "
          f"{floor[0]:.2f} pixels, {100 * floor[1]:.2f} % of the eye distance")


if __name__ == "__main__":
    main()
