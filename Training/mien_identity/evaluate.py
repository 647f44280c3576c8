"""Measures the encoder on people it never saw: the table, the thresholds, the histograms.

    python -m mien_identity.evaluate --run RUN --sets DIR generated:DIR ... \\
        --sweep generated:DIR --figure histograms.png --card identity-encoder.md

Prints the table as Markdown, writes RUN/evaluation.json and RUN/calibration.json (which export puts
into the weight file), and replaces the part of the card between its two markers.
"""
import argparse
import json
import os
from pathlib import Path

import numpy as np
import torch

from mien_training.winograd import keep_memory

from . import augment
from .crops import Faces
from .export import load_average
from .figures import histograms
from .labels import BLENDSHAPES, ESTIMATES, PERSON
from .measures import BUCKETS, Plain, correlation, encoded
from .protocol import (Scores, by_bucket, mean_interval, pair_scores, pair_yaw, reference_scores,
                       references)
from .train import SPLIT

EYES = 35.2                               # pixels between the eyes in a crop
MARKERS = "<!-- measured -->", "<!-- /measured -->"


def rounded(x, digits=4):
    return None if x is None else round(float(x), digits)


class Evaluation:
    def __init__(self, encoder, faces):
        self.encoder, self.faces = encoder, faces
        self.index = faces.held_out
        self.identity = faces.identity[self.index]
        self.domain = faces.domain[self.index]
        self.true = {k: v[self.index] for k, v in faces.labels.items()}
        self.yaw = self.true["pose"][:, 0]
        self.out = encoded(encoder, Plain(faces, self.index))
        self.e = self.out["embedding"]

    def rows(self, change=None, at=None):
        """The embedding of changed pictures at positions `at` of the held-out list."""
        return encoded(self.encoder, Plain(self.faces, self.index[at], change))

    # ------------------------------------------------------------------------------- recognition
    def domains(self):
        """(name, positions of the probes, positions of the references) of each comparison."""
        rendered, generated = (np.flatnonzero(self.domain == d) for d in (0, 1))
        both = set(self.identity[rendered]) & set(self.identity[generated])
        shared = np.array([i in both for i in self.identity], bool)
        yield "renders", rendered, rendered
        yield "generated", generated, generated
        yield "render against generated", rendered[shared[rendered]], generated[shared[generated]]

    def recognition(self):
        """For each comparison: pairs and references, overall and by bucket, and rank-1."""
        out, self.calibrating = {}, []
        for name, probe, gallery in self.domains():
            if len(set(self.identity[probe])) < 2:
                continue
            at = np.unique(np.concatenate([probe, gallery]))
            group = None if probe is gallery else self.domain[at]
            pairs, a, b = pair_scores(self.e[at], self.identity[at], group)
            yaw = pair_yaw(self.yaw[at], a, b)
            facts = dict(people=len(set(self.identity[probe])), pictures=len(at),
                         pairs=self.summaries(pairs.keep(yaw < 45), yaw[yaw < 45]))
            known = references(self.e[gallery], self.identity[gallery], self.yaw[gallery])
            place = {int(g): k for k, g in enumerate(gallery)}
            own = np.array([place.get(int(p), -1) if probe is gallery else -1 for p in probe])
            scores, yaw, hit, turn, who = reference_scores(
                self.e[probe], self.identity[probe], self.yaw[probe], own, known, self.e[gallery])
            near = turn < 45
            share, interval = mean_interval(hit[near], who[near])
            facts["references"] = self.summaries(scores.keep(yaw < 45), yaw[yaw < 45])
            facts["rank1"] = dict(share=rounded(share), interval=[rounded(v) for v in interval],
                                  among=len(known), probes=int(near.sum()))
            out[name] = facts
            self.calibrating.append((scores, yaw, pairs, pair_yaw(self.yaw[at], a, b)))
        return out

    def looks(self):
        """Generated pairs by whether the one person wears the same hair and clothes in both; the
        impostors are the same."""
        at = np.flatnonzero((self.domain == 1) & (np.abs(self.yaw) < 45))
        record = [self.faces.sets[k].records[n] for k, n in
                  (self.faces.place[i] for i in self.index[at])]
        look = np.unique([str(r["face"]["look"]["hair"]["seed"]) for r in record],
                         return_inverse=True)[1]
        scores, a, b = pair_scores(self.e[at], self.identity[at])
        out = {}
        for name, of in (("same look", look[a] == look[b]), ("another look", look[a] != look[b])):
            part = scores.keep(~scores.same | of)
            if part:
                out[name] = part.summary()
        return out

    @staticmethod
    def summaries(scores, yaw):
        out = {"all": scores.summary() if scores else None}
        for name, part in by_bucket(scores, yaw).items():
            out[name] = part.summary() if part else None
        return out

    # -------------------------------------------------------------------------------- expression
    def expression(self):
        """r of each channel on renders and on generated pictures (nan: it does not vary)."""
        out = {}
        for name, d in (("renders", 0), ("generated", 1)):
            at = self.domain == d
            if at.sum() > 2:
                r = correlation(self.out["expression"][at], self.true["expression"][at])
                out[name] = {c: rounded(v, 3) if np.isfinite(v) else None
                             for c, v in zip(BLENDSHAPES, r)}
        return out

    def errors(self):
        """Mean absolute errors with intervals, by domain."""
        out = {}
        for name, d in (("renders", 0), ("generated", 1)):
            at = np.flatnonzero((self.domain == d) & (np.abs(self.yaw) < 45))
            if not len(at):
                continue
            who = self.identity[at]
            off = {k: np.abs(self.out[k][at] - self.true[k][at]) for k in ("age", "pose", "gaze")}
            values = dict(age=off["age"][:, 0], yaw=off["pose"][:, 0], pitch=off["pose"][:, 1],
                          roll=off["pose"][:, 2], pose=off["pose"].mean(1), gaze=off["gaze"].mean(1))
            out[name] = {k: dict(zip(("mean", "interval"), mean_interval(v, who)))
                         for k, v in values.items()}
            places = [ESTIMATES.index(n) for n in PERSON]
            r = correlation(self.out["estimates"][at][:, places], self.true["person"][at])
            out[name]["estimates"] = {n: rounded(v, 3) if np.isfinite(v) else None
                                      for n, v in zip(PERSON, r)}
        return out

    # --------------------------------------------------------------------------------- limits
    def limits(self, thresholds):
        """How size, blur and compression change what is accepted at the thresholds, pictures of
        held-out people up to 30 degrees against references that are whole."""
        at = np.flatnonzero(np.abs(self.yaw) < 30)
        at = at[np.linspace(0, len(at) - 1, min(250, len(at))).astype(int)]
        known = references(self.e, self.identity, self.yaw)
        resize = lambda factor: lambda x: augment.enlarged(augment.shrunk(x, factor)) \
            if factor > 1 else x
        jpeg = lambda quality: lambda x: torch.stack([augment.compressed(p, quality) for p in x])
        kinds = dict(
            eye_distance=[(EYES / f, resize(f)) for f in (1, 1.4, 1.75, 2.2, 2.7, 3.3, 4.4)],
            blur=[(s, lambda x, s=s: augment.blurred(x, s)) for s in (0.0, 1.0, 1.5, 2.0, 2.5, 3.2, 4)],
            jpeg_quality=[(q, jpeg(q)) for q in (80, 50, 30, 20, 12, 7)])
        out = {}
        for kind, steps in kinds.items():
            out[kind] = []
            for value, change in steps:
                read = self.rows(change, at)
                scores, yaw, hit, _, _ = reference_scores(
                    read["embedding"], self.identity[at], self.yaw[at], at, known, self.e)
                accepted = np.zeros(len(scores.cosine), bool)
                for name, low, high in BUCKETS:
                    part = (yaw >= low) & (yaw < high)
                    accepted[part] = scores.cosine[part] >= thresholds[name]
                out[kind].append(dict(
                    value=rounded(value, 2), tar=rounded(accepted[scores.same].mean()),
                    far=rounded(accepted[~scores.same].mean(), 5), rank1=rounded(hit.mean()),
                    blur=rounded(np.median(read["estimates"][:, ESTIMATES.index("blur")]), 2)))
        return out

    def calibration(self):
        """The thresholds: at each bucket, over both domains, the highest of those that keep false
        accepts at 1e-3 on whole pictures and on coloured, compressed and half-sized ones."""
        known = references(self.e, self.identity, self.yaw)
        random = np.random.default_rng(7)

        def worse(x):
            x = augment.coloured(x, np.full(len(x), 0.8), random).clamp(0, 1)
            x = augment.shrunk(x, 1.6)
            return augment.enlarged(torch.stack([augment.compressed(p, 45) for p in x]))
        every = np.arange(len(self.index))
        sets = []
        for e in (self.e, self.rows(worse, every)["embedding"]):
            scores, yaw, *_ = reference_scores(e, self.identity, self.yaw, every, known, self.e)
            sets.append((scores, yaw))
        whole, a, b = pair_scores(self.e, self.identity)
        out = dict(buckets=self.thresholds(sets),
                   pair=self.thresholds([(whole, pair_yaw(self.yaw, a, b))]))
        return out

    @staticmethod
    def thresholds(sets):
        out = []
        for name, low, high in BUCKETS:
            parts = [s.keep((y >= low) & (y < high)) for s, y in sets]
            if not all(parts):
                continue
            facts = parts[0].summary()
            same = max(p.summary(draws=1)["same"] for p in parts)
            genuine = np.concatenate([p.genuine for p in parts])
            facts.update(same=rounded(same), tar=rounded((parts[0].genuine >= same).mean()),
                         other=rounded(min(same - 0.05, np.quantile(genuine, 0.001))))
            if len(parts) > 1:
                facts["worse"] = dict(
                    tar=rounded((parts[1].genuine >= same).mean()),
                    far=rounded((parts[1].impostor >= same).mean(), 5))
            out.append(dict(name=name, yaw=[low, high], **facts))
        return out


def sweep(encoder, faces, impostor):
    """cosine(neutral, expression) for every channel at a half and whole, and how much each moves the
    picture. `faces` is a set of `mien specimens --sweep`."""
    per = 1 + 2 * len(BLENDSHAPES)
    people = len(faces.place) // per
    index = np.arange(people * per)
    out = encoded(encoder, Plain(faces, index))
    e = out["embedding"].reshape(people, per, -1)
    cosine = (e[:, :1] * e[:, 1:]).sum(2).reshape(people, len(BLENDSHAPES), 2)
    crops = Plain(faces, index)
    moved = np.zeros(len(BLENDSHAPES))
    for p in range(people):
        x = crops(p * per, (p + 1) * per)
        moved += (x[2::2] - x[:1]).abs().mean((1, 2, 3)).numpy() / people
    place = np.unravel_index(cosine.argmin(), cosine.shape)
    worst = cosine.min((0, 2))
    true = faces.labels["expression"][index]
    r = correlation(out["expression"], true)
    read = out["expression"].reshape(people, per, -1)[:, 2::2]
    return dict(people=people, minimum=rounded(cosine.min()), percentile5=rounded(
        np.percentile(cosine, 5)), mean=rounded(cosine.mean()), worst=BLENDSHAPES[place[1]],
        at=[0.5, 1.0][place[2]], impostor_maximum=rounded(impostor.max()),
        impostor_at_far=rounded(np.quantile(impostor, 0.999)),
        channels={c: rounded(v, 3) for c, v in zip(BLENDSHAPES, worst)},
        r={c: rounded(v, 3) if np.isfinite(v) else None for c, v in zip(BLENDSHAPES, r)},
        visible=[BLENDSHAPES[k] for k in np.argsort(-moved)[:20]],
        neutral_to_full={c: rounded(read[:, k, k].mean(), 3) for k, c in enumerate(BLENDSHAPES)})


def percent(v, digits=2):
    return f"{100 * v:.{digits}f} %"


def with_interval(v, interval, digits=2):
    return f"{percent(v, digits)} ({100 * interval[0]:.{digits}f} to {100 * interval[1]:.{digits}f})"


def table(facts):
    """The Markdown of everything."""
    lines = ["| held-out people | yaw | equal error rate | accepted at FAR 1e-3 | pairs |",
             "|---|---|---|---|---|"]
    names = dict(all="0 to 45°", frontal="0 to 15°", turned="15 to 30°", threeQuarter="30 to 45°")
    for kind, title in (("pairs", "one picture against one"),
                        ("references", "one picture against the mean of three")):
        for domain, f in facts["recognition"].items():
            for bucket, s in f[kind].items():
                if s:
                    count = s["genuine"]["count"] + s["impostor"]["count"]
                    lines.append(
                        f"| {domain}, {title} | {names[bucket]} "
                        f"| {with_interval(s['eer'], s['eer_interval'])} "
                        f"| {with_interval(s['tar'], s['tar_interval'], 1)} | {count} |")
    for name, f in facts["looks"].items():
        count = f["genuine"]["count"] + f["impostor"]["count"]
        lines.append(f"| generated, one picture against one, the person in {name} | {names['all']} "
                     f"| {with_interval(f['eer'], f['eer_interval'])} "
                     f"| {with_interval(f['tar'], f['tar_interval'], 1)} | {count} |")
    lines += ["", "| rank 1 | share right | among |", "|---|---|---|"]
    for domain, f in facts["recognition"].items():
        r = f["rank1"]
        lines.append(f"| {domain} | {with_interval(r['share'], r['interval'])} | {r['among']} people, "
                     f"{r['probes']} pictures |")
    lines += ["", "| mean absolute error | renders | generated |", "|---|---|---|"]
    error = facts["errors"]
    units = dict(age=" years", yaw="°", pitch="°", roll="°", pose="°", gaze="°")
    for k, unit_ in units.items():
        cells = []
        for d in ("renders", "generated"):
            v = error.get(d, {}).get(k)
            cells.append(f"{v['mean']:.2f}{unit_} ({v['interval'][0]:.2f} to {v['interval'][1]:.2f})"
                         if v else "")
        lines.append(f"| {k} | {cells[0]} | {cells[1]} |")
    s = facts.get("sweep")
    if s:
        lines += ["", f"Neutral against each of 52 channels at 0.5 and 1 ({s['people']} people): "
                  f"lowest cosine {s['minimum']:.3f} ({s['worst']} at {s['at']}), 5th percentile "
                  f"{s['percentile5']:.3f}, mean {s['mean']:.3f}; generated impostors reach "
                  f"{s['impostor_maximum']:.3f} at most, {s['impostor_at_far']:.3f} at FAR 1e-3.", ""]
        lines += ["| channel (the 20 that move the picture most) | r on renders | r on generated "
                  "| r in the sweep |", "|---|---|---|---|"]
        for c in s["visible"]:
            cells = [facts["expression"].get(d, {}).get(c) for d in ("renders", "generated")]
            cells.append(s["r"][c])
            lines.append(f"| {c} | " + " | ".join("does not vary" if v is None else f"{v:.2f}"
                                                  for v in cells) + " |")
    lines += ["", "| threshold | same from | other below | accepted | accepted, degraded | "
              "false accepts, degraded |", "|---|---|---|---|---|---|"]
    for b in facts["calibration"]["buckets"]:
        lines.append(f"| {names[b['name']]} | {b['same']:.3f} | {b['other']:.3f} | {percent(b['tar'])} "
                     f"| {percent(b['worse']['tar'])} | {percent(b['worse']['far'], 3)} |")
    lines += ["", "| degraded to | accepted | false accepts | rank 1 | `blur` read |",
              "|---|---|---|---|---|"]
    units = dict(eye_distance="{} px between the eyes", blur="blur of {} px", jpeg_quality="JPEG {}")
    for kind, steps in facts["limits"].items():
        for v in steps:
            lines.append(f"| {units[kind].format(v['value'])} | {percent(v['tar'], 1)} "
                         f"| {percent(v['far'], 3)} | {percent(v['rank1'], 1)} | {v['blur']} |")
    return "\n".join(lines) + "\n"


def chosen_limits(limits):
    """The worst value of each kind at which nine in ten of those accepted when whole still are, and
    false accepts stay under two in a thousand; and the `blur` that is read there."""
    out = {}
    for kind, steps in limits.items():
        last = steps[0]
        for v in steps:
            if v["tar"] < 0.9 * steps[0]["tar"] or v["far"] > 2e-3:
                break
            last = v
        out[kind] = last["value"]
        if kind == "blur":
            out["blur"] = last["blur"]
    return dict(out, yaw=45)


def replace_measured(path, text):
    card = Path(path)
    whole = card.read_text()
    a, b = (whole.index(m) for m in MARKERS)
    temporary = Path(f"{path}.tmp")
    temporary.write_text(whole[:a] + MARKERS[0] + "\n" + text + whole[b:])
    os.replace(temporary, path)


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--run", required=True)
    p.add_argument("--sets", nargs="+", required=True, action="extend")
    p.add_argument("--sweep", help="a set of mien specimens --sweep")
    p.add_argument("--cache", help="where crops are cached (RUN/cache)")
    p.add_argument("--figure", help="the histograms (PNG)")
    p.add_argument("--card", help="a Markdown file with the markers " + " ".join(MARKERS))
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--split", default=str(SPLIT))
    o = p.parse_args(argv)
    torch.set_num_threads(o.threads)
    keep_memory()
    encoder, state = load_average(o.run)
    cache = o.cache or Path(o.run) / "cache"
    faces = Faces(o.sets, cache, o.split)
    if len(set(faces.identity[faces.held_out])) < 2:
        raise SystemExit("the sets hold fewer than two held-out people")
    ev = Evaluation(encoder, faces)
    facts = dict(steps=state["step"], pictures_seen=state["pictures_seen"],
                 trained=state["data"]["train"], held_out=faces.description()["held_out"],
                 recognition=ev.recognition(), looks=ev.looks(), errors=ev.errors(), expression=ev.expression(),
                 calibration=ev.calibration())
    buckets = facts["calibration"]["buckets"]
    facts["limits"] = ev.limits({b["name"]: b["same"] for b in buckets})
    if o.sweep:
        generated = np.flatnonzero((ev.domain == 1) & (np.abs(ev.yaw) < 15))
        impostor = pair_scores(ev.e[generated], ev.identity[generated])[0].impostor
        facts["sweep"] = sweep(encoder, Faces([o.sweep], cache, o.split), impostor)
    text = table(facts)
    print(text)
    run = Path(o.run)
    (run / "evaluation.json").write_text(json.dumps(facts, indent=1))
    (run / "calibration.json").write_text(json.dumps(dict(
        version=1, far=1e-3, domains="renders and generated faces; no photographs",
        buckets=buckets, pair=facts["calibration"]["pair"], limits=chosen_limits(facts["limits"]),
        measured=facts["limits"], people=dict(train=state["data"]["train"]["people"],
                                              held_out=facts["held_out"]["people"]),
        pictures=dict(train=state["data"]["train"]["pictures"],
                      held_out=facts["held_out"]["pictures"]))))
    if o.figure:
        joined = Scores.joined(*(c[0] for c in ev.calibrating))
        yaw = np.concatenate([c[1] for c in ev.calibrating])
        known = {b["name"]: b for b in buckets}
        histograms(o.figure, [
            (f"|yaw| {low} to {high}°, against references", part.genuine, part.impostor,
             [("same", known[name]["same"]), ("other", known[name]["other"])])
            for (name, low, high), part in zip(BUCKETS, by_bucket(joined, yaw).values())
            if name in known])
    if o.card:
        replace_measured(o.card, text)


if __name__ == "__main__":
    main()
