"""Sets the embedding's last layer by what tells people apart, on people whom the network never learnt.

    python -m mien_identity.settle --run RUN --sets DIR generated:DIR ...

After training: directions in which pictures of one person differ (expression, light, hair) are shortened
(within-class covariance normalisation, Hatch and Stolcke 2006), and of what is left each direction counts
by the share of it in which people differ (the two-covariance model of probabilistic discriminant analysis,
Ioffe 2006), as its square root on either side of a cosine. The scatter is that of the split's `settling`
people, plain and augmented: those of the training lie closer together than any others will. Nothing is read
of the held-out people.
Writes RUN/settled.pt, whose layers `evaluate` and `export` put in place of the trained ones; it belongs to
one step of the checkpoint, and training goes on without it.
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
    """(within, between, mean) of embeddings (N, D) of people (N), everyone counting once: the covariance
    about each person's mean, that of the people's means less what pictures leave in it, and the mean of
    means."""
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
        raise SystemExit("settling needs two people of the split's `settling` with two pictures each")
    within = (off * weight[:, None]).T @ off / people
    return within, np.cov(mean.T) - within * np.mean(1 / count), mean.mean(0)


def discriminant(within, between, shrink):
    """(D, D) matrix M such that e @ M has nearly the same scatter within people in all directions but for
    a weight, the square root of the share of people in a direction's scatter. `shrink` times the mean
    variance is added to every direction."""
    size = len(within)
    full = within + shrink * np.trace(within) / size * np.eye(size)
    white = np.linalg.cholesky(np.linalg.inv(full))
    ratio, axes = np.linalg.eigh(white.T @ between @ white)
    ratio = np.maximum(ratio[::-1], 0)
    return white @ axes[:, ::-1] * np.sqrt(ratio / (ratio + 1))


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
        out.append(encoder.read(x)["embedding"].numpy())
    return np.concatenate(out).astype(np.float64)


def settled(encoder, faces, shrink, strength):
    """(weight, bias) of the embedding's layer, and the matrix and mean that made them. Embeddings keep
    their mean length."""
    index = faces.settling
    who = faces.identity[index]
    e = np.concatenate([embeddings(encoder, faces, index),
                        embeddings(encoder, faces, index, strength)])
    within, between, mean = scatter(e, np.concatenate([who, who]))
    m = discriminant(within, between, shrink)
    length = lambda v: np.linalg.norm(v, axis=1).mean()
    m *= length(e) / length((e - mean) @ m)
    weight = torch.from_numpy(m.T @ encoder.embed.weight.double().numpy()).float()
    bias = torch.from_numpy((encoder.embed.bias.double().numpy() - mean) @ m).float()
    return weight, bias, m, mean


def save_layer(run, step, name, weight, bias):
    """Puts a layer into RUN/settled.pt, beside the others of the same step."""
    path = Path(run) / "settled.pt"
    settled = torch.load(path) if path.exists() else {}
    if settled.get("step") != step:
        settled = dict(step=step, layers={})
    settled["layers"][name] = dict(weight=weight, bias=bias)
    torch.save(settled, f"{path}.tmp")
    os.replace(f"{path}.tmp", path)


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--run", required=True)
    p.add_argument("--sets", nargs="+", required=True, action="extend")
    p.add_argument("--cache", help="where crops are cached (RUN/cache)")
    p.add_argument("--shrink", type=float, default=0.5,
                   help="how much of the mean variance is added to every direction")
    p.add_argument("--strength", type=float, default=0.5, help="of the augmented half")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--split", default=str(SPLIT))
    o = p.parse_args(argv)
    torch.set_num_threads(o.threads)
    keep_memory()
    encoder, state = load_average(o.run, settle=False)
    faces = Faces(o.sets, o.cache or Path(o.run) / "cache", o.split)
    weight, bias, m, mean = settled(encoder, faces, o.shrink, o.strength)
    save_layer(o.run, state["step"], "embed", weight, bias)
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
