"""What the generator is asked for."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F


def reconstruction(made, real, weight):
    """L1 over premultiplied RGBA, the matte half as much again, and gradients on four scales.

    Returns the loss and the plain weighted L1 (for the log).
    """
    error = made - real
    l1 = (error.abs() * weight).mean()
    loss = l1 + 0.125 * (error[:, 3:].abs() * weight).mean()
    for k in range(4):
        across, down = error[..., 1:] - error[..., :-1], error[..., 1:, :] - error[..., :-1, :]
        loss = loss + 0.5 * ((across.abs() * weight[..., 1:]).mean()
                             + (down.abs() * weight[..., 1:, :]).mean())
        if k < 3:
            error, weight = F.avg_pool2d(error, 2), F.avg_pool2d(weight, 2)
    return loss, l1.detach()


def gabor(wavelength, sigma, side, directions=4):
    """Quadrature pairs of oriented filters, 2 x directions of side x side, blind to brightness itself."""
    y, x = torch.meshgrid(*[torch.arange(side) - side // 2.0] * 2, indexing="ij")
    bell = torch.exp(-(x * x + y * y) / (2 * sigma ** 2))
    bank = []
    for k in range(directions):
        angle = math.pi * k / directions
        along = x * math.cos(angle) + y * math.sin(angle)
        for wave in (torch.cos, torch.sin):
            f = bell * wave(2 * math.pi / wavelength * along)
            f = f - bell * f.sum() / bell.sum()
            bank.append(f / f.abs().sum())
    return torch.stack(bank)[:, None]


class Texture(nn.Module):
    """How much texture of which direction and size there is around a pixel, wherever its strands lie.

    Energies of oriented filters (Gabor's, wavelengths of 4, 8 and 16 pixels of luminance), averaged over
    a neighbourhood. An L1 loss alone is cheapest with no texture at all, because a strand in the wrong
    place costs twice; comparing energies rewards the right amount. Where there are strands these count
    `1 + STRANDS`-fold, and single hairs (a wavelength of 2.6 pixels) are compared there alone: on skin that
    is the renders' grain. Of pictures that were rendered with few samples the two finest are left out.
    """

    LEVELS, STRANDS, SINGLE = 3, 0.5, 1.5
    GRAIN = 2                               # so many of the finest energies hold grain, if any

    def __init__(self):
        super().__init__()
        self.register_buffer("bank", gabor(4.0, 1.8, 7))
        self.register_buffer("fine", gabor(2.6, 1.2, 7))
        self.register_buffer("luminance", torch.tensor([0.30, 0.59, 0.11, 0]).view(1, 4, 1, 1))

    def energy(self, light, bank):
        r = F.conv2d(light, bank)
        even, odd = r[:, 0::2], r[:, 1::2]
        return F.avg_pool2d(torch.sqrt(even * even + odd * odd + 1e-6), 6, 3)

    def energies(self, picture):
        """N x directions x h x w local energies of the luminance (RGB premultiplied, so the backdrop is
        black): of single hairs, then of the three wavelengths, fine to coarse."""
        light = (picture * self.luminance).sum(1, keepdim=True).contiguous()
        out = [self.energy(light, self.fine)]
        for k in range(self.LEVELS):
            if light.shape[-1] < self.bank.shape[-1] + 5:
                break
            out.append(self.energy(light, self.bank))
            light = F.avg_pool2d(light, 2)
        return out

    def forward(self, made, real, strands=None, clean=None):
        """`strands`: N x 1 x H x W, where hair, brow or beard is; nowhere if left out. `clean`: N numbers, 1 for
        pictures without grain, 0 for the others; all are clean if left out."""
        if clean is None:
            clean = torch.ones(len(made)).to(made)
        with torch.no_grad():
            wanted = self.energies(real)
        loss = 0.0
        for k, (a, b) in enumerate(zip(self.energies(made), wanted)):
            there = 0 if strands is None else F.interpolate(strands, size=a.shape[-2:], mode="area")
            weight = self.SINGLE * there if k == 0 else 1 + self.STRANDS * there
            off = (weight * (a - b).abs()).mean((1, 2, 3))
            counted = clean if k < self.GRAIN else torch.ones_like(clean)
            loss = loss + (off * counted).sum() / counted.sum().clamp(min=1)
        return loss


def on_colour(picture, colour):
    """A premultiplied picture over a colour (N x 3 x 1 x 1): what the critic sees."""
    return picture[:, :3] + (1 - picture[:, 3:]) * colour
