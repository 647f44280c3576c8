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


class Texture(nn.Module):
    """How much texture of which direction and size there is around a pixel, wherever its strands lie.

    A fixed bank of quadrature pairs (Gabor filters: four directions, on three scales of luminance),
    their energies averaged over a neighbourhood. An L1 loss alone is cheapest with no texture at all,
    because a strand in the wrong place costs twice; comparing energies rewards the right amount.
    """

    def __init__(self, side=7, wavelength=4.0, sigma=1.8, directions=4):
        super().__init__()
        y, x = torch.meshgrid(*[torch.arange(side) - side // 2.0] * 2, indexing="ij")
        y, x = y + 0.5 * (side % 2 == 0), x + 0.5 * (side % 2 == 0)
        bank = []
        for k in range(directions):
            a = math.pi * k / directions
            along = x * math.cos(a) + y * math.sin(a)
            bell = torch.exp(-(x * x + y * y) / (2 * sigma ** 2))
            for wave in (torch.cos, torch.sin):
                f = bell * wave(2 * math.pi / wavelength * along)
                f = f - bell * f.sum() / bell.sum()         # blind to brightness itself
                bank.append(f / f.abs().sum())
        self.register_buffer("bank", torch.stack(bank)[:, None])
        self.register_buffer("luminance", torch.tensor([0.30, 0.59, 0.11, 0]).view(1, 4, 1, 1))
        self.directions = directions

    def energies(self, picture):
        """A list, fine to coarse, of N x directions x h x w local energies of the luminance (RGB
        premultiplied, so the backdrop is black)."""
        light, out = (picture * self.luminance).sum(1, keepdim=True).contiguous(), []
        for k in range(3):
            if light.shape[-1] < self.bank.shape[-1] + 5:
                break
            r = F.conv2d(light, self.bank)
            even, odd = r[:, 0::2], r[:, 1::2]
            energy = torch.sqrt(even * even + odd * odd + 1e-6)
            out.append(F.avg_pool2d(energy, 6, 3))
            if k < 2:
                light = F.avg_pool2d(light, 2)
        return out

    def forward(self, made, real):
        with torch.no_grad():
            wanted = self.energies(real)
        return sum((a - b).abs().mean() for a, b in zip(self.energies(made), wanted))


def on_colour(picture, colour):
    """A premultiplied picture over a colour (N x 3 x 1 x 1): what the critic sees."""
    return picture[:, :3] + (1 - picture[:, 3:]) * colour
