"""Writes the averaged network of a run as the weight file that the product reads.

    python -m mien_training.export --run RUN -o face.safetensors

Tensors are float16, named as in `network.py`. The metadata holds JSON texts: `architecture`
(latent_size, w_size, embed_size, resolution, channels by resolution), `condition_names`,
`appearance_names`, and what was trained: `trained_images`, `trained_people`, `steps`,
`images_seen`, `hours`; `origin` holds the same of the weights that this training began with, if any.
"""
import argparse
import json
import os

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from .network import Generator

FORMAT = "mien-face-1"
TRAINED = ("trained_images", "trained_people", "steps", "images_seen", "hours", "origin")


def load_average(run, device="cpu"):
    """The averaged generator of a run's checkpoint, and the checkpoint."""
    state = torch.load(os.path.join(run, "checkpoint.pt"), map_location=device, weights_only=False)
    generator = Generator(**state["configuration"])
    generator.load_state_dict(state["average"])
    return generator.eval().requires_grad_(False).to(device, memory_format=torch.channels_last), state


def load_weights(path, device="cpu"):
    """The generator of an exported weight file, and what its metadata says of its training."""
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
        if metadata.get("format") != FORMAT:
            raise SystemExit(f"{path}: not a face's weights ({FORMAT})")
        sizes, condition_names, appearance_names = (
            json.loads(metadata[k]) for k in ("architecture", "condition_names", "appearance_names"))
        generator = Generator(condition_names, appearance_names, sizes["latent_size"], sizes["w_size"],
                              sizes["embed_size"], sizes["resolution"], sizes["channels"])
        generator.load_state_dict({name: file.get_tensor(name).float() for name in file.keys()})
    trained = {name: json.loads(metadata[name]) for name in TRAINED if name in metadata}
    return generator.eval().requires_grad_(False).to(device, memory_format=torch.channels_last), trained


def export(run, path):
    generator, state = load_average(run)
    tensors = {}
    for name, value in generator.state_dict().items():
        half = value.to(torch.float16).contiguous()
        if not torch.isfinite(half).all():
            raise ValueError(f"{name} does not fit float16")
        tensors[name] = half
    metadata = dict(
        format=FORMAT, architecture=generator.sizes,
        condition_names=generator.condition_names, appearance_names=generator.appearance_names,
        trained_images=state["data"]["train"], trained_people=state["data"]["train_people"],
        steps=state["step"], images_seen=state["pictures_seen"],
        hours={k: round(v / 3600, 2) for k, v in state["seconds"].items()})
    if state["origin"]:
        metadata["origin"] = state["origin"]
    metadata = {k: v if isinstance(v, str) else json.dumps(v) for k, v in metadata.items()}
    save_file(tensors, f"{path}.tmp", metadata)
    os.replace(f"{path}.tmp", path)
    return tensors, metadata


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--run", required=True)
    p.add_argument("-o", "--output", required=True)
    o = p.parse_args(argv)
    tensors, _ = export(o.run, o.output)
    print(f"{o.output}: {len(tensors)} tensors, {sum(t.numel() for t in tensors.values())} numbers")


if __name__ == "__main__":
    main()
