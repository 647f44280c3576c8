"""Measurements of pictures against renders, and the sheet of examples to look at."""
import os

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from .network import SHADING

BACKDROP = (0.50, 0.54, 0.58)


def luminance(picture):
    return (picture[:, :3] * picture.new_tensor([0.30, 0.59, 0.11]).view(1, 3, 1, 1)).sum(1, True)


def contrast(picture, mask):
    """The energy of luminance finer than a twentieth of the picture inside a mask, per picture."""
    reach = picture.shape[-1] // 40 * 2 + 1
    light = luminance(picture)
    weight = F.avg_pool2d(mask, reach, 1, reach // 2, count_include_pad=False)
    local = F.avg_pool2d(light * mask, reach, 1, reach // 2, count_include_pad=False)
    fine = (light - local / weight.clamp(min=1e-3)) * mask
    return fine.square().sum((1, 2, 3)).sqrt()


SCALES = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)


def ms_ssim(made, real):
    """Multi-scale structural similarity (Wang, Simoncelli and Bovik 2003: five scales, windows of
    11 pixels) of the luminance over mid grey, each scale's mean taken over the real matte; one a
    picture. The coarsest scale wants pictures of at least 176 pixels; smaller ones leave scales out."""
    at = torch.arange(11).to(made) - 5
    bell = torch.exp(-at.square() / (2 * 1.5 ** 2))
    bell = bell / bell.sum()
    blur = lambda t: F.conv2d(F.conv2d(t, bell.view(1, 1, 1, -1)), bell.view(1, 1, -1, 1))
    x, y = (luminance(p) + 0.5 * (1 - p[:, 3:]) for p in (made, real))
    mask = real[:, 3:]
    scales = SCALES[:sum(x.shape[-1] >> k >= 11 for k in range(len(SCALES)))]
    total = x.new_zeros(len(x))
    for k, share in enumerate(scales):
        mx, my = blur(x), blur(y)
        vx, vy, both = blur(x * x) - mx * mx, blur(y * y) - my * my, blur(x * y) - mx * my
        like = (2 * both + 0.03 ** 2) / (vx + vy + 0.03 ** 2)
        if k == len(scales) - 1:
            like = like * (2 * mx * my + 0.01 ** 2) / (mx * mx + my * my + 0.01 ** 2)
        weight = mask[..., 5:-5, 5:-5]
        mean = (like * weight).sum((1, 2, 3)) / weight.sum((1, 2, 3)).clamp(min=1e-6)
        total = total + share / sum(scales) * mean.clamp(min=1e-6).log()
        x, y, mask = (F.avg_pool2d(t, 2) for t in (x, y, mask))
    return total.exp()


class Table:
    """Collects PSNR (dB, premultiplied RGB) by region, structural similarity, the matte's PSNR and
    overlap, and the ratio of local contrast made / real; means over pictures in which a region has
    enough pixels."""

    def __init__(self, regions):
        self.regions, self.rows = regions, {}

    def _add(self, name, values):
        self.rows.setdefault(name, []).extend(values.tolist())

    def add(self, made, real, maps):
        made = made.clamp(0, 1)
        squared = (made - real).square()
        enough = real.shape[-1] ** 2 / 800
        for name, mask in self.regions.measured(real, maps).items():
            n = mask.sum((1, 2, 3))
            error = (squared[:, :3].mean(1, keepdim=True) * mask).sum((1, 2, 3)) / n.clamp(min=1)
            self._add(name, -10 * torch.log10(error + 1e-7)[n > enough])
            if name in ("face", "hair"):
                ratio = contrast(made, mask) / contrast(real, mask).clamp(min=1e-4)
                self._add(name + "_contrast", ratio[n > enough])
        self._add("ms_ssim", ms_ssim(made, real))
        self._add("alpha", -10 * torch.log10(squared[:, 3].mean((1, 2)) + 1e-7))
        a, b = made[:, 3] > 0.5, real[:, 3] > 0.5
        self._add("matte_iou", (a & b).sum((1, 2)) / (a | b).sum((1, 2)).clamp(min=1))

    def means(self):
        return {k: round(float(np.mean(v)), 3) for k, v in self.rows.items() if v}


@torch.no_grad()
def predictions(generator, data, index, size, device="cpu", batch=8):
    """(made, real, maps) for these positions, z = 0."""
    for k in range(0, len(index), batch):
        real, maps, appearance = data.batch(index[k:k + batch], size, device=device)
        yield generator(maps, appearance), real, maps


def measure(generator, data, index, size, regions, device="cpu"):
    table = Table(regions)
    for made, real, maps in predictions(generator, data, index, size, device):
        table.add(made, real, maps)
    return table.means()


def shading(regions, maps):
    """The first shading as a picture: what the network starts from."""
    return torch.cat([regions.of(maps, name) for name in SHADING], 1)


def sheet(generator, data, index, size, regions, path, device="cpu", columns=3):
    """Writes a sheet of (real | first shading | made), each over the same grey."""
    colour = torch.tensor(BACKDROP).view(1, 3, 1, 1)
    cells = []
    for made, real, maps in predictions(generator, data, index, size, device):
        row = [(p[:, :3] + (1 - p[:, 3:]) * colour.to(p)).clamp(0, 1).cpu()
               for p in (real, shading(regions, maps), made.clamp(0, 1))]
        cells.append(torch.cat(row, 3))
    x = (torch.cat(cells) * 255 + 0.5).byte().permute(0, 2, 3, 1).contiguous().numpy()
    while len(x) % columns:
        x = np.concatenate([x, np.zeros_like(x[:1])])
    rows = [np.concatenate(list(x[k:k + columns]), 1) for k in range(0, len(x), columns)]
    temporary = f"{path}.tmp.png"
    Image.fromarray(np.concatenate(rows)).save(temporary)
    os.replace(temporary, path)
