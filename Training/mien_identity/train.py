"""Trains the identity encoder.

    python -m mien_identity.train --sets DIR generated:DIR ... --run RUN --hours 1.2

Stop at any moment (SIGTERM saves first); the same command goes on, and may name more sets, or sets that
have grown: new people get new classes. A checkpoint of a smaller encoder is taken on by a larger one.
`--hours` is the training time over all resumes, in hours of processor time on each thread.
"""
import argparse
import copy
import json
import os
import signal
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn

from mien_training.splits import SPLITS
from mien_training.winograd import available, keep_memory

from . import augment, losses
from .crops import Faces
from .measures import Plain, encoded, quick, unit
from .network import EMBEDDING, Encoder

SPLIT = SPLITS / "encoder.json"
SWEPT = 50                               # pictures of one person, above which it is a sweep


def arguments(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--sets", nargs="+", required=True, action="extend",
                   help="folders with params.jsonl: DIR rendered, generated:DIR by mien specimens")
    p.add_argument("--run", required=True, help="where checkpoint, cache and log go")
    p.add_argument("--cache", help="where crops are cached (RUN/cache)")
    p.add_argument("--hours", type=float, default=1.0)
    p.add_argument("--steps", type=int, help="stop after so many more steps")
    p.add_argument("--people", type=int, default=16, help="of a batch")
    p.add_argument("--each", type=int, default=4, help="pictures of each")
    p.add_argument("--rate", type=float, default=1.5e-3)
    p.add_argument("--margin", type=float, default=0.3)
    p.add_argument("--strength", type=float, default=0.8, help="of the augmentation, 0 to 1")
    p.add_argument("--gentle", type=float, default=0.25,
                   help="the augmentation's strength in one half of every batch")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--save-every", type=float, default=4, help="minutes")
    p.add_argument("--measure-every", type=float, default=12,
                   help="minutes of processor time")
    p.add_argument("--split", default=str(SPLIT))
    return p.parse_args(argv)


class Trainer:
    def __init__(self, o):
        self.o = o
        torch.set_num_threads(o.threads)
        keep_memory()
        torch.manual_seed(o.seed)
        self.run = Path(o.run)
        self.run.mkdir(parents=True, exist_ok=True)
        self.checkpoint = self.run / "checkpoint.pt"
        self.faces = Faces(o.sets, o.cache or self.run / "cache", o.split)
        if len(self.faces.train) == 0:
            raise SystemExit("the split leaves no picture to train on")
        self.encoder = Encoder().to(memory_format=torch.channels_last)
        self.classes = nn.Parameter(torch.randn(self.faces.people, EMBEDDING) * 0.05)
        self.average = copy.deepcopy(self.encoder).requires_grad_(False)
        self.optimiser = self.new_optimiser()
        self.step, self.seconds, self.pictures_seen = 0, 0.0, 0
        self.fresh = 0                             # the step at which the optimiser was new
        if self.checkpoint.exists():
            self.load()
        self.random = np.random.default_rng([o.seed, self.step])
        self.by_person = self.pictures_by_person()
        self.shares = self.drawn()
        self.spread = losses.spreads(self.faces.labels["expression"][self.faces.train])
        self.log = open(self.run / "log.jsonl", "a")
        self.stop = False

    def new_optimiser(self):
        decayed = [p for p in self.encoder.parameters() if p.dim() > 1]
        plain = [p for p in self.encoder.parameters() if p.dim() <= 1]
        return torch.optim.AdamW(
            [dict(params=decayed, weight_decay=0.02), dict(params=plain, weight_decay=0.0),
             dict(params=[self.classes], weight_decay=0.02)], self.o.rate, (0.9, 0.99))

    def pictures_by_person(self):
        """For each person number, the positions of renders and of generated pictures."""
        out = [([], []) for _ in range(self.faces.people)]
        for i in self.faces.train:
            out[self.faces.number[self.faces.key[i]]][self.faces.domain[i]].append(i)
        return out

    def drawn(self):
        """How often each person is drawn. Specimens change their hair and clothes, people of rendered
        sets never do; who was drawn in a sweep of expressions (many pictures of a few people) shows
        best what does not change who one is."""
        weight = np.array([2.0 if p[0] >= 100 else 1.0 for p in sorted(self.faces.number)])
        swept = np.array([sum(map(len, kinds)) > SWEPT for kinds in self.by_person])
        if swept.any() and not swept.all():
            share = min(0.12, 8 * swept.mean())
            weight[swept] = share / (1 - share) * weight[~swept].sum() / swept.sum()
        return weight / weight.sum()

    # ------------------------------------------------------------------------------- checkpoints
    def save(self):
        state = dict(encoder=self.encoder.state_dict(), average=self.average.state_dict(),
                     sizes=self.encoder.sizes, classes=self.classes.data,
                     people=sorted(self.faces.number), optimiser=self.optimiser.state_dict(),
                     step=self.step, seconds=self.seconds, pictures_seen=self.pictures_seen,
                     fresh=self.fresh,
                     data=self.faces.description())
        torch.save(state, f"{self.checkpoint}.tmp")
        os.replace(f"{self.checkpoint}.tmp", self.checkpoint)

    def load(self):
        state = torch.load(self.checkpoint, weights_only=False)
        grown = Encoder.of(state["sizes"]).sizes != self.encoder.sizes
        for module, name in ((self.encoder, "encoder"), (self.average, "average")):
            missing, other = module.load_state_dict(state[name], strict=False)
            if other or (not grown and missing):
                raise SystemExit(f"{self.checkpoint} is of another network: {missing + other}")
        if not grown:
            self.optimiser.load_state_dict(state["optimiser"])
        moments = self.optimiser.state.get(self.classes, {})
        before = {tuple(p): k for k, p in enumerate(state["people"])}
        rows = [(k, before[p]) for p, k in self.faces.number.items() if p in before]
        new, old = (list(t) for t in zip(*rows)) if rows else ([], [])
        with torch.no_grad():
            self.classes[new] = state["classes"][old]
            for name in ("exp_avg", "exp_avg_sq"):
                if name in moments:
                    longer = torch.zeros_like(self.classes)
                    longer[new] = moments[name][old]
                    moments[name] = longer
        self.step, self.seconds = state["step"], state["seconds"]
        self.pictures_seen = state["pictures_seen"]
        self.fresh = self.step if grown else state.get("fresh", 0)
        self.welcome([p for p in self.faces.number if p not in before])

    @torch.no_grad()
    def welcome(self, people):
        """Puts the classes of new people where the averaged encoder sees their pictures, so that they
        don't have to be found from a random place."""
        rows = [self.faces.number[p] for p in people]
        known = [k for k in range(self.faces.people) if k not in set(rows)]
        if not rows or not known:
            return
        wanted = set(people)
        index = np.array([i for i in self.faces.train if self.faces.key[i] in wanted])
        e = encoded(self.average.eval(), Plain(self.faces, index))["embedding"]
        middle = np.zeros((self.faces.people, EMBEDDING), np.float32)
        np.add.at(middle, [self.faces.number[self.faces.key[i]] for i in index], e)
        length = float(self.classes[known].norm(dim=1).mean())
        self.classes[rows] = torch.from_numpy(unit(middle[rows])) * length

    def say(self, **facts):
        line = json.dumps(facts)
        print(line, flush=True)
        self.log.write(line + "\n")
        self.log.flush()

    # ------------------------------------------------------------------------------------- steps
    def batch(self):
        """Positions: some pictures of some people, from both domains where both know a person."""
        r, o = self.random, self.o
        people = r.choice(self.faces.people, min(o.people, self.faces.people), replace=False,
                          p=self.shares)
        index = []
        for p in people:
            kinds = [k for k in self.by_person[p] if k]
            for n, part in enumerate(np.array_split(np.arange(o.each), len(kinds))):
                kind = kinds[n]
                index += list(r.choice(kind, len(part), replace=len(kind) < len(part)))
        return r.permutation(np.array(index))     # neighbours share a blur: not one person's

    def train_step(self, progress):
        o = self.o
        index = self.batch()
        labels = {k: v[index] for k, v in self.faces.labels.items()}
        most = 0.3 + self.step / 800
        pictures, labels, blur = augment.halves(self.faces.crops(index), labels, self.random,
                                                min(o.gentle, most), min(o.strength, most))
        number = torch.tensor([self.faces.number[self.faces.key[i]] for i in index])
        rate = o.rate * min(1, (self.step - self.fresh + 1) / 100) * max(
            0.01, 0.5 + 0.5 * np.cos(np.pi * min(1.0, progress)))
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        margin = o.margin * float(np.clip((self.step - 300) / 1200, 0, 1))
        out = self.encoder(pictures)
        parts = losses.heads(out, labels, blur, Encoder.UNITS, self.spread)
        who = losses.margin_softmax(out["embedding"], self.classes, number, margin)
        near = losses.contrast(out["embedding"], number)
        loss = who + 0.3 * near + sum(losses.WEIGHTS[k] * v for k, v in parts.items())
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(list(self.encoder.parameters()) + [self.classes], 10.0)
        self.optimiser.step()
        self.step += 1
        self.pictures_seen += len(index)
        keep = min(0.998, self.step / (self.step + 20))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()), list(self.encoder.parameters()),
                                 1 - keep)
            for a, b in zip(self.average.buffers(), self.encoder.buffers()):
                a.copy_(b)
        return torch.stack([who, near, *parts.values()]).detach(), list(parts)

    def loop(self):
        o = self.o
        for s in (signal.SIGTERM, signal.SIGINT):
            signal.signal(s, lambda *_: setattr(self, "stop", True))
        self.say(start=self.step, convolution="winograd" if available() else "torch",
                 classes=self.faces.people, **self.faces.description())
        end = self.step + o.steps if o.steps else None
        saved = window = time.monotonic()
        measured = time.process_time()
        sums, first = 0, self.step
        while not self.stop and (end is None or self.step < end):
            began = time.process_time()
            progress = self.seconds / 3600 / o.hours
            if progress >= 1:
                break
            numbers, names = self.train_step(progress)
            sums = sums + numbers
            now = time.monotonic()
            # Processor time: one that shares its core, or stands still, has not trained meanwhile.
            self.seconds += (time.process_time() - began) / o.threads
            if self.step - first >= 50:
                mean = [round(v, 3) for v in (sums / (self.step - first)).tolist()]
                self.say(step=self.step, progress=round(progress, 3),
                         rate=round((self.step - first) * o.people * o.each / (now - window), 1),
                         **dict(zip(["who", "near", *names], mean)))
                sums, first, window = 0, self.step, now
            if now - saved > 60 * o.save_every:
                self.save()
                saved = time.monotonic()
            if time.process_time() - measured > 60 * o.measure_every * o.threads:
                self.measure()
                measured = time.process_time()
                sums, first, window = 0, self.step, time.monotonic()
        self.save()
        if not self.stop:
            self.measure()
        self.log.close()

    def measure(self):
        if len(self.faces.held_out):
            self.average.eval()
            self.say(step=self.step, held_out=quick(self.average, self.faces, 700))


def main(argv=None):
    Trainer(arguments(argv)).loop()


if __name__ == "__main__":
    main()
