"""Writes a checkpoint whose weights are the mean of those of several.

    python -m mien_training.blend ONE.pt OTHER.pt [...] [--shares 0.7 0.3] -o RUN/checkpoint.pt

The mean of weights that were tuned on from one another, or from the same weights with other seeds, is mostly
better than any of them (Wortsman et al. 2022, "Model soups"), and what a change of the loss overdid is had in
part. All else (optimisers, counts, random state) is the last one's, so that training, export and evaluation go
on from it.
"""
import argparse
import os

import torch


def blended(checkpoints, shares):
    """The last checkpoint with the weights' mean by `shares`, which sum to 1."""
    last = checkpoints[-1]
    if any(c["configuration"] != last["configuration"] for c in checkpoints):
        raise SystemExit("the checkpoints are not of one network")

    def mean(name):
        parts = [c[name] for c in checkpoints]
        return {k: sum(share * part[k] for share, part in zip(shares, parts)) if v.is_floating_point() else v
                for k, v in last[name].items()}

    return {**last, **{name: mean(name) for name in ("generator", "average")}}


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("checkpoints", nargs="+")
    p.add_argument("--shares", nargs="+", type=float, help="of each; equal by default")
    p.add_argument("-o", "--output", required=True)
    o = p.parse_args(argv)
    shares = o.shares or [1 / len(o.checkpoints)] * len(o.checkpoints)
    if len(shares) != len(o.checkpoints) or abs(sum(shares) - 1) > 1e-6:
        raise SystemExit("--shares: one a checkpoint, 1 together")
    load = lambda path: torch.load(path, map_location="cpu", weights_only=False)
    torch.save(blended([load(path) for path in o.checkpoints], shares), f"{o.output}.tmp")
    os.replace(f"{o.output}.tmp", o.output)


if __name__ == "__main__":
    main()
