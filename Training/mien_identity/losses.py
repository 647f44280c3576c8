"""What the encoder learns by: margin softmax over people, supervised contrast, errors of the heads."""
import torch
import torch.nn.functional as F

from .labels import ESTIMATES, PERSON

SCALE = 24.0
WEIGHTS = dict(age=2.0, expression=2.0, pose=2.0, gaze=2.0, estimates=1.0)
FAR = 3.0                                # spreads from which on an expression's error counts less
BLUR = ESTIMATES.index("blur")


def margin_softmax(embedding, classes, number, margin):
    """CosFace (Wang et al. 2018): the own class's cosine less a margin."""
    cosine = F.normalize(embedding) @ F.normalize(classes).t()
    own = F.one_hot(number, len(classes)).to(cosine.dtype)
    return F.cross_entropy(SCALE * (cosine - margin * own), number)


def contrast(embedding, number, temperature=0.1):
    """Supervised contrastive loss (Khosla et al. 2020) within the batch."""
    e = F.normalize(embedding)
    logits = e @ e.t() / temperature
    self_ = torch.eye(len(e), dtype=torch.bool)
    same = (number[:, None] == number[None]) & ~self_
    log = logits - torch.logsumexp(logits.masked_fill(self_, -1e9), 1, keepdim=True)
    count = same.sum(1)
    return -((log * same).sum(1) / count.clamp(min=1))[count > 0].mean()


def spreads(expression):
    """How much each expression channel varies among pictures; at least enough to be seen."""
    return torch.from_numpy(expression.std(0)).float().clamp(min=0.07)


def heads(out, labels, blur, units, spread):
    """{name: loss}, in the heads' units; robust where a label can't be seen. Expression weights are
    nought most of the time, so that an absolute error would teach to read nought: their error is
    squared, each channel's in its own `spread`."""
    true = {k: torch.from_numpy(labels[k]).float() for k in ("age", "expression", "pose", "gaze")}
    person = torch.from_numpy(labels["person"]).float()
    true["estimates"] = torch.cat([person[:, :BLUR], torch.from_numpy(blur)[:, None],
                                   person[:, BLUR:]], 1)
    assert person.shape[1] == len(PERSON)
    parts = {k: F.smooth_l1_loss(out[k] / units[k], t / units[k], beta=0.5) for k, t in true.items()
             if k != "expression"}
    off = (out["expression"] - true["expression"]) / spread
    parts["expression"] = 2 * FAR * F.smooth_l1_loss(off, torch.zeros_like(off), beta=FAR)
    return parts
