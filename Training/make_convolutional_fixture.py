"""Writes Fixtures/weights/toy-convolutional*.safetensors: a small network and what PyTorch makes of it; and
toy-encoder.safetensors, an identity encoder that knows nobody.

    python Training/make_convolutional_fixture.py

The network has every operation, odd sizes and channel counts that are no multiples of 16. Weights are random
(fixed seed) and rounded to half precision before PyTorch, in double precision, runs them.
"""
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

FIXTURES = Path(__file__).resolve().parent.parent / "Fixtures" / "weights"
WIDTH, HEIGHT = 50, 38
MEAN, SCALE = [127.5, 120.0, 110.0], [1 / 128, 1 / 100, 1 / 90]
LAYERS = [
    {"name": "stem", "op": "convolution", "kernel": 3, "stride": 1, "outputs": 16,
     "activation": "relu"},
    {"name": "down", "op": "convolution", "kernel": 3, "stride": 2, "outputs": 24,
     "activation": "prelu"},
    {"name": "a", "op": "convolution", "kernel": 3, "outputs": 24, "activation": "leaky"},
    {"name": "b", "op": "convolution", "kernel": 3, "outputs": 24, "activation": "prelu",
     "add": "down"},
    {"name": "point", "op": "convolution", "kernel": 1, "outputs": 40, "activation": "none"},
    {"name": "small", "op": "convolution", "from": "b", "kernel": 3, "stride": 2, "outputs": 40,
     "activation": "leaky"},
    {"name": "skip", "op": "convolution", "from": "b", "kernel": 1, "stride": 2, "outputs": 40,
     "activation": "none", "add": "small"},
    {"name": "up", "op": "upsample", "add": "point"},
    {"name": "map", "op": "convolution", "kernel": 3, "outputs": 15, "activation": "none"},
    {"name": "pool", "op": "mean", "from": "skip"},
    {"name": "hidden", "op": "linear", "outputs": 40, "activation": "relu", "add": "pool"},
    {"name": "vector", "op": "linear", "outputs": 10},
    {"name": "flat", "op": "flatten", "from": "small"},
    {"name": "long", "op": "linear", "outputs": 7, "activation": "prelu"},
]


def main():
    torch.manual_seed(11)
    pixels = torch.randint(0, 256, (HEIGHT, WIDTH, 3), dtype=torch.uint8)
    x = pixels.permute(2, 0, 1)[None].double()
    x = (x - torch.tensor(MEAN, dtype=torch.float32).double()[:, None, None]) * \
        torch.tensor(SCALE, dtype=torch.float32).double()[:, None, None]
    values, tensors, before = {"input": x}, {}, "input"

    def tensor(name, *shape, spread):
        tensors[name] = (torch.randn(shape) * spread).half()
        return tensors[name].double()

    for layer in LAYERS:
        name, y = layer["name"], values[layer.get("from", before)]
        before = name
        if layer["op"] == "convolution":
            k, n, c = layer["kernel"], layer["outputs"], y.shape[1]
            y = F.conv2d(y, tensor(f"{name}.weight", n, c, k, k, spread=(c * k * k) ** -0.5 * 1.4),
                         tensor(f"{name}.bias", n, spread=0.2), layer.get("stride", 1), k // 2)
        elif layer["op"] == "linear":
            n, c = layer["outputs"], y.shape[1]
            y = F.linear(y, tensor(f"{name}.weight", n, c, spread=c ** -0.5 * 1.4),
                         tensor(f"{name}.bias", n, spread=0.2))
        elif layer["op"] == "upsample":
            y = F.interpolate(y, scale_factor=2, mode="nearest")
        elif layer["op"] == "mean":
            y = y.mean((2, 3))
        elif layer["op"] == "flatten":
            y = y.flatten(1)
        if "add" in layer:
            other = values[layer["add"]]
            if y.dim() == 4:
                y = y[:, :, :other.shape[2], :other.shape[3]]
            y = y + other
        kind = layer.get("activation", "none")
        if kind == "relu":
            y = F.relu(y)
        elif kind == "leaky":
            y = F.leaky_relu(y, 0.1)
        elif kind == "prelu":
            y = F.prelu(y, tensor(f"{name}.slope", layer["outputs"], spread=0.5))
        values[name] = y
    network = {"input": {"channels": 3, "width": WIDTH, "height": HEIGHT, "mean": MEAN,
                         "scale": SCALE},
               "layers": LAYERS, "outputs": ["map", "vector", "long"]}
    FIXTURES.mkdir(parents=True, exist_ok=True)
    save_file(tensors, str(FIXTURES / "toy-convolutional.safetensors"),
              {"format": "mien-convolutional-1", "network": json.dumps(network)})
    kept = {name: values[name][0].float().contiguous()
            for name in ("b", "skip", "map", "vector", "long")}
    for name in ("b", "skip"):      # layers within: enough to tell where it goes wrong
        kept[name] = kept[name][::5].half().contiguous()
    save_file(kept | {"pixels": pixels}, str(FIXTURES / "toy-convolutional-activations.safetensors"))


def encoder(names):
    """An encoder whose outputs are random functions of its crop's mean textures."""
    torch.manual_seed(12)
    layers = [{"name": "c1", "op": "convolution", "kernel": 3, "stride": 2, "outputs": 16,
               "activation": "relu"}, {"name": "pool", "op": "mean"}]
    tensors = {"c1.weight": torch.randn(16, 3, 3, 3) * 0.3, "c1.bias": torch.randn(16) * 0.1}
    heads = {"embedding": 128, "age": 1, "expression": 52, "pose": 3, "gaze": 2}
    for name, count in heads.items():
        layers.append({"name": name, "op": "linear", "from": "pool", "outputs": count})
        tensors |= {f"{name}.weight": torch.randn(count, 16), f"{name}.bias": torch.randn(count)}
    network = {"input": {"channels": 3, "width": 112, "height": 112, "mean": [127.5] * 3,
                         "scale": [1 / 128] * 3}, "layers": layers, "outputs": list(heads)}
    save_file({key: value.half() for key, value in tensors.items()},
              str(FIXTURES / "toy-encoder.safetensors"),
              {"format": "mien-convolutional-1", "network": json.dumps(network),
               "expression_names": ",".join(names)})


def expression_names():
    """ARKit's 52, in the order of `Blendshape`."""
    source = FIXTURES.parent.parent / "Sources" / "CharacterCore" / "ExpressionWeights.swift"
    cases = source.read_text().split("Sendable {")[1].split("///")[0]
    return [name.strip() for line in cases.splitlines() if line.strip().startswith("case ")
            for name in line.strip()[5:].split(",")]


if __name__ == "__main__":
    main()
    encoder(expression_names())
