"""Measurements of an encoder: how well it tells people apart, how well its heads read."""
import numpy as np
import torch

from . import augment

BUCKETS = (("frontal", 0, 15), ("turned", 15, 30), ("threeQuarter", 30, 45))


@torch.no_grad()
def encoded(encoder, pictures, batch=32):
    """{name: array} of everything that the encoder reads of pictures (N, 3, H, W) or of a function
    of (first, last) that makes them; embeddings of unit length."""
    count = len(pictures) if not callable(pictures) else pictures.count
    out = {}
    for k in range(0, count, batch):
        x = pictures(k, min(k + batch, count)) if callable(pictures) else pictures[k:k + batch]
        for name, value in encoder.read(x).items():
            out.setdefault(name, []).append(value.numpy())
    out = {k: np.concatenate(v) for k, v in out.items()}
    out["embedding"] = unit(out["embedding"])
    return out


class Plain:
    """The crops at some positions as the product cuts them, made when asked for."""

    def __init__(self, faces, index, change=None):
        self.faces, self.index, self.change = faces, np.asarray(index), change
        self.count = len(self.index)

    def __call__(self, first, last):
        x = augment.plain(self.faces.crops(self.index[first:last]))
        return self.change(x) if self.change else x


def unit(e):
    return e / np.maximum(np.linalg.norm(e, axis=-1, keepdims=True), 1e-12)


def rates(genuine, impostor):
    """(thresholds, share of genuine rejected, share of impostors accepted) at every threshold that
    matters; a score equal to the threshold is accepted."""
    at = np.unique(np.concatenate([genuine, impostor]))
    at = np.append(at, np.inf)
    frr = np.searchsorted(np.sort(genuine), at, "left") / max(len(genuine), 1)
    far = 1 - np.searchsorted(np.sort(impostor), at, "left") / max(len(impostor), 1)
    return at, frr, far


def eer(genuine, impostor):
    """Equal error rate and its threshold."""
    at, frr, far = rates(genuine, impostor)
    k = int(np.argmin(np.abs(frr - far)))
    return float((frr[k] + far[k]) / 2), float(min(at[k], 1.0))


def threshold_at(impostor, rate):
    """The lowest threshold whose share of accepted impostors is at most `rate`."""
    s = np.sort(impostor)[::-1]
    allowed = int(np.floor(rate * len(s)))
    return float(np.nextafter(s[allowed], 2.0)) if allowed < len(s) else float(s[-1])


def pairs(embedding, identity, group=None):
    """(genuine, impostor) cosines of all pairs; with `group`, only pairs across two groups."""
    cosine = embedding @ embedding.T
    a, b = np.triu_indices(len(cosine), 1)
    if group is not None:
        across = group[a] != group[b]
        a, b = a[across], b[across]
    same = identity[a] == identity[b]
    scores = cosine[a, b]
    return scores[same], scores[~same]


def correlation(a, b):
    """Pearson's r of each column; nan where a column does not vary."""
    a, b = a - a.mean(0), b - b.mean(0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (a * b).sum(0) / np.sqrt((a * a).sum(0) * (b * b).sum(0))


def few_of_each(who, most):
    """Positions of the first `most` of every person: a sweep's hundred pictures count as others' few."""
    order = np.argsort(who, kind="stable")
    first = np.r_[True, np.diff(who[order]) != 0]
    turn = np.arange(len(who)) - np.maximum.accumulate(np.where(first, np.arange(len(who)), 0))
    return np.sort(order[turn < most])


def quick(encoder, faces, limit, most=16):
    """A few figures of held-out people, for the log."""
    index = faces.held_out[few_of_each(faces.identity[faces.held_out], most)]
    index = np.unique(index[np.linspace(0, len(index) - 1, min(limit, len(index))).astype(int)])
    out = encoded(encoder, Plain(faces, index))
    facts = {}
    for name, domain in (("renders", 0), ("generated", 1)):
        which = np.flatnonzero(faces.domain[index] == domain)
        if len(which) < 2:
            continue
        genuine, impostor = pairs(out["embedding"][which], faces.identity[index[which]])
        if not len(genuine) or not len(impostor):
            continue
        limit_ = threshold_at(impostor, 1e-3)
        facts[name] = dict(eer=round(eer(genuine, impostor)[0], 4),
                           tar=round(float((genuine >= limit_).mean()), 3),
                           genuine=round(float(genuine.mean()), 3),
                           impostor=round(float(impostor.max()), 3))
    true = {k: v[index] for k, v in faces.labels.items()}
    facts["age"] = round(float(np.abs(out["age"] - true["age"]).mean()), 2)
    facts["pose"] = [round(float(v), 2) for v in np.abs(out["pose"] - true["pose"]).mean(0)]
    facts["gaze"] = [round(float(v), 2) for v in np.abs(out["gaze"] - true["gaze"]).mean(0)]
    r = correlation(out["expression"], true["expression"])
    r = r[np.isfinite(r)]
    if len(r):
        facts["expression"] = dict(median=round(float(np.median(r)), 3),
                                   twentieth=round(float(np.sort(r)[::-1][min(19, len(r) - 1)]), 3))
    return facts
