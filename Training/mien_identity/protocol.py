"""How scores are made and counted: pairs of pictures, pictures against references, and intervals by
drawing people again."""
import numpy as np

from .measures import BUCKETS, eer, threshold_at, unit

BINS = 4000


class Scores:
    """Cosines with the people on both sides: same[i] where a[i] == b[i].

    Intervals are bootstrapped over people: a person drawn k times counts k times in genuine scores, two
    drawn k and l times k * l times in impostor scores.
    """

    def __init__(self, cosine, a, b):
        self.cosine, self.a, self.b = cosine, a, b
        self.same = a == b

    @property
    def genuine(self):
        return self.cosine[self.same]

    @property
    def impostor(self):
        return self.cosine[~self.same]

    def __bool__(self):
        return bool(self.same.any() and (~self.same).any())

    def keep(self, mask):
        return Scores(self.cosine[mask], self.a[mask], self.b[mask])

    @staticmethod
    def joined(*parts):
        shift, cosine, a, b = 0, [], [], []
        for s in parts:
            cosine.append(s.cosine), a.append(s.a + shift), b.append(s.b + shift)
            shift += 1 + max(s.a.max(initial=0), s.b.max(initial=0))
        return Scores(*map(np.concatenate, (cosine, a, b)))

    def summary(self, far=1e-3, draws=200, seed=0):
        """EER and TAR at a false-accept rate with 95 % intervals, and the distributions' moments."""
        g, i = self.genuine, self.impostor
        rate, at = eer(g, i)
        same = threshold_at(i, far)
        random = np.random.default_rng(seed)
        people, a = np.unique(np.concatenate([self.a, self.b]), return_inverse=True)
        a, b = a[:len(self.a)], a[len(self.a):]
        bins = np.clip(((self.cosine + 1) / 2 * BINS).astype(int), 0, BINS - 1)
        eers, tars = [], []
        for _ in range(draws):
            times = np.bincount(random.integers(len(people), size=len(people)),
                                minlength=len(people)).astype(float)
            weight = np.where(self.same, times[a], times[a] * times[b])
            gw = np.bincount(bins[self.same], weight[self.same], BINS)
            iw = np.bincount(bins[~self.same], weight[~self.same], BINS)
            if not gw.sum() or not iw.sum():
                continue
            frr = np.concatenate([[0], np.cumsum(gw)]) / gw.sum()
            accepted = 1 - np.concatenate([[0], np.cumsum(iw)]) / iw.sum()
            k = int(np.argmin(np.abs(frr - accepted)))
            eers.append((frr[k] + accepted[k]) / 2)
            tars.append(1 - frr[int(np.argmax(accepted <= far + 1e-12))])
        interval = lambda v: [round(float(x), 5) for x in np.percentile(v, [2.5, 97.5])]
        return dict(eer=round(rate, 5), eer_interval=interval(eers), eer_threshold=round(at, 4),
                    same=round(same, 4), tar=round(float((g >= same).mean()), 4),
                    tar_interval=interval(tars),
                    genuine=dict(mean=round(float(g.mean()), 4), std=round(float(g.std()), 4),
                                 min=round(float(g.min()), 4), count=len(g)),
                    impostor=dict(mean=round(float(i.mean()), 4), std=round(float(i.std()), 4),
                                  max=round(float(i.max()), 4), count=len(i)))


def pair_scores(e, identity, group=None):
    """All pairs; with `group`, those across two groups."""
    a, b = np.triu_indices(len(e), 1)
    if group is not None:
        across = group[a] != group[b]
        a, b = a[across], b[across]
    cosine = np.einsum("nd,nd->n", e[a], e[b]) if len(a) < 2_000_000 else (e @ e.T)[a, b]
    return Scores(cosine, identity[a], identity[b]), a, b


def pair_yaw(yaw, a, b):
    """The larger |yaw| of each pair."""
    return np.maximum(np.abs(yaw[a]), np.abs(yaw[b]))


def references(e, identity, yaw, most=3):
    """{person: positions of their `most` most frontal pictures}."""
    out = {}
    for i in np.argsort(np.abs(yaw), kind="stable"):
        out.setdefault(int(identity[i]), []).append(int(i))
    return {p: v[:most] for p, v in out.items()}


def reference_scores(probe, who, yaw, own_place, reference, e):
    """Each probe against every person's mean reference; a probe that is itself a reference is left
    out of its own person's mean. `own_place` is the probe's position among the references' pictures
    (-1: elsewhere). Gives (Scores, probe's |yaw| of each score, rank-1 hit of each probe)."""
    people = sorted(reference)
    mean = np.stack([unit(e[reference[p]].mean(0)) for p in people])
    cosine = probe @ mean.T
    column = {p: k for k, p in enumerate(people)}
    usable = np.ones(len(probe), bool)
    for n in range(len(probe)):
        p = int(who[n])
        if p not in column:
            usable[n] = False
            continue
        others = [k for k in reference[p] if k != own_place[n]]
        if not others:
            usable[n] = False
            continue
        cosine[n, column[p]] = probe[n] @ unit(e[others].mean(0))
    n = np.flatnonzero(usable)
    hit = np.array([people[int(np.argmax(cosine[k]))] == who[k] for k in n])
    flat = cosine[n].ravel()
    a = np.repeat(who[n], len(people))
    b = np.tile(np.array(people), len(n))
    return Scores(flat, a, b), np.repeat(np.abs(yaw[n]), len(people)), hit, np.abs(yaw[n]), who[n]


def by_bucket(scores, yaw):
    """{name: Scores} by |yaw|."""
    return {name: scores.keep((yaw >= low) & (yaw < high)) for name, low, high in BUCKETS}


def mean_interval(value, who, draws=400, seed=0):
    """A mean, or the share of hits, with its 95 % interval over people."""
    people, n = np.unique(who, return_inverse=True)
    total, sum_ = np.bincount(n), np.bincount(n, value)
    random = np.random.default_rng(seed)
    k = random.integers(len(people), size=(draws, len(people)))
    m = sum_[k].sum(1) / total[k].sum(1)
    return float(value.mean()), [float(v) for v in np.percentile(m, [2.5, 97.5])]
