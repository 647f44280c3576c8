"""Makes the age that is read deaf to what says nothing of it: how dark the skin is, how grey the hair.

    python -m mien_identity.steady --run RUN --sets DIR generated:DIR ... --mien ../.build/release/mien --out DIR

The program draws people of every age with one of these dials turned and all else held. The age's layer
is solved for anew, in closed form: ages of the split's `settling` people as right as they can be, nothing
that it reads along a turned dial (weighted with `--firm`), renders read as before, and near to the layer
that was trained (`--near`). After `settle`, whose RUN/settled.pt it completes.
"""
import argparse
import os
from pathlib import Path

import numpy as np
import torch

from mien_training.dials import BASE, POINTS, Stills
from mien_training.winograd import keep_memory

from . import augment
from .crops import MARGIN, Faces, cut, premultiplied, similarity
from .export import load_average
from .settle import save_layer
from .train import SPLIT

TURNED = dict(skin=(0.0, 0.5, 1.0), grey=(0.0, 0.5, 1.0))
FIRST_SEED = 8000                        # `dials` measures people from 7000 on
LAYER = "heads.age"


def people(count, random):
    """[(name, seed, dials)]: each person under every value of every turned dial."""
    jobs = []
    for k in range(count):
        dials = dict(BASE, age=random.uniform(8, 82), skin=random.uniform(0, 1),
                     grey=random.uniform(0, 1) * (random.random() < 0.6),
                     smile=random.uniform(0, 0.8) * (random.random() < 0.3),
                     jawOpen=random.uniform(0, 0.5) * (random.random() < 0.3))
        jobs += [(f"{dial}-{k:03d}-{n}", FIRST_SEED + k, {**dials, dial: v})
                 for dial, values in TURNED.items() for n, v in enumerate(values)]
    return jobs


def crops_of(stills, jobs):
    """Crops of the pictures in which a face was found, and the sweep that each belongs to."""
    stills.factors(jobs)
    found, sweep = [], []
    for name, *_ in jobs:
        if name in stills.points:
            points = np.array([stills.points[name][p] for p in POINTS], float)
            found.append(cut(premultiplied(stills.folder / f"{name}-flat.png"), similarity(points),
                             margin=MARGIN))
            sweep.append(name.rsplit("-", 1)[0])
    return np.stack(found), np.array(sweep)


@torch.no_grad()
def features(encoder, crops, batch=64):
    """What the age's layer is given, the mean over the picture and its mirror image, and a one: (N, D + 1)."""
    seen, out = [], []
    hook = encoder.get_submodule(LAYER).register_forward_hook(lambda _, given, __: seen.append(given[0]))
    for k in range(0, len(crops), batch):
        seen.clear()
        encoder.read(augment.plain(crops[k:k + batch]))
        out.append(((seen[0] + seen[1]) / 2).double().numpy())
    hook.remove()
    out = np.concatenate(out)
    return np.c_[out, np.ones(len(out))]


def off_mean(x, group):
    """Rows less the mean of their group's."""
    _, at = np.unique(group, return_inverse=True)
    mean = np.zeros((at.max() + 1, x.shape[1]))
    np.add.at(mean, at, x)
    return x - (mean / np.bincount(at)[:, None])[at]


def steadied(before, known, ages, renders, turned, firm, near):
    """The layer (D + 1 numbers, the last one the bias) of least
    mean (known w - ages)^2 + mean (renders (w - before))^2 + firm mean (turned w)^2 + near v |w - before|^2,
    where v is the mean variance of a feature and the bias is free."""
    moment = lambda x: x.T @ x / len(x)
    ridge = near * np.var(known[:, :-1], 0).mean() * np.r_[np.ones(len(before) - 1), 0]
    left = moment(known) + moment(renders) + firm * moment(turned) + np.diag(ridge)
    return np.linalg.solve(left, known.T @ ages / len(known) + moment(renders) @ before + ridge * before)


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--run", required=True)
    p.add_argument("--sets", nargs="+", required=True, action="extend")
    p.add_argument("--cache", help="where crops are cached (RUN/cache)")
    p.add_argument("--mien", required=True, help="the program")
    p.add_argument("--out", required=True, help="the folder of its pictures, which is completed")
    p.add_argument("--people", type=int, default=130)
    p.add_argument("--firm", type=float, default=6.0)
    p.add_argument("--near", type=float, default=0.1)
    p.add_argument("--renders", type=int, default=2500, help="renders of the training at most")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--split", default=str(SPLIT))
    o = p.parse_args(argv)
    torch.set_num_threads(o.threads)
    keep_memory()
    encoder, state = load_average(o.run, settle=False)
    stills, random = Stills(o.mien, o.out, o.threads), np.random.default_rng(1)
    crops, sweep = crops_of(stills, people(o.people, random))
    turned = off_mean(features(encoder, crops), sweep)
    faces = Faces(o.sets, o.cache or Path(o.run) / "cache", o.split)
    rendered = faces.train[faces.domain[faces.train] == 0]
    rendered = np.sort(random.permutation(rendered)[:o.renders])
    known, renders = (features(encoder, faces.crops(at)) for at in (faces.settling, rendered))
    layer = encoder.get_submodule(LAYER)
    before = np.r_[layer.weight[0].double().numpy(), layer.bias.double().numpy()]
    unit, centre = encoder.UNITS["age"], encoder.CENTRES["age"]
    ages = (faces.labels["age"][faces.settling, 0] - centre) / unit
    after = steadied(before, known, ages, renders, turned, o.firm, o.near)
    save_layer(o.run, state["step"], LAYER, torch.from_numpy(after[None, :-1]).float(),
               torch.from_numpy(after[-1:]).float())
    held = features(encoder, faces.crops(faces.held_out))
    truth, domain = faces.labels["age"][faces.held_out, 0], faces.domain[faces.held_out]
    for name, w in (("before", before), ("after", after)):
        wrong = np.abs(held @ w * unit + centre - truth)
        print(f"{name}: " + ", ".join(f"{wrong[domain == d].mean():.2f} years off on {part} held out"
                                      for d, part in enumerate(("renders", "generated pictures"))
                                      if (domain == d).any())
              + f"; {np.sqrt(np.mean((turned @ w) ** 2)) * unit:.2f} years along a turned dial")


if __name__ == "__main__":
    main()
