"""Writes the averaged encoder of a run as the weight file that the product reads.

    python -m mien_identity.export --run RUN -o identity-encoder.safetensors

Tensors are float16, batch norms folded into the convolutions; the metadata describe the layers, name
the outputs, and carry the calibration that `mien_identity.evaluate` left in RUN/calibration.json.
`--parity FILE` also writes an input and what comes out of it, to test other implementations with.
"""
import argparse
import json
import os
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file

from .crops import SIDE
from .labels import BLENDSHAPES, ESTIMATES, HEADS
from .network import Encoder, both_ways, run_folded


def load_average(run, settle=True):
    """The averaged encoder of a run's checkpoint, and the checkpoint; with the layers that
    `mien_identity.settle` and `.steady` solved for, where they did."""
    state = torch.load(Path(run) / "checkpoint.pt", weights_only=False)
    encoder = Encoder.of(state["sizes"])
    encoder.load_state_dict(state["average"])
    last = Path(run) / "settled.pt"
    if settle and last.exists():
        settled = torch.load(last)
        if settled["step"] != state["step"]:
            raise SystemExit(f"{last} is of step {settled['step']}, the checkpoint of {state['step']}: "
                             "run mien_identity.settle again, or delete it")
        for name, layer in settled["layers"].items():
            encoder.get_submodule(name).load_state_dict(layer)
    return encoder.eval().requires_grad_(False), state


def rounded(encoder):
    """(layers, tensors) with tensors as float16 keeps them."""
    layers, tensors = encoder.folded()
    tensors = {k: v.detach().to(torch.float16).contiguous() for k, v in tensors.items()}
    for name, value in tensors.items():
        if not torch.isfinite(value).all():
            raise ValueError(f"{name} does not fit float16")
    return layers, tensors


def export(run, path, parity=None):
    encoder, state = load_average(run)
    layers, tensors = rounded(encoder)
    outputs = ["embedding", *HEADS]
    network = dict(input=dict(width=SIDE, height=SIDE, channels=3, mean=[127.5] * 3,
                              scale=[1 / 127.5] * 3), layers=layers, outputs=outputs)
    data = state["data"]["train"]
    metadata = dict(
        format="mien-convolutional-1", name="identity-encoder", network=json.dumps(network),
        expression_names=",".join(BLENDSHAPES), estimate_names=",".join(ESTIMATES),
        trained=f"{data['pictures']} pictures of {data['people']} invented people "
                f"({data['rendered']} rendered, {data['generated']} generated), "
                f"{state['pictures_seen']} shown; no photographs")
    calibration = Path(run) / "calibration.json"
    if calibration.exists():
        metadata["calibration"] = calibration.read_text()
    save_file(tensors, f"{path}.tmp", metadata)
    os.chmod(f"{path}.tmp", 0o644)
    os.replace(f"{path}.tmp", path)
    if parity:
        write_parity(layers, tensors, outputs, parity)
    return layers, tensors, metadata


@torch.no_grad()
def write_parity(layers, tensors, outputs, path):
    """`crop` (SIDE, SIDE, 3) bytes as uint8, and in float32 each output as the product reads it."""
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    crop = np.stack([(x * 2 + y) % 256, (x * y // 7) % 256, (255 - x - y) % 256], 2).astype(np.uint8)
    signal = (torch.from_numpy(crop).permute(2, 0, 1)[None].float() - 127.5) / 127.5
    whole = {k: v.float() for k, v in tensors.items()}
    maps = both_ways(lambda x: run_folded(layers, whole, x), signal)
    save_file(dict(crop=torch.from_numpy(crop), **{k: maps[k][0].contiguous() for k in outputs}),
              f"{path}.tmp")
    os.chmod(f"{path}.tmp", 0o644)
    os.replace(f"{path}.tmp", path)


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--run", required=True)
    p.add_argument("-o", "--output", required=True)
    p.add_argument("--parity")
    o = p.parse_args(argv)
    _, tensors, metadata = export(o.run, o.output, o.parity)
    print(f"{o.output}: {sum(t.numel() for t in tensors.values())} numbers; {metadata['trained']}")


if __name__ == "__main__":
    main()
