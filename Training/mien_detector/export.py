"""Writes the detector's weight file.

    python -m mien_detector.export --run runs/detector -o face-detector.safetensors
"""
import argparse
import json
import os
from pathlib import Path

import torch
from safetensors.torch import save_file

from .network import OUTPUTS, POINT_UNIT, STRIDE, Detector, folded


def export(net, path, trained=""):
    net.eval()
    layers, tensors = folded(net)
    network = {"input": {"channels": 3, "mean": [127.5] * 3, "scale": [1 / 128] * 3},
               "layers": layers, "outputs": ["faces"]}
    metadata = {"format": "mien-convolutional-1", "network": json.dumps(network),
                "detector": json.dumps({"stride": STRIDE, "point_unit": POINT_UNIT,
                                        "outputs": OUTPUTS}),
                "name": "mien face detector", "trained": trained}
    save_file(tensors, f"{path}.tmp", metadata)
    os.replace(f"{path}.tmp", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--run", required=True, type=Path)
    parser.add_argument("-o", "--output", required=True, type=Path)
    a = parser.parse_args()
    state = torch.load(a.run / "checkpoint.pt", weights_only=True)
    net = Detector()
    net.load_state_dict(state["mean"])
    export(net, a.output, f"{state['step']} steps on composed scenes of rendered people")


if __name__ == "__main__":
    main()
