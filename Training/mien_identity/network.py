"""The encoder: a small residual network on crops of 112 pixels, with a branch for who it is and one
for what is seen.

`Convolution` is conv, batch norm, (residual sum), leaky ReLU; batch norms are folded at export, so that
the product runs conv + bias alone. `layers` describes the network in the format that the product reads.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from mien_training import winograd

from .labels import HEADS, MIRROR

EMBEDDING = 128
SLOPE = 0.1
WIDTHS = (32, 64, 128, 192)


class Fast3x3(torch.autograd.Function):
    """A 3x3 convolution without bias by `winograd.c`."""

    @staticmethod
    def forward(context, x, weight):
        x = winograd.channels_last(x)
        context.save_for_backward(x, weight)
        return winograd.convolve(x, weight.permute(2, 3, 1, 0).contiguous())[0]

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context, g):
        x, weight = context.saved_tensors
        g = winograd.channels_last(g)
        dx = winograd.convolve(g, winograd.backward_taps(weight))[0]
        return dx, winograd.weight_gradient(x, g).permute(3, 2, 0, 1)


def convolve(x, weight, stride):
    if weight.shape[2] == 1 or stride == 2 or x.device.type != "cpu" or weight.shape[1] % 16:
        return F.conv2d(x, weight, None, stride, weight.shape[2] // 2)
    spare = -x.shape[2] % 4
    if not winograd.available() or spare > 2:
        return F.conv2d(x, weight, None, 1, 1)
    if spare:
        h, w = x.shape[2:]
        return Fast3x3.apply(F.pad(x, (0, spare, 0, spare)), weight)[:, :, :h, :w]
    return Fast3x3.apply(x, weight)


class Convolution(nn.Module):
    def __init__(self, i, o, kernel=3, stride=1, active=True):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(o, i, kernel, kernel)
                                   * (2 / (i * kernel * kernel)) ** 0.5)
        self.norm = nn.BatchNorm2d(o)
        self.stride, self.active = stride, active

    def forward(self, x, plus=None):
        x = self.norm(convolve(x, self.weight, self.stride))
        if plus is not None:
            x = x + plus
        return F.leaky_relu(x, SLOPE) if self.active else x

    def folded(self):
        """Weight and bias of the same convolution without the norm."""
        n = self.norm
        scale = n.weight / torch.sqrt(n.running_var + n.eps)
        return self.weight * scale[:, None, None, None], n.bias - n.running_mean * scale


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.a, self.b = Convolution(width, width), Convolution(width, width)
        nn.init.constant_(self.b.norm.weight, 0.3)

    def forward(self, x):
        return self.b(self.a(x), plus=x)


def both_ways(network, x):
    """The mean of what a network of outputs gives for pictures and, with left and right put back, for
    their mirror images."""
    out, other = network(x), network(x.flip(3))
    other["expression"] = other["expression"][:, MIRROR]
    for name, signs in (("pose", (-1.0, 1.0, -1.0)), ("gaze", (-1.0, 1.0))):
        other[name] = other[name] * torch.tensor(signs)
    return {name: (out[name] + other[name]) / 2 for name in ("embedding", *HEADS)}


class Encoder(nn.Module):
    """RGB crops (N, 3, 112, 112), 0...1, to {embedding (N, 128), age, expression, pose, gaze,
    estimates}; numbers in their own units, the embedding not of unit length."""

    def __init__(self, widths=WIDTHS, blocks=(0, 1, 2, 1), code=48, hidden=256, fine=10, finer=8):
        super().__init__()
        self.sizes = dict(widths=list(widths), blocks=list(blocks), code=code, hidden=hidden,
                          fine=fine, finer=finer)
        self.stem = Convolution(3, widths[0], stride=2)
        self.second = Convolution(widths[0], widths[0])
        stages, last = [], widths[0]
        for width, count in zip(widths[1:], blocks[1:]):
            stages.append(nn.ModuleList(
                [Convolution(last, width, stride=2)] + [Block(width) for _ in range(count)]))
            last = width
        self.stages = nn.ModuleList(stages)
        self.who, self.what = Convolution(last, code, 1), Convolution(last, code, 1)
        self.embed = nn.Linear(code * 49, EMBEDDING)
        self.hidden = nn.Linear(code * 49, hidden)
        # Lids and lips move by little: what is seen is read at twice the resolution, too.
        self.fine = Convolution(widths[-2], fine, 1)
        self.fine_hidden = nn.Linear(fine * 196, hidden)
        nn.init.normal_(self.fine_hidden.weight, std=0.01)
        self.heads = nn.ModuleDict({n: nn.Linear(hidden, k) for n, k in HEADS.items()})
        for n in HEADS:
            nn.init.normal_(self.heads[n].weight, std=0.01)
        # And at four times; from nought, so that a trained encoder can be given it.
        if finer:
            self.finer = Convolution(widths[-3], finer, 1)
            self.finer_hidden = nn.Linear(finer * 784, hidden)
            nn.init.zeros_(self.finer_hidden.weight)
            nn.init.zeros_(self.finer_hidden.bias)

    @classmethod
    def of(cls, sizes):
        """One of these sizes; those written before there was a `finer` branch have none."""
        return cls(**dict(dict(finer=0), **sizes))

    # The heads learn in these units; export folds them in.
    UNITS = dict(age=20.0, expression=0.25, pose=15.0, gaze=10.0, estimates=1.0)
    CENTRES = dict(age=35.0)

    def forward(self, x):
        x = x * 2 - 1
        x = self.second(self.stem(x.contiguous(memory_format=torch.channels_last)))
        seen = []
        for stage in self.stages:
            for layer in stage:
                x = layer(x)
            seen.append(x)
        out = dict(embedding=self.embed(self.who(x).flatten(1)))
        h = self.hidden(self.what(x).flatten(1)) + self.fine_hidden(self.fine(seen[-2]).flatten(1))
        if self.sizes["finer"]:
            h = h + self.finer_hidden(self.finer(seen[-3]).flatten(1))
        h = F.leaky_relu(h, SLOPE)
        for name, head in self.heads.items():
            out[name] = head(h) * self.UNITS[name] + self.CENTRES.get(name, 0.0)
        return out

    def read(self, x):
        """What the product reads: the mean over each crop and its mirror image."""
        return both_ways(self, x)

    # ------------------------------------------------------------------------------------ export
    @torch.no_grad()
    def folded(self):
        """(layers, tensors): the network as the product's format has it."""
        layers, tensors = [], {}

        def convolution(name, module, **more):
            weight, bias = module.folded()
            tensors[f"{name}.weight"], tensors[f"{name}.bias"] = weight, bias
            layers.append(dict(name=name, op="convolution", kernel=weight.shape[2],
                               stride=module.stride, outputs=weight.shape[0],
                               activation="leaky" if module.active else "none", **more))

        def linear(name, module, activation="none", unit=1.0, centre=0.0, **more):
            tensors[f"{name}.weight"] = module.weight * unit
            tensors[f"{name}.bias"] = module.bias * unit + centre
            layers.append(dict(name=name, op="linear", outputs=module.out_features,
                               activation=activation, **more))

        convolution("stem", self.stem)
        convolution("second", self.second)
        last, seen = "second", []
        for k, stage in enumerate(self.stages, 2):
            convolution(f"stage{k}.down", stage[0], **{"from": last})
            last = f"stage{k}.down"
            for n, block in enumerate(stage[1:]):
                convolution(f"stage{k}.{n}.a", block.a, **{"from": last})
                convolution(f"stage{k}.{n}.b", block.b, **{"add": last})
                last = f"stage{k}.{n}.b"
            seen.append(last)
        convolution("who", self.who, **{"from": last})
        layers.append(dict(name="who.flat", op="flatten"))
        linear("embedding", self.embed)
        more = {}
        if self.sizes["finer"]:
            convolution("finer", self.finer, **{"from": seen[-3]})
            layers.append(dict(name="finer.flat", op="flatten"))
            linear("finer.hidden", self.finer_hidden)
            more = dict(add="finer.hidden")
        convolution("fine", self.fine, **{"from": seen[-2]})
        layers.append(dict(name="fine.flat", op="flatten"))
        linear("fine.hidden", self.fine_hidden, **more)
        convolution("what", self.what, **{"from": last})
        layers.append(dict(name="what.flat", op="flatten"))
        linear("hidden", self.hidden, "leaky", add="fine.hidden")
        for name, head in self.heads.items():
            linear(name, head, unit=self.UNITS[name], centre=self.CENTRES.get(name, 0.0),
                   **{"from": "hidden"})
        return layers, tensors


def run_folded(layers, tensors, x):
    """Runs a described network as the product does; x is (N, 3, H, W) after mean and scale."""
    maps, last = {"input": x}, "input"
    for layer in layers:
        v = maps[layer.get("from", last)]
        name, op = layer["name"], layer["op"]
        if op == "convolution":
            v = F.conv2d(v, tensors[f"{name}.weight"], tensors[f"{name}.bias"], layer["stride"],
                         layer["kernel"] // 2)
        elif op == "linear":
            v = F.linear(v, tensors[f"{name}.weight"], tensors[f"{name}.bias"])
        else:
            v = v.flatten(1)
        if "add" in layer:
            v = v + maps[layer["add"]]
        if layer.get("activation") == "leaky":
            v = F.leaky_relu(v, SLOPE)
        maps[name], last = v, name
    return maps
