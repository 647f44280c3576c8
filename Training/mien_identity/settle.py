"""Sets the embedding's last layer by what still tells a person's pictures apart.

    python -m mien_identity.settle --run RUN --sets DIR generated:DIR ...

After training: directions in which pictures of one person differ (expression, light, hair) are shortened
(within-class covariance normalisation, Hatch and Stolcke 2006), by the scatter of people of the training
split, plain and augmented, shrunk towards equal in all directions. Nothing is read of the held-out people.
Writes RUN/settled.pt, which `evaluate` and `export` fold into the layer; it belongs to one step of the
checkpoint, and training goes on without it.
"""
import argparse
import os
from pathlib import Path

import numpy as np
import torch

from mien_training.winograd import keep_memory

from . import augment
from .crops import Faces
from .export import load_average
from .measures import eer, pairs, unit
from .train import SPLIT


def scatter(e, who):
    """(within, mean) of embeddings (N, D) of people (N): the covariance about each person's mean, every
    person counting once, and the mean of the people's means."""
    _, person = np.unique(who, return_inverse=True)
    count = np.bincount(person)
    mean = np.zeros((len(count), e.shape[1]))
    np.add.at(mean, person, e)
    mean /= count[:, None]
    several = count[person] > 1
    off = (e - mean[person])[several]
    weight = 1 / (count[person][several] - 1)
    people = int((count > 1).sum())
    if people < 2:
        raise SystemExit("settling needs two people with two pictures each")
    return (off * weight[:, None]).T @ off / people, mean.mean(0)


def whitening(within, shrink):
    """(D, D) matrix M such that e @ M has nearly the same scatter in all directions, with `shrink`
    times the mean variance added to every direction; of the volume of the identity."""
    size = len(within)
    full = within + shrink * np.trace(within) / size * np.eye(size)
    m = np.linalg.cholesky(np.linalg.inv(full))
    return m / np.exp(np.log(np.diag(m)).mean())


@torch.no_grad()
def embeddings(encoder, faces, index, strength=None, seed=0, batch=64):
    """Raw embeddings of the crops at `index`, as the product cuts them, or augmented."""
    random, out = np.random.default_rng(seed), []
    torch.manual_seed(seed)
    for k in range(0, len(index), batch):
        at = index[k:k + batch]
        crops = faces.crops(at)
        if strength is None:
            x = augment.plain(crops)
        else:
            x, _, _ = augment.augmented(crops, {n: v[at] for n, v in faces.labels.items()}, random,
                                        strength)
        out.append(encoder(x)["embedding"].numpy())
    return np.concatenate(out).astype(np.float64)


def settled(encoder, faces, shrink, strength):
    """(weight, bias) of the embedding's layer, and the matrix and mean that made them."""
    index = faces.train
    who = faces.identity[index]
    e = np.concatenate([embeddings(encoder, faces, index),
                        embeddings(encoder, faces, index, strength)])
    within, mean = scatter(e, np.concatenate([who, who]))
    m = whitening(within, shrink)
    weight = torch.from_numpy(m.T @ encoder.embed.weight.double().numpy()).float()
    bias = torch.from_numpy((encoder.embed.bias.double().numpy() - mean) @ m).float()
    return weight, bias, m, mean


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--run", required=True)
    p.add_argument("--sets", nargs="+", required=True, action="extend")
    p.add_argument("--cache", help="where crops are cached (RUN/cache)")
    p.add_argument("--shrink", type=float, default=3.0,
                   help="how much of the mean variance is added to every direction")
    p.add_argument("--strength", type=float, default=0.5, help="of the augmented half")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--split", default=str(SPLIT))
    o = p.parse_args(argv)
    torch.set_num_threads(o.threads)
    keep_memory()
    path = Path(o.run) / "settled.pt"
    encoder, state = load_average(o.run, settle=False)
    faces = Faces(o.sets, o.cache or Path(o.run) / "cache", o.split)
    weight, bias, m, mean = settled(encoder, faces, o.shrink, o.strength)
    torch.save(dict(step=state["step"], weight=weight, bias=bias, shrink=o.shrink), f"{path}.tmp")
    os.replace(f"{path}.tmp", path)
    e = embeddings(encoder, faces, faces.held_out)
    who, domain = faces.identity[faces.held_out], faces.domain[faces.held_out]
    for name, d in (("renders", 0), ("generated", 1)):
        at = domain == d
        scores = [pairs(unit(x), who[at]) for x in (e[at], (e[at] - mean) @ m)]
        if all(len(g) and len(i) for g, i in scores):
            before, after = (100 * eer(g, i)[0] for g, i in scores)
            print(f"{name}, held out, one picture against one: equal error rate {before:.2f} % before, "
                  f"{after:.2f} % after")


if __name__ == "__main__":
    main()
