"""What others' cameras and video models do to a face: backdrops, crops, colour, blur, size,
compression, noise, style. Crops come in as bytes, leave as floats, with labels that follow."""
import io

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from .crops import CACHED, SIDE
from .labels import mirrored

GREY = 0.502
RUN = 8                                  # pictures that share a blur and a size


def placed(crops, shift, scale, turn, flip):
    """RGBA crops (N, 4, SIDE, SIDE): moved by `shift` pixels, `scale` times as large, turned
    counter-clockwise by `turn` degrees about the middle, then mirrored where `flip` holds."""
    angle = np.radians(turn)
    sign = np.where(flip, -1.0, 1.0)
    c, s = np.cos(angle) / scale, np.sin(angle) / scale
    theta = np.zeros((len(crops), 2, 3), np.float32)
    k = SIDE / CACHED
    theta[:, 0, 0], theta[:, 0, 1], theta[:, 0, 2] = c * sign * k, -s * k, -shift[:, 0] * 2 / CACHED
    theta[:, 1, 0], theta[:, 1, 1], theta[:, 1, 2] = s * sign * k, c * k, -shift[:, 1] * 2 / CACHED
    grid = F.affine_grid(torch.from_numpy(theta), (len(crops), 4, SIDE, SIDE), align_corners=False)
    x = torch.from_numpy(crops).permute(0, 3, 1, 2).float().div_(255)
    return F.grid_sample(x, grid, "bilinear", "zeros", align_corners=False)


def plain(crops, flip=False):
    """What the product's aligner cuts: the middle, over grey."""
    m = (CACHED - SIDE) // 2
    x = torch.from_numpy(np.ascontiguousarray(crops[:, m:-m, m:-m])).permute(0, 3, 1, 2).float() / 255
    x = x[:, :3] + (1 - x[:, 3:]) * GREY
    return x.flip(3) if flip else x


def backdrops(n, pictures, r):
    """(n, 3, SIDE, SIDE): flat, gradients, blurred noise, blurred collages of other pictures."""
    out = torch.empty(n, 3, SIDE, SIDE)
    for k in range(n):
        kind = r.random()
        if kind < 0.25:
            out[k] = torch.tensor(r.random(3) * r.random(), dtype=torch.float32)[:, None, None]
            continue
        side = 2 if kind < 0.5 else int(r.choice([3, 6, 14, 28]))
        if kind < 0.8:
            small = torch.from_numpy(r.random((3, side, side)).astype(np.float32))
            small = small * float(r.uniform(0.3, 1)) + float(r.uniform(-0.2, 0.4))
        else:
            other = pictures[int(r.integers(n))]
            small = F.adaptive_avg_pool2d(other[:3].roll((int(r.integers(SIDE)),) * 2, (1, 2)), 16)
        out[k] = F.interpolate(small[None], (SIDE, SIDE), mode="bilinear", align_corners=False)[0]
    return out.clamp(0, 1)


def coloured(x, strength, r):
    """Exposure, contrast, gamma, white balance, saturation and hue, each picture its own."""
    n = len(x)
    s = strength[:, None]
    gain = np.exp(r.normal(0, 0.10, (n, 3)) * s + r.normal(0, 0.16, (n, 1)) * s)
    angle, saturation = r.normal(0, 0.12, n) * strength, np.exp(r.normal(0, 0.25, n) * strength)
    saturation = np.where(r.random(n) < 0.04, 0, saturation)
    grey = np.array([0.299, 0.587, 0.114])
    axis = np.ones(3) / np.sqrt(3)
    cross = np.array([[0, -axis[2], axis[1]], [axis[2], 0, -axis[0]], [-axis[1], axis[0], 0]])
    turn = (np.cos(angle)[:, None, None] * np.eye(3) + np.sin(angle)[:, None, None] * cross
            + (1 - np.cos(angle))[:, None, None] * np.outer(axis, axis))
    mix = saturation[:, None, None] * np.eye(3) + (1 - saturation)[:, None, None] * grey[None, None]
    matrix = torch.from_numpy((mix @ turn * gain[:, None, :]).astype(np.float32))
    contrast = torch.from_numpy(np.exp(r.normal(0, 0.16, n) * strength).astype(np.float32))
    offset = torch.from_numpy((r.normal(0, 0.04, n) * strength).astype(np.float32))
    gamma = torch.from_numpy(np.exp(r.normal(0, 0.12, n) * strength).astype(np.float32))
    x = torch.bmm(matrix, x.flatten(2)).view_as(x)
    one = lambda v: v[:, None, None, None]
    x = (x - 0.45) * one(contrast) + 0.45 + one(offset)
    return x.clamp(1e-4, 1) ** one(gamma)


def blurred(x, sigma):
    if sigma < 0.15:
        return x
    reach = max(1, int(np.ceil(2.5 * sigma)))
    at = torch.arange(-reach, reach + 1, dtype=torch.float32)
    taps = torch.exp(-at ** 2 / (2 * sigma ** 2))
    taps = (taps / taps.sum()).expand(x.shape[1], 1, -1)
    x = F.pad(x, (reach,) * 4, mode="replicate")
    x = F.conv2d(x, taps[:, :, None, :], groups=x.shape[1])
    return F.conv2d(x, taps[:, :, :, None], groups=x.shape[1])


def compressed(x, quality):
    """One picture (3, h, w) through JPEG, which stands for video codecs too."""
    pixels = (x * 255 + 0.5).clamp(0, 255).byte().permute(1, 2, 0).numpy()
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=int(quality), subsampling=2)
    back = np.asarray(Image.open(io.BytesIO(file.getvalue())), np.float32) / 255
    return torch.from_numpy(back).permute(2, 0, 1)


def shrunk(x, factor):
    """At 1/factor of its size (antialiased), for what is then enlarged again."""
    side = max(12, int(round(SIDE / factor)))
    return F.interpolate(x, (side, side), mode="bilinear", antialias=True, align_corners=False)


def enlarged(x):
    return x if x.shape[-1] == SIDE else \
        F.interpolate(x, (SIDE, SIDE), mode="bilinear", align_corners=False)


def blur_of(sigma, factor):
    """The label: the width in crop pixels of the blur that a picture has suffered in all."""
    return float(np.sqrt(0.25 + sigma ** 2 + (0.45 * factor) ** 2 * (factor > 1)))


def stylised(x, r):
    kind = int(r.integers(4))
    if kind == 0:
        levels = int(r.integers(4, 9))
        return (x * levels).round() / levels
    if kind == 1:
        return (x + float(r.uniform(0.5, 2)) * (x - blurred(x, float(r.uniform(1, 4))))).clamp(0, 1)
    if kind == 2:                                      # flattened, edges kept: a painted look
        soft = F.interpolate(F.max_pool2d(x, 2), (SIDE, SIDE), mode="bilinear", align_corners=False)
        return 0.5 * (soft + blurred(x, 1.0))
    curve = torch.linspace(0, 1, 9) + torch.from_numpy(r.normal(0, 0.08, 9).astype(np.float32))
    at = x.clamp(0, 1) * 8
    low = at.floor().clamp(0, 7).long()
    return (curve[low] + (curve[low + 1] - curve[low]) * (at - low)).clamp(0, 1)


def framed(x, r):
    """What surrounds the face (hair, ears, neck, clothes) exchanged for another picture's, behind a
    soft oval: they must not tell who it is."""
    n = len(x)
    at = torch.arange(SIDE, dtype=torch.float32) + 0.5
    each = lambda low, high: torch.from_numpy(r.uniform(low, high, (n, 1, 1)).astype(np.float32))
    dx = (at[None, None, :] - each(52, 60)) / each(33, 50)
    dy = (at[None, :, None] - each(62, 72)) / each(38, 54)
    inside = ((1 - (dx * dx + dy * dy).sqrt()) * each(4, 16)).clamp(0, 1)[:, None]
    return x * inside + x[torch.from_numpy(r.permutation(n))] * (1 - inside)


def augmented(crops, labels, r, strength=1.0):
    """(pictures (N, 3, SIDE, SIDE), labels, blur): every crop changed at random."""
    n = len(crops)
    wild = np.where(r.random(n) < 0.15, 2.5, 1.0) * strength
    turn = r.normal(0, 1.8, n) * wild
    flip = r.random(n) < 0.5
    x = placed(crops, r.normal(0, 1.1, (n, 2)) * wild[:, None],
               np.exp(r.normal(0, 0.03, n) * wild), turn, flip)
    labels = dict(labels)
    labels["pose"] = labels["pose"] + np.stack([0 * turn, 0 * turn, turn], 1)
    labels = mirrored(labels, flip)
    x = x[:, :3] + (1 - x[:, 3:]) * backdrops(n, x, r)
    chosen = np.flatnonzero(r.random(n) < 0.4 * strength)
    if len(chosen) > 1:
        x[chosen] = framed(x[chosen], r)
    harsh = np.where(r.random(n) < 0.12, 1.6, r.random(n)) * strength
    x = coloured(x, harsh, r)
    blur = np.full(n, blur_of(0, 1), np.float32)
    for k in range(0, n, RUN):
        part = x[k:k + RUN]
        if r.random() < 0.08 * strength:
            part = stylised(part, r)
        sigma = float(r.uniform(0.3, 2.4)) if r.random() < 0.3 * strength else 0.0
        factor = float(r.uniform(1.1, 3.2)) if r.random() < 0.35 * strength else 1.0
        part = blurred(part, sigma)
        small = shrunk(part, factor) if factor > 1 else part
        for j in range(len(small)):
            if r.random() < 0.3 * strength:
                small[j] = compressed(small[j], r.uniform(12, 90))
        noise = r.random(len(small)) ** 3 * 0.07 * (r.random(len(small)) < 0.5 * strength)
        small = small + torch.randn_like(small) * torch.from_numpy(
            noise.astype(np.float32))[:, None, None, None]
        x[k:k + RUN] = enlarged(small)
        blur[k:k + RUN] = blur_of(sigma, factor)
    for k in np.flatnonzero(r.random(n) < 0.08 * strength):       # something before the face
        w, h = r.integers(10, 45, 2)
        a, b = r.integers(0, SIDE - w), r.integers(0, SIDE - h)
        x[k, :, b:b + h, a:a + w] = torch.from_numpy(r.random((3, 1, 1)).astype(np.float32))
    return x.clamp(0, 1), labels, blur


def halves(crops, labels, r, gentle, strong):
    """As `augmented`, the first half of the pictures changed less: what is small in a face (a lid, a
    corner of the mouth) is learnt where it can be seen."""
    cut = len(crops) // 2
    parts = [augmented(crops[at], {k: v[at] for k, v in labels.items()}, r, strength)
             for at, strength in ((slice(0, cut), gentle), (slice(cut, None), strong))
             if len(crops[at])]
    return (torch.cat([p[0] for p in parts]),
            {k: np.concatenate([p[1][k] for p in parts]) for k in labels},
            np.concatenate([p[2] for p in parts]))
