"""Writes a checkpoint whose weights lie between those of two of one training.

    python -m mien_training.blend BEFORE.pt AFTER.pt --share 0.5 -o RUN/checkpoint.pt

The mean of weights that were tuned on from one another is mostly better than either (Wortsman et al. 2022,
"Robust fine-tuning of zero-shot models"), and what a change of the loss overdid is had in part. All else
(optimisers, counts, random state) is AFTER's, so that training, export and evaluation go on from it.
"""
import argparse
import os

import torch


def blended(before, after, share):
    """AFTER's checkpoint with `share` of its weights and the rest of BEFORE's."""
    if before["configuration"] != after["configuration"]:
        raise SystemExit("the two checkpoints are not of one network")
    mix = lambda a, b: {k: torch.lerp(a[k], b[k], share) if b[k].is_floating_point() else b[k] for k in b}
    return {**after, **{name: mix(before[name], after[name]) for name in ("generator", "average")}}


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("before")
    p.add_argument("after")
    p.add_argument("--share", type=float, default=0.5, help="of the weights after")
    p.add_argument("-o", "--output", required=True)
    o = p.parse_args(argv)
    load = lambda path: torch.load(path, map_location="cpu", weights_only=False)
    torch.save(blended(load(o.before), load(o.after), o.share), f"{o.output}.tmp")
    os.replace(f"{o.output}.tmp", o.output)


if __name__ == "__main__":
    main()
