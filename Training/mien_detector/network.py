"""The network: a plain residual trunk, two steps back up, one output at an eighth of the picture's size.

Each cell of the output speaks of the face whose middle lies in it: 0 the logit that there is one, 1..4
how far left, up, right and down its box reaches (the logarithm, in cells), 5..14 where its five points
lie (in units of two cells from the cell's centre). `layers` describes the same network in the words of
the weight file that `ConvolutionalNetwork` (Swift) reads; batch norms are folded when it is written.
"""
import torch
import torch.nn as nn
import torch.nn.functional as F

STRIDE = 8
OUTPUTS = 15
POINT_UNIT = 16.0
SLOPE = 0.1

# name, kernel, stride, inputs, outputs, from, add, activation
LAYERS = [
    ("c1", 3, 2, 3, 16, "input", None, True),
    ("c2", 3, 2, 16, 32, "c1", None, True),
    ("c3", 3, 2, 32, 48, "c2", None, True),
    ("c3a", 3, 1, 48, 48, "c3", None, True),
    ("c3b", 3, 1, 48, 48, "c3a", "c3", True),
    ("c4", 3, 2, 48, 80, "c3b", None, True),
    ("c4a", 3, 1, 80, 80, "c4", None, True),
    ("c4b", 3, 1, 80, 80, "c4a", "c4", True),
    ("c5", 3, 2, 80, 112, "c4b", None, True),
    ("c5a", 3, 1, 112, 112, "c5", None, True),
    ("c5b", 3, 1, 112, 112, "c5a", "c5", True),
    ("l5", 1, 1, 112, 80, "c5b", None, False),
    ("p4", "up", None, None, None, "l5", "c4b", False),
    ("l4", 1, 1, 80, 48, "p4", None, False),
    ("p3", "up", None, None, None, "l4", "c3b", False),
    ("h1", 3, 1, 48, 48, "p3", None, True),
    ("h2", 3, 1, 48, 48, "h1", None, True),
]


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.convolutions = nn.ModuleDict()
        self.norms = nn.ModuleDict()
        for name, kernel, stride, inputs, outputs, *_ in LAYERS:
            if kernel == "up":
                continue
            convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
            nn.init.kaiming_normal_(convolution.weight, a=SLOPE)
            self.convolutions[name] = convolution
            self.norms[name] = nn.BatchNorm2d(outputs, momentum=0.02)
        for name in ("c3b", "c4b", "c5b"):
            nn.init.constant_(self.norms[name].weight, 0.3)
        self.head = nn.Conv2d(48, OUTPUTS, 1)
        nn.init.normal_(self.head.weight, std=0.01)
        with torch.no_grad():
            self.head.bias.zero_()
            self.head.bias[0] = -4.0
            self.head.bias[1:5] = 1.0

    def forward(self, x):
        """(N, 3, H, W) of values about -1..1, H and W multiples of 32 -> (N, 15, H / 8, W / 8)."""
        maps = {"input": x}
        for name, kernel, _, _, _, source, add, activate in LAYERS:
            y = maps[source]
            if kernel == "up":
                y = F.interpolate(y, scale_factor=2, mode="nearest")
            else:
                y = self.norms[name](self.convolutions[name](y))
            if add:
                y = y + maps[add]
            maps[name] = F.leaky_relu(y, SLOPE) if activate else y
        return self.head(maps["h2"])


def normalized(pictures):
    """uint8 (N, H, W, 3) -> what `forward` takes."""
    return (pictures.permute(0, 3, 1, 2).float() - 127.5) / 128


def folded(net):
    """The layers of the weight file, and their tensors, with the norms folded into the convolutions."""
    layers, tensors = [], {}
    for name, kernel, stride, _, outputs, source, add, activate in LAYERS:
        layer = {"name": name, "from": source}
        if add:
            layer["add"] = add
        if kernel == "up":
            layers.append(layer | {"op": "upsample"})
            continue
        norm = net.norms[name]
        gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        tensors[f"{name}.weight"] = net.convolutions[name].weight * gain[:, None, None, None]
        tensors[f"{name}.bias"] = norm.bias - norm.running_mean * gain
        layers.append(layer | {"op": "convolution", "kernel": kernel, "stride": stride,
                               "outputs": outputs, "activation": "leaky" if activate else "none"})
    layers.append({"name": "faces", "op": "convolution", "from": "h2", "kernel": 1, "stride": 1,
                   "outputs": OUTPUTS, "activation": "none"})
    tensors["faces.weight"], tensors["faces.bias"] = net.head.weight, net.head.bias
    return layers, {key: value.detach().half().contiguous() for key, value in tensors.items()}
