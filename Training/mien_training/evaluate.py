"""Prints how near the trained network comes to renders of people it never saw.

    python -m mien_training.evaluate --maps DIR [DIR ...] --run RUN [--landmarks landmarks.pt]
        [--seeds RUN RUN RUN] [--previous face.safetensors] [--mien ../.build/release/mien]

Rows: the network, trainings of the same kind from other seeds, the weights before it, and three things that need no network: the mean picture of the
training set, the training picture with the nearest parameters (appearance and coarse geometry), and the
first shading. With the program, which holds the network's weights, the table of `dials` is printed as well.
Columns: see `measures.Table`; `landmarks` is the mean error in pixels and `share` the same in percent
of the distance of the outer eye corners, both to be read against the finder's own error on renders
("renders"); `shift` is the mean distance between what the finder finds
in the made picture and in the render of the same parameters, free of its own bias. Writes the numbers to
RUN/evaluation.json and a sheet.
"""
import argparse
import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from . import dials, landmarks
from .export import load_average, load_weights
from .maps import SPLIT, FaceData
from .measures import Table, shading, sheet
from .regions import Regions

COLUMNS = ("matte", "face", "eyes", "mouth", "hair", "ms_ssim", "alpha", "matte_iou", "face_contrast",
           "hair_contrast", "landmarks", "share", "shift")


def keys(data, index):
    """What decides which training picture is nearest: appearance (each number by its spread over
    the training set) and the coarse geometry of the maps, as much again."""
    appearance = data.appearance[np.asarray(data.train), 0]
    spread = np.maximum(appearance.std(0), 1e-3)
    names = ("canonical_x", "canonical_y", "canonical_z", "lips", "mouth_cavity", "teeth", "iris")
    out = []
    for i in index:
        maps = data.conditions([i], [False], data.size // 2)
        maps = maps[:, [data.channel[n] for n in names]]
        coarse = F.adaptive_avg_pool2d(maps, 16).flatten().numpy()
        out.append(np.concatenate([data.appearance[i, 0] / spread / len(spread) ** 0.5, coarse]))
    return np.stack(out)


def evaluate(generators, data, index, size, finder=None, device="cpu", baselines=True):
    """{row: {column: number}} over these positions, of {row: generator} and the baselines."""
    regions = Regions(data)
    tables = {name: Table(regions) for name in generators}
    if baselines:
        mean = sum(torch.from_numpy(np.array(data.place[i][0].images[data.place[i][1]], float))
                   for i in data.train) / (255 * len(data.train))
        mean = F.avg_pool2d(mean.float()[None], data.size // size).to(device)
        known, wanted = keys(data, data.train), keys(data, index)
        nearest = [data.train[int(((known - w) ** 2).sum(1).argmin())] for w in wanted]
        tables.update({name: Table(regions) for name in ("mean", "nearest", "first shading")})
    names = (*tables, "renders")
    found, shares = ({name: [] for name in names} for _ in range(2))
    shifts = {name: [] for name in tables}
    with torch.no_grad():
        for k in range(0, len(index), 8):
            part = index[k:k + 8]
            real, maps, appearance = data.batch(part, size, device=device)
            rows = {name: generator(maps, appearance) for name, generator in generators.items()}
            if baselines:
                rows["mean"] = mean.expand_as(real)
                rows["nearest"] = data.batch(nearest[k:k + 8], size, device=device)[0]
                rows["first shading"] = shading(regions, maps)
            for name, made in rows.items():
                tables[name].add(made, real, maps)
            if finder:
                have = [n for n, i in enumerate(part) if data.records[i].get("landmarks")]
                points = landmarks.points(data, [part[n] for n in have]) if have else None
                find = lambda p: finder(landmarks.seen(p.clamp(0, 1)[have].cpu()))
                for name, made in {**rows, "renders": real}.items():
                    if have:
                        at = find(made)
                        pixels, share = landmarks.errors(at, points, size)
                        found[name].extend(pixels.tolist())
                        shares[name].extend((100 * share).tolist())
                        if name in shifts:
                            moved = landmarks.errors(at, find(real), size)[0]
                            shifts[name].extend(moved.tolist())
    out = {name: table.means() for name, table in tables.items()}
    for name, values in found.items():
        if values:
            out.setdefault(name, {})["landmarks"] = round(float(np.mean(values)), 3)
            out[name]["share"] = round(float(np.mean(shares[name])), 3)
    for name, values in shifts.items():
        if values:
            out[name]["shift"] = round(float(np.mean(values)), 3)
    return out


def printed(title, rows):
    """The rows as a Markdown table."""
    lines = [f"\n**{title}**\n", "| | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, row in rows.items():
        digits = lambda c: 3 if c in ("ms_ssim", "matte_iou") else 2
        cells = [f"{row[c]:.{digits(c)}f}" if c in row else "" for c in COLUMNS]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--maps", nargs="+", required=True, action="extend")
    p.add_argument("--run", required=True)
    p.add_argument("--seeds", nargs="*", default=[], metavar="RUN",
                   help="trainings from other seeds, a row each: how much is chance")
    p.add_argument("--previous", help="the weight file to stand beside, a row of its own")
    p.add_argument("--mien", help="the program: also measures whether its dials are honest")
    p.add_argument("--people", type=int, default=8, help="people whose dials are turned")
    p.add_argument("--size", type=int, help="default: the maps' size, the output's")
    p.add_argument("--landmarks", help="a finder made by mien_training.landmarks")
    p.add_argument("--limit", type=int, help="at most so many pictures a set, spread evenly")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--device", default="cpu")
    p.add_argument("--split", default=str(SPLIT))
    o = p.parse_args(argv)
    torch.set_num_threads(o.threads)
    data = FaceData(o.maps, o.split)
    size = o.size or data.size
    generator, state = load_average(o.run, o.device)
    generators = {"network": generator}
    for run in o.seeds:
        generators[Path(run).name] = load_average(run, o.device)[0]
    if o.previous:
        generators["previous"] = load_weights(o.previous, o.device)[0]
    finder = landmarks.load(o.landmarks)[0] if o.landmarks else None
    out = dict(step=state["step"], size=size, data=data.description())
    print(f"step {state['step']}, {state['pictures_seen']} pictures seen, size {size}")
    sets = dict(new_identity=data.new_identity, new_frame=data.new_frame,
                train=data.train[::max(1, len(data.train) // 48)])
    for name, index in sets.items():
        if o.limit and len(index) > o.limit:
            index = [index[int(k)] for k in np.linspace(0, len(index) - 1, o.limit)]
        if index:
            people = len({data.person(i) for i in index})
            rows = evaluate(generators, data, index, size, finder, o.device, name != "train")
            out[name] = dict(pictures=len(index), people=people, rows=rows)
            print(printed(f"{name}: {len(index)} pictures of {people} people", rows))
    if o.mien:
        out["dials"], text = dials.measure(o.mien, Path(o.run) / "dials", o.people, threads=o.threads)
        print(f"\n**dials**\n\n{text}")
    (Path(o.run) / "evaluation.json").write_text(json.dumps(out, indent=1) + "\n")
    show = sets["new_identity"][::max(1, len(sets["new_identity"]) // 24)][:24]
    if show:
        sheet(generator, data, show, size, Regions(data), Path(o.run) / "evaluation.png", o.device)


if __name__ == "__main__":
    main()
