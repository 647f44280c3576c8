"""The generator and the critic. The generator's tensor names are the names in the weight file.

Signals are N x C x H x W. The engine that runs the shipped weights implements exactly this file:
change nothing here without changing `FaceGeneration`.
"""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

from .winograd import added, modulated

CHANNELS = {4: 192, 8: 192, 16: 192, 32: 128, 64: 96, 128: 48, 256: 32}
ROOT2 = math.sqrt(2)
SHADING = ("shading_red", "shading_green", "shading_blue", "shading_alpha")


def act(x):
    """The one nonlinearity: leaky ReLU with slope 0.2, times the square root of 2."""
    return F.leaky_relu(x * ROOT2, 0.2)


def double(x):
    """Bilinear x2, pixel centres as in `align_corners=False`."""
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


def pointwise(x, weight, bias):
    """A 1x1 convolution as a matrix product over the pixels, faster than torch's convolution when
    there are few channels. The weight is (O, C), or (N, O, C) with one for each picture."""
    n, _, h, w = x.shape
    flat = x.permute(0, 2, 3, 1)
    if weight.dim() == 2:
        return F.linear(flat, weight, bias).permute(0, 3, 1, 2)
    y = torch.baddbmm(bias, flat.reshape(n, h * w, -1), weight.transpose(1, 2))
    return y.view(n, h, w, -1).permute(0, 3, 1, 2)


class ModConv(nn.Module):
    """A 3x3 convolution whose input channels are scaled by a style, whose outputs are scaled back to
    unit variance, and the nonlinearity: act(d * conv(s * x) + bias). The weights stay shared."""

    def __init__(self, i, o, w):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(o, i, 3, 3) / math.sqrt(i * 9))
        self.bias = nn.Parameter(torch.zeros(o))
        self.style = style(i, w)

    def forward(self, x, w):
        s = self.style(w)
        d = torch.rsqrt((s * s) @ self.weight.square().sum((2, 3)).T + 1e-8)
        return modulated(x, self.weight, s, d * ROOT2, self.bias * ROOT2)   # act(v) = leaky(v * ROOT2)


class ToRGBA(nn.Module):
    """A 1x1 convolution to premultiplied RGBA with scaled input channels, nothing after it."""

    def __init__(self, i, w):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(4, i, 1, 1) * (0.1 / math.sqrt(i)))
        self.bias = nn.Parameter(torch.zeros(4))
        self.style = style(i, w)

    def forward(self, x, w):
        return pointwise(x, self.weight.flatten(1) * self.style(w)[:, None], self.bias)


def style(i, w):
    layer = nn.Linear(w, i)
    nn.init.normal_(layer.weight, std=1 / math.sqrt(w))
    nn.init.ones_(layer.bias)
    return layer


def conv(i, o, k, stride=1, gain=1.0):
    c = nn.Conv2d(i, o, k, stride, k // 2 if stride == 1 else 1)
    nn.init.normal_(c.weight, std=gain / math.sqrt(i * k * k))
    nn.init.zeros_(c.bias)
    return c


class Block(nn.Module):
    """Convolve at the low resolution, double, let the geometry in, convolve, add to the picture."""

    def __init__(self, i, o, w, conditions, embed):
        super().__init__()
        self.a = ModConv(i, o, w)
        self.c0 = conv(conditions, embed, 1)
        self.c1 = conv(embed, o, 3, gain=0.7)
        self.b = ModConv(o, o, w)
        self.rgba = ToRGBA(o, w)

    def forward(self, x, picture, conditions, w):
        embedded = F.leaky_relu(pointwise(conditions, self.c0.weight.flatten(1) * ROOT2,
                                          self.c0.bias * ROOT2), 0.2)
        x = added(embedded, self.c1.weight, self.c1.bias, double(self.a(x, w)))
        x = self.b(x, w)
        return x, double(picture) + self.rgba(x, w)


class Windows(torch.autograd.Function):
    """Square windows of a batch, one a picture, from (top, left) corners; its gradient fills the
    picture once (slicing and stacking would fill it for every window)."""

    @staticmethod
    def forward(context, x, corners, side):
        context.shape, context.corners, context.side = x.shape, corners, side
        return torch.stack([x[k, :, a:a + side, b:b + side] for k, (a, b) in enumerate(corners)]
                           ).contiguous(memory_format=torch.channels_last)

    @staticmethod
    def backward(context, g):
        out = torch.zeros(context.shape, device=g.device, dtype=g.dtype).to(
            memory_format=torch.channels_last)
        for k, (a, b) in enumerate(context.corners):
            out[k, :, a:a + context.side, b:b + context.side] = g[k]
        return out, None, None


class Generator(nn.Module):
    """Condition maps and an appearance vector to premultiplied RGBA."""

    def __init__(self, condition_names, appearance_names, latent=16, w=256, embed=16,
                 resolution=256, channels=None):
        super().__init__()
        channels = {int(k): v for k, v in (channels or CHANNELS).items() if int(k) <= resolution}
        self.condition_names, self.appearance_names = list(condition_names), list(appearance_names)
        self.latent, self.resolution, self.channels = latent, resolution, channels
        self.sizes = dict(latent_size=latent, w_size=w, embed_size=embed, resolution=resolution,
                          channels={str(k): v for k, v in channels.items()})
        n, c = len(self.appearance_names) + latent, len(self.condition_names)
        self.mapping = nn.ModuleList([nn.Linear(n, w), nn.Linear(w, w), nn.Linear(w, w)])
        self.start = nn.Parameter(torch.randn(1, channels[4], 4, 4))
        self.base = nn.Conv2d(c, 4, 1)
        self.blocks = nn.ModuleList(
            Block(channels[r // 2], channels[r], w, c, embed) for r in channels if r > 4)

    def configuration(self):
        return dict(condition_names=self.condition_names, appearance_names=self.appearance_names,
                    latent=self.latent, w=self.sizes["w_size"], embed=self.sizes["embed_size"],
                    resolution=self.resolution, channels=self.sizes["channels"])

    @torch.no_grad()
    def start_from_shading(self):
        """Lets `base` pass the first shading through, which is where training starts."""
        self.base.weight.zero_()
        self.base.bias.zero_()
        for k, name in enumerate(SHADING):
            self.base.weight[k, self.condition_names.index(name)] = 1
        return self

    def styles(self, appearance, z=None):
        """The style code w (N x 256); z = 0 when none is given, as the product runs it."""
        if z is None:
            z = appearance.new_zeros(len(appearance), self.latent)
        w = torch.cat([appearance, z], 1)
        for layer in self.mapping:
            w = act(layer(w))
        return w

    def shade(self, conditions):
        """`base`: what the picture is before the blocks add to it."""
        return pointwise(conditions, self.base.weight.flatten(1), self.base.bias)

    def trunk(self, conditions, w, blocks):
        """Runs the first `blocks` blocks; the conditions have the size of the last of them."""
        pyramid = [conditions]
        while len(pyramid) < blocks:
            pyramid.insert(0, F.avg_pool2d(pyramid[0], 2))
        x = self.start.expand(len(w), -1, -1, -1)
        picture = x.new_zeros(len(w), 4, 4, 4)
        for block, level in zip(self.blocks, pyramid):
            x, picture = block(x, picture, level, w)
        return x, picture

    def forward(self, conditions, appearance, z=None):
        """Premultiplied RGBA of the conditions' own size (the full resolution, or a power of two
        below it while training)."""
        w = self.styles(appearance, z)
        blocks = int(math.log2(conditions.shape[-1])) - 2
        return self.trunk(conditions, w, blocks)[1] + self.shade(conditions)

    def windows(self, half, window, appearance, z, corners):
        """The picture at half the resolution, whole, and windows of the full one.

        `corners` are low-resolution corners from `window_corner`; `window` holds the condition maps
        there, `window_side(resolution)` wide. Only the last block's work shrinks; what comes out is
        bit for bit a part of the whole picture (see tests).
        """
        w = self.styles(appearance, z)
        x, picture = self.trunk(half, w, len(self.blocks) - 1)
        low = window.shape[-1] // 2
        x, near = Windows.apply(x, corners, low), Windows.apply(picture, corners, low)
        fine = self.blocks[-1](x, near, window, w)[1] + self.shade(window)
        return picture + self.shade(half), fine


MARGIN = 2                  # low-resolution pixels that a window's own border may spoil


def window_side(size):
    """The side, at full resolution, of the conditions of a window whose half is worth keeping."""
    return size // 2 + 4 * MARGIN


def window_corner(wanted, size):
    """A low-resolution corner for a window that should start at `wanted` (full-resolution pixels),
    and where its good part (side size / 2) starts inside it: the picture's own border is true,
    any other costs MARGIN."""
    last = size // 4 - 2 * MARGIN
    low = min(max((wanted - 2 * MARGIN) // 2, 0), last)
    return low, 0 if low == 0 else 4 * MARGIN if low == last else 2 * MARGIN


class Critic(nn.Module):
    """A patch critic that sees the picture (on some background), the geometry and, by projection,
    the appearance."""

    def __init__(self, conditions, appearance):
        super().__init__()
        self.net = nn.ModuleList([conv(3 + conditions, 32, 4, 2), conv(32, 64, 4, 2),
                                  conv(64, 128, 4, 2), conv(128, 128, 3)])
        self.out = conv(128, 1, 1)
        self.embed = nn.Linear(appearance, 128)

    def forward(self, picture, conditions, appearance):
        x = torch.cat([picture * 2 - 1, conditions], 1)
        for layer in self.net:
            x = act(layer(x))
        e = self.embed(appearance)[:, :, None, None]
        return self.out(x) + (x * e).sum(1, keepdim=True) / 128
