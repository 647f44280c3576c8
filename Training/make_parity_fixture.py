"""Writes the toy generators in Fixtures/weights and what PyTorch makes of them.

    python Training/make_parity_fixture.py

Weights and inputs are random (fixed seed) and rounded to half precision before PyTorch, in double
precision, runs them; so the engine reads exactly the numbers that PyTorch used. Activations are
stored as halves: 5e-4 of their value, within the tests' tolerance.
"""
import json
from pathlib import Path

import torch
from safetensors.torch import save_file

from mien_training.network import Generator

FIXTURES = Path(__file__).resolve().parent.parent / "Fixtures" / "weights"
CONDITIONS = [f"map_{k}" for k in range(6)] + [f"shading_{k}" for k in "rgba"]
APPEARANCE = [f"trait_{k}" for k in range(12)]
LATENT, W = 4, 32


def halves(x):
    return x.half().double()


def hook(store, name):
    def keep(_, inputs, output):
        store[name] = output
    return keep


def make(name, channels, embed, layers):
    resolution = max(channels)
    net = Generator(CONDITIONS, APPEARANCE, latent=LATENT, w=W, embed=embed,
                    resolution=resolution, channels=channels).double()
    with torch.no_grad():
        for key, value in net.state_dict().items():
            if key.endswith("bias"):
                value += 0.2 * torch.randn_like(value)
            if key == "base.weight":
                value += 0.1 * torch.randn_like(value)
            value.copy_(halves(value))
    store = {}
    for k, block in enumerate(net.blocks):
        if layers:
            block.a.register_forward_hook(hook(store, f"blocks.{k}.a"))
            block.b.register_forward_pre_hook(
                lambda _, inputs, k=k: store.update({f"blocks.{k}.injected": inputs[0]}))
            block.b.register_forward_hook(hook(store, f"blocks.{k}.b"))
        block.register_forward_hook(
            lambda _, inputs, output, k=k: store.update({f"blocks.{k}.picture": output[1]}))
    conditions = halves(torch.randn(1, len(CONDITIONS), resolution, resolution))
    appearance, z = halves(torch.randn(1, len(APPEARANCE))), halves(torch.randn(1, LATENT))
    with torch.no_grad():
        out = {"picture": net(conditions, appearance, z), "w": net.styles(appearance, z)}
    out |= store
    out["conditions"] = conditions
    for key in out:
        if key.endswith("picture"):         # the engine's pictures are interleaved
            out[key] = out[key].permute(0, 2, 3, 1)
    out = {key: value[0].half().contiguous() for key, value in out.items()}
    out |= {"appearance": appearance[0].half(), "latent": z[0].half()}
    if not layers:
        out = {key: value for key, value in out.items() if ".picture" not in key}
    weights = {key: value.half().contiguous() for key, value in net.state_dict().items()}
    metadata = {"format": "mien-face-1", "architecture": json.dumps(net.sizes),
                "condition_names": json.dumps(CONDITIONS),
                "appearance_names": json.dumps(APPEARANCE)}
    FIXTURES.mkdir(parents=True, exist_ok=True)
    save_file(weights, str(FIXTURES / f"{name}.safetensors"), metadata)
    save_file(out, str(FIXTURES / f"{name}-activations.safetensors"))


if __name__ == "__main__":
    torch.manual_seed(7)
    torch.set_num_threads(1)
    make("toy-32", {4: 16, 8: 48, 16: 32, 32: 16}, 16, layers=True)
    make("toy-64", {4: 16, 8: 16, 16: 16, 32: 16, 64: 16}, 32, layers=False)
