"""Trains the generator.

    python -m mien_training.train --maps DIR [DIR ...] --run RUN --size 128 --hours 6
    python -m mien_training.train --maps DIR [DIR ...] --run RUN --size 256 --hours 3 --resume

One network of the full resolution: at half the size all blocks but the last are trained on whole
pictures; at the full size the last block is trained on windows beside the whole half-size picture.
`--hours` is the training time of the stage (size), counted over all resumes, of processor time where
that is what trains: a busy machine trains as long as a quiet one. Stop at any moment
(SIGTERM saves first) and resume with the same command and `--resume`. Map folders may have grown.
"""
import argparse
import json
import os
import signal
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

from .export import load_weights
from .losses import Texture, on_colour, reconstruction
from .maps import SPLIT, FaceData
from .measures import measure, sheet
from .network import Critic, Generator, Windows, window_corner, window_side
from .regions import Regions
from .winograd import available, keep_memory

RATE, CRITIC_RATE = 5e-4, 2e-3


def arguments(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--maps", nargs="+", required=True, action="extend",
                   help="folders of `mien maps`, each DIR or DIR=SET (the folder of its pictures)")
    p.add_argument("--run", required=True, help="where checkpoints, log and sheets go")
    p.add_argument("--size", type=int, default=128, help="the maps' size, or half of it")
    p.add_argument("--hours", type=float, default=1.0, help="training time of this stage in all")
    p.add_argument("--steps", type=int, help="stop after so many more steps")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--batch", type=int, default=4)
    p.add_argument("--device", default="cpu")
    p.add_argument("--resume", action="store_true")
    p.add_argument("--from", dest="origin", metavar="FACE",
                   help="begin with the weights of an exported file, in a new --run")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--rate", type=float, default=RATE, help="learning rate at batch 4")
    p.add_argument("--decay", type=float, default=0.2, help="share of the stage with a falling rate")
    p.add_argument("--texture", type=float, default=1.5, help="weight of the texture term")
    p.add_argument("--grainy", nargs="*", type=int, default=[], metavar="SET",
                   help="numbers of sets rendered with few samples: their finest texture is not learnt")
    p.add_argument("--whole", action="store_true", help="full size without windows")
    p.add_argument("--gan-from", type=int, help="step from which the critic takes part")
    p.add_argument("--gan-alone", type=int, default=500, help="steps the critic trains alone first")
    p.add_argument("--gan-share", type=float, default=0.25,
                   help="its gradient as a share of the reconstruction's")
    p.add_argument("--gan-cap", type=float, default=0.05, help="its weight at most")
    p.add_argument("--evaluate-every", type=float, default=15, help="minutes")
    p.add_argument("--save-every", type=float, default=3, help="minutes")
    p.add_argument("--split", default=str(SPLIT))
    return p.parse_args(argv)


def spread(positions, n):
    """n positions spread evenly over a list."""
    return [positions[int(k)] for k in np.linspace(0, len(positions) - 1, min(n, len(positions)))]


class Trainer:
    """The networks, their optimisers and everything a checkpoint holds."""

    def __init__(self, o):
        self.o = o
        torch.set_num_threads(o.threads)
        keep_memory()
        torch.manual_seed(o.seed)
        self.random = np.random.default_rng(o.seed)
        self.run = Path(o.run)
        self.run.mkdir(parents=True, exist_ok=True)
        self.checkpoint = self.run / "checkpoint.pt"
        self.data = FaceData(o.maps, o.split)
        if o.size not in (self.data.size, self.data.size // 2):
            raise SystemExit(f"--size {o.size}: the maps allow {self.data.size} or {self.data.size // 2}")
        self.regions = Regions(self.data)
        self.texture = Texture().to(o.device)
        self.step, self.pictures_seen = 0, 0
        self.seconds, self.stage_steps = {}, {}
        self.gan_weight, self.gan_step = 0.0, 0
        self.usual_norm = None
        build = lambda: Generator(self.data.condition_names, self.data.appearance_names,
                                  resolution=self.data.size).to(o.device,
                                                                memory_format=torch.channels_last)
        self.generator, self.average = build(), build()
        self.generator.start_from_shading()
        self.average.load_state_dict(self.generator.state_dict())
        self.average.requires_grad_(False)
        self.critic = Critic(len(self.data.condition_names), len(self.data.appearance_names)).to(
            o.device, memory_format=torch.channels_last)
        slow = lambda n: n.startswith(("mapping", "start")) or ".style." in n
        named = list(self.generator.named_parameters())
        self.optimiser = torch.optim.Adam(
            [dict(params=[p for n, p in named if not slow(n)], share=1.0),
             dict(params=[p for n, p in named if slow(n)], share=0.2)], o.rate, (0.8, 0.99))
        self.critic_optimiser = torch.optim.Adam(self.critic.parameters(), CRITIC_RATE, (0.0, 0.99))
        self.origin = None
        if o.resume and self.checkpoint.exists():
            self.load()
        elif self.checkpoint.exists():
            raise SystemExit(f"{self.checkpoint} exists: add --resume, or choose another --run")
        elif o.origin:
            self.begin_from(o.origin)
        self.stage = str(o.size)
        self.seconds.setdefault(self.stage, 0.0)
        self.stage_steps.setdefault(self.stage, 0)
        self.stop = False
        self.log = open(self.run / "log.jsonl", "a")

    # ------------------------------------------------------------------------------- checkpoints
    PLAIN = ("step", "pictures_seen", "seconds", "stage_steps", "gan_weight", "gan_step",
             "origin")
    MODULES = ("generator", "average", "critic", "optimiser", "critic_optimiser")

    def save(self):
        state = {name: getattr(self, name).state_dict() for name in self.MODULES}
        state.update({name: getattr(self, name) for name in self.PLAIN})
        state.update(configuration=self.generator.configuration(), data=self.data.description(),
                     size=self.o.size, torch_random=torch.get_rng_state(),
                     numpy_random=self.random.bit_generator.state)
        temporary = self.checkpoint.with_suffix(".tmp")
        with open(temporary, "wb") as out:
            torch.save(state, out)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, self.checkpoint)

    def begin_from(self, path):
        """Takes the weights of an exported file, and counts on from its steps and pictures."""
        weights, self.origin = load_weights(path)
        if weights.configuration() != self.generator.configuration():
            raise SystemExit(f"{path}: its network is not the one that --maps ask for")
        for network in (self.generator, self.average):
            network.load_state_dict(weights.state_dict())
        self.step, self.pictures_seen = self.origin["steps"], self.origin["images_seen"]

    def load(self):
        state = torch.load(self.checkpoint, map_location=self.o.device, weights_only=False)
        for field in ("condition_names", "appearance_names"):
            if state["configuration"][field] != self.generator.configuration()[field]:
                raise SystemExit(f"{self.checkpoint}: its {field} are not those of --maps")
        for name in self.MODULES:
            getattr(self, name).load_state_dict(state[name])
        for name in self.PLAIN:
            setattr(self, name, state[name])
        torch.set_rng_state(state["torch_random"].cpu())
        self.random.bit_generator.state = state["numpy_random"]

    def say(self, **facts):
        line = json.dumps(facts)
        print(line, flush=True)
        self.log.write(line + "\n")
        self.log.flush()

    # ------------------------------------------------------------------------------------- steps
    def choose_windows(self, half, size):
        """Where windows start (top, left in full-resolution pixels): two in five on the eyes or the
        mouth, the others anywhere, with the borders as likely as the middle."""
        side, out = size // 2, []
        eyes = self.regions.sum(half, "sclera", "iris")[:, 0]
        mouth = self.regions.sum(half, "lips", "teeth", "mouth_cavity")[:, 0]
        for k in range(len(half)):
            map_ = (eyes if self.random.random() < 0.6 else mouth)[k]
            if self.random.random() < 0.4 and float(map_.sum()) > 4:
                y, x = (map_ > 0.3).nonzero().float().mean(0).tolist()
                jitter = self.random.uniform(-0.1, 0.1, 2) * size
                at = [2 * y - side / 2 + jitter[0], 2 * x - side / 2 + jitter[1]]
            else:
                at = self.random.uniform(-0.2 * side, 1.2 * side, 2)
            out.append([int(min(max(v, 0), side)) if v == v else side // 2 for v in at])
        return out

    def forward(self, index, mirror):
        """A list of (made, real, maps) to compare, and the appearance."""
        o, data = self.o, self.data
        z = torch.randn(len(index), self.generator.latent).to(o.device)
        appearance = data.appearances(index, mirror, o.device)
        if o.size < data.size or o.whole:
            real = data.pictures(index, mirror, o.size, o.device)
            maps = data.conditions(index, mirror, o.size, o.device)
            return [(self.generator(maps, appearance, z), real, maps)], appearance
        size = data.size
        half = data.conditions(index, mirror, size // 2, o.device)
        real = data.pictures(index, mirror, size // 2, o.device)
        places = [[window_corner(v, size) for v in at] for at in self.choose_windows(half, size)]
        low = [(y[0], x[0]) for y, x in places]
        outer = [(2 * y, 2 * x, window_side(size)) for y, x in low]
        maps = data.conditions(index, mirror, size, o.device, outer)
        whole, fine = self.generator.windows(half, maps, appearance, z, low)
        good = [(2 * y[0] + y[1], 2 * x[0] + x[1], size // 2) for y, x in places]
        inner = [(y[1], x[1]) for y, x in places]
        cut = lambda t: Windows.apply(t, inner, size // 2)
        real_fine = data.pictures(index, mirror, size, o.device, good)
        return [(cut(fine), real_fine, cut(maps)), (whole, real, half)], appearance

    def train_step(self, progress):
        o = self.o
        index = [self.data.train[k] for k in self.random.integers(len(self.data.train), size=o.batch)]
        mirror = self.random.random(o.batch) < 0.5
        clean = torch.tensor([float(self.data.person(i)[0] not in o.grainy) for i in index]).to(o.device)
        views, appearance = self.forward(index, mirror)
        loss, l1s, facts = 0.0, [], {}
        for made, real, maps in views:
            part, l1 = reconstruction(made, real, self.regions.weights(maps))
            loss = loss + part
            if o.texture:
                loss = loss + o.texture * self.texture(made, real, self.regions.strands(maps), clean)
            l1s.append(l1)
        made, real, maps = views[0]
        gan = o.gan_from is not None and self.step >= o.gan_from
        if gan:
            colour = torch.rand(len(made), 3, 1, 1).to(made)
            taking_part = self.gan_step - o.gan_alone
            if taking_part >= 0:
                self.critic.requires_grad_(False)
                adversarial = F.softplus(-self.critic(on_colour(made, colour), maps, appearance)).mean()
                if self.gan_step % 16 == 0 or self.gan_weight == 0:
                    a, b = [torch.autograd.grad(v, made, retain_graph=True)[0].norm()
                            for v in (loss, adversarial)]
                    now = float(o.gan_share * a / (b + 1e-8))
                    blend = now if self.gan_weight == 0 else 0.8 * self.gan_weight + 0.2 * now
                    self.gan_weight = min(blend, o.gan_cap)
                loss = loss + self.gan_weight * min(1, (taking_part + 1) / 500) * adversarial
        decay = 1.0
        if progress > 1 - o.decay:
            decay = 0.05 + 0.95 * (1 - progress) / o.decay
        warm = min(1, (self.stage_steps[self.stage] + 1) / 50)
        for group in self.optimiser.param_groups:
            group["lr"] = group["share"] * o.rate * warm * decay * (0.5 if gan else 1)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        norm = nn.utils.clip_grad_norm_(self.generator.parameters(), 1.0)
        if self.is_sane(float(norm)):
            self.optimiser.step()
        if gan:
            facts.update(self.critic_step(made.detach(), real, maps, appearance, colour))
        n = self.stage_steps[self.stage]
        keep = min(0.997 + 0.002 * min(max((self.step - 5000) / 15000, 0), 1), (n + 1) / (n + 20))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()),
                                 list(self.generator.parameters()), 1 - keep)
        self.step += 1
        self.stage_steps[self.stage] += 1
        self.pictures_seen += o.batch
        return [loss.detach(), norm, *l1s], facts

    def clock(self):
        """Seconds of training time: on processors, of one of them for each thread."""
        return time.process_time() / self.o.threads if self.o.device == "cpu" else time.monotonic()

    def is_sane(self, norm):
        """Whether a step may be taken: one whose gradient is a burst would undo hundreds."""
        before, bounded = self.usual_norm, min(norm, 4 * (self.usual_norm or norm))
        if norm == norm:
            self.usual_norm = bounded if before is None else 0.98 * before + 0.02 * bounded
        return norm == norm and (before is None or norm < 10 * before)

    def critic_step(self, made, real, maps, appearance, colour):
        """Non-saturating critic with a lazy gradient penalty on real pictures (R1, every 8 steps)."""
        self.critic.requires_grad_(True)
        penalise = self.gan_step % 8 == 0
        shown = on_colour(real, colour).requires_grad_(penalise)
        on_real = self.critic(shown, maps, appearance)
        on_made = self.critic(on_colour(made, colour), maps, appearance)
        loss = F.softplus(on_made).mean() + F.softplus(-on_real).mean()
        facts = dict(critic=round(float(loss.detach()), 3), gan_weight=round(self.gan_weight, 4))
        if penalise:
            slope, = torch.autograd.grad(on_real.mean((1, 2, 3)).sum(), shown, create_graph=True)
            loss = loss + 8 * 0.5 * 0.5 * slope.square().sum((1, 2, 3)).mean()
        self.critic_optimiser.zero_grad(set_to_none=True)
        loss.backward()
        self.critic_optimiser.step()
        self.gan_step += 1
        return facts

    # --------------------------------------------------------------------------------------- loop
    def evaluate(self, **facts):
        """Logs the averaged network on a small fixed subset and writes a sheet to look at."""
        self.average.eval()
        d, o = self.data, self.o
        out = {}
        for name, n in (("new_identity", 24), ("new_frame", 16), ("train", 16)):
            if getattr(d, name):
                out[name] = measure(self.average, d, spread(getattr(d, name), n), o.size,
                                    self.regions, o.device)
        self.say(step=self.step, size=o.size, pictures=self.pictures_seen,
                 hours={k: round(v / 3600, 3) for k, v in self.seconds.items()}, **facts, **out)
        show = spread(d.new_identity, 12) + spread(d.new_frame, 6) + spread(d.train, 3)
        sheet(self.average, d, show, o.size, self.regions,
              self.run / f"sheet-{self.step:07d}.png", o.device)

    def loop(self):
        o = self.o
        fast = o.device == "cpu" and available()
        self.say(start=self.step, size=o.size, convolution="winograd" if fast else "torch", parameters=sum(
            p.numel() for p in self.generator.parameters()), **self.data.description())
        for s in (signal.SIGTERM, signal.SIGINT):
            signal.signal(s, lambda *_: setattr(self, "stop", True))
        end = self.step + o.steps if o.steps else None
        saved = evaluated = time.monotonic()
        window, window_step = time.monotonic(), self.step
        sums, facts = None, {}
        while not self.stop and (end is None or self.step < end):
            began = self.clock()
            progress = self.seconds[self.stage] / 3600 / o.hours
            if progress >= 1:
                break
            numbers, facts_now = self.train_step(progress)
            facts.update(facts_now)
            numbers = torch.stack([n.float() for n in numbers])
            sums = numbers if sums is None else sums + numbers
            if o.device != "cpu" and self.step % 20 == 0:
                torch.cuda.synchronize()
            now = time.monotonic()
            self.seconds[self.stage] += self.clock() - began
            steps = self.step - window_step
            if steps == 100 or (self.step == 10 and steps == 10):
                mean = (sums / steps).tolist()
                self.say(step=self.step, loss=round(mean[0], 4), norm=round(mean[1], 3),
                         l1=[round(v, 4) for v in mean[2:]],
                         rate=round(steps * o.batch / (now - window), 2), **facts)
                sums, window, window_step = None, now, self.step
            if now - evaluated > 60 * o.evaluate_every:
                self.evaluate()
                evaluated = time.monotonic()
                sums, window, window_step = None, evaluated, self.step
            if now - saved > 60 * o.save_every:
                self.save()
                saved = time.monotonic()
        self.save()
        if not self.stop:
            self.evaluate(done=True)
        self.log.close()


def main(argv=None):
    o = arguments(argv)
    Trainer(o).loop()


if __name__ == "__main__":
    main()
