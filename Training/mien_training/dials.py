"""Whether the dials of a character are honest: each moves what it names, and nothing else.

    python -m mien_training.dials --mien ../.build/release/mien --people 12 --out DIR

The program itself is the subject: `mien still` draws people with one dial turned and all else held,
`mien read` tells what it sees (age, channels, gaze); skin and grey are colours of cheek and hair.

- *follows*: Spearman's rank correlation of a dial with its own factor, a person's mean.
- *leakage* L(i, j): the standard deviation of factor j while dial i alone is swept, a person's mean, over
  its standard deviation in a population in which every dial is drawn at random.

A closed eye shows no gaze: that factor is read only while the blink is at most a half.

- *elsewhere*: the mean absolute change, in 1/255, between neighbouring values of a sweep outside what the
  channel moves (`elsewhere`): what would flicker in a film.
"""
import argparse
import json
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

BASE = dict(age=32, skin=0.35, grey=0.15, jawOpen=0.0, smile=0.0, blink=0.0, gaze=0.0)
SWEEPS = dict(age=(9, 20, 32, 50, 65, 80), skin=(0, 0.2, 0.4, 0.6, 0.8, 1), grey=(0, 0.25, 0.5, 0.75, 1),
              jawOpen=(0, 0.2, 0.4, 0.6, 0.8), smile=(0, 0.25, 0.5, 0.75, 1),
              blink=(0, 0.25, 0.5, 0.75, 1), gaze=(-24, -12, 0, 12, 24))
DIALS = tuple(SWEEPS)
POINTS = ("leftEye", "rightEye", "nose", "leftMouth", "rightMouth")
MOVING = ("jawOpen", "smile", "blink", "gaze")


def spec(seed, dials):
    """A spec in which every dial is stated and what would hide one is left out."""
    style = ("crop", "sidepart", "bob", "swept")[seed % 4]
    sex = 0.1 if style == "bob" else 0.9 if style == "crop" else (seed // 4 % 2) * 0.8 + 0.1
    return f"""mien: 1
name: Person {seed}
seed: {seed}
age: {dials['age']}
sex: {sex}
face:
  skin: {dials['skin']}
  hair: {{style: {style}, color: darkBrown, grey: {dials['grey']}}}
  beard: {{style: none}}
  makeup: {{strength: 0}}
expression: {{asymmetry: 0}}
"""


def pose(dials):
    """What `mien still` is told of the dials that are not in the spec."""
    channels = dict(jawOpen=dials["jawOpen"])
    for side in ("Left", "Right"):
        channels["mouthSmile" + side] = dials["smile"]
        channels["eyeBlink" + side] = dials["blink"]
    words = [word for name, v in channels.items() for word in ("--set", f"{name}={v:g}")]
    return words + [f"--gaze={dials['gaze']:g},0"]


class Stills:
    """Draws and reads pictures by the program, each once: what lies in the folder is not drawn again."""

    def __init__(self, mien, folder, threads):
        self.mien, self.folder, self.threads = str(Path(mien).resolve()), Path(folder), threads
        self.points = {}
        self.folder.mkdir(parents=True, exist_ok=True)

    def draw(self, name, seed, dials):
        picture = self.folder / f"{name}.png"
        if not picture.exists():
            text = self.folder / f"{name}.yaml"
            text.write_text(spec(seed, dials))
            subprocess.run([self.mien, "still", str(text), "--transparent", "-o", str(picture), *pose(dials)],
                           check=True, capture_output=True, text=True)
        flat = self.folder / f"{name}-flat.png"
        if not flat.exists():
            made = Image.open(picture).convert("RGBA")
            grey = Image.new("RGBA", made.size, (118, 122, 126, 255))
            Image.alpha_composite(grey, made).convert("RGB").save(flat)
        return picture, flat

    def factors(self, jobs):
        """[(name, seed, dials)] -> the factors of each, `nan` where no face could be read."""
        with ThreadPoolExecutor(self.threads) as pool:
            files = list(pool.map(lambda job: self.draw(*job), jobs))
        found = []
        for start in range(0, len(files), 64):
            part = [str(flat) for _, flat in files[start:start + 64]]
            out = subprocess.run([self.mien, "read", "--json", *part], capture_output=True, text=True)
            found += [labelled(json.loads(line)) for line in out.stdout.splitlines()]
        for (name, *_), entry in zip(jobs, found):
            if entry["faces"]:
                self.points[name] = entry["faces"][0]["points"]
        return np.array([measured(entry, picture) for entry, (picture, _) in zip(found, files)])


def labelled(entry):
    """A line of `mien read --json` with each face's points by name."""
    for face in entry["faces"]:
        face["points"] = dict(zip(POINTS, face["points"]))
    return entry


def measured(entry, picture):
    """The factors of one picture, in the order of `DIALS`."""
    faces = [f for f in entry["faces"] if f.get("reading")]
    if not faces:
        return [np.nan] * len(DIALS)
    reading, points = faces[0]["reading"], faces[0]["points"]
    channel = lambda name: reading["expression"].get(name, 0.0)
    both = lambda name: (channel(name + "Left") + channel(name + "Right")) / 2
    pixels = np.asarray(Image.open(picture).convert("RGBA"), np.float32) / 255
    skin, hair = colours(pixels, points)
    return [reading["age"], skin, hair, channel("jawOpen"), both("mouthSmile"), both("eyeBlink"),
            reading["gazeYaw"]]


def colours(pixels, points):
    """(darkness of the cheeks, brightness of the hair over the brow), logarithms of luminance."""
    light = pixels[..., :3] @ np.array([0.30, 0.59, 0.11], np.float32)
    at = {name: np.array(xy) for name, xy in points.items()}
    middle, reach = (at["leftEye"] + at["rightEye"]) / 2, np.linalg.norm(at["rightEye"] - at["leftEye"])

    def patch(centre, radius):
        (x0, y0), (x1, y1) = (np.maximum(centre - radius, 0).astype(int), (centre + radius + 1).astype(int))
        return float(np.median(light[y0:y1, x0:x1]))

    cheeks = [patch(at[eye] + [0, 0.55 * reach], 0.1 * reach) for eye in ("leftEye", "rightEye")]
    column = pixels[:, int(middle[0]), 3]
    top = float(np.argmax(column > 0.9))
    crown = patch(np.array([middle[0], top + 0.22 * reach]), 0.12 * reach)
    return -np.log(np.mean(cheeks) + 0.01), np.log(crown + 0.01)


def elsewhere(dial, points, size):
    """True where a channel has nothing to move: outside the eyes' discs for lids and gaze, above the tip of
    the nose for the jaw, above the brows for a smile; `None` for dials that move everything."""
    at = {name: np.array(xy) for name, xy in points.items()}
    reach = np.linalg.norm(at["rightEye"] - at["leftEye"])
    y, x = np.mgrid[0:size, 0:size] + 0.5
    if dial in ("blink", "gaze"):
        far = [np.hypot(x - at[eye][0], y - at[eye][1]) > 0.6 * reach for eye in ("leftEye", "rightEye")]
        return far[0] & far[1]
    if dial == "jawOpen":
        return y < at["nose"][1] - 0.15 * reach
    if dial == "smile":
        return y < (at["leftEye"][1] + at["rightEye"][1]) / 2 - 0.45 * reach
    return None


def unrest(dial, pictures, points):
    """The mean change elsewhere between neighbouring pictures of a sweep, in 1/255; points of the first."""
    frames = [np.asarray(Image.open(f).convert("RGB"), np.float32) for f in pictures]
    mask = elsewhere(dial, points, frames[0].shape[0])
    return [float(np.abs(b - a).mean(-1)[mask].mean()) for a, b in zip(frames, frames[1:])]


def ranks(v):
    return np.argsort(np.argsort(v)).astype(float)


def spearman(a, b):
    a, b = ranks(a), ranks(b)
    return float(np.corrcoef(a, b)[0, 1]) if a.std() and b.std() else 0.0


def leakage(swept, spread):
    """{dial: factors of people x values} and the population's spread -> (follows, matrix)."""
    follows, matrix = {}, np.full((len(DIALS), len(DIALS)), np.nan)
    for i, dial in enumerate(DIALS):
        values = swept[dial]
        own = [spearman(SWEEPS[dial], person[:, i]) for person in values if np.isfinite(person).all()]
        follows[dial] = float(np.mean(own)) if own else float("nan")
        for j in range(len(DIALS)):
            readable = values
            if dial == "blink" and DIALS[j] == "gaze":
                readable = values[:, np.array(SWEEPS[dial]) <= 0.5]
            matrix[i, j] = np.nanmean(np.nanstd(readable[:, :, j], axis=1)) / spread[j]
    return follows, matrix


def random_dials(r):
    return dict(age=float(r.uniform(6, 85)), skin=float(r.uniform(0, 1)), grey=float(r.uniform(0, 1)),
                jawOpen=float(r.uniform(0, 0.8)) * (r.random() < 0.5), smile=float(r.uniform(0, 1)) * (r.random() < 0.5),
                blink=float(r.uniform(0, 1)) * (r.random() < 0.4), gaze=float(r.uniform(-24, 24)))


def printed(follows, matrix, moved, lost):
    lines = ["| dial | follows | " + " | ".join(DIALS) + " | elsewhere |", "|---" * (len(DIALS) + 3) + "|"]
    for i, dial in enumerate(DIALS):
        cells = " | ".join(f"{v:.2f}" for v in matrix[i])
        change = f"{moved[dial]:.2f}" if dial in moved else ""
        lines.append(f"| {dial} | {follows[dial]:.3f} | {cells} | {change} |")
    return "\n".join(lines) + f"\n\n{lost} pictures in which no face could be read were left out."


def measure(mien, folder, people, population=120, threads=2):
    """(numbers, table as Markdown) of the program's dials; pictures that lie in the folder are not drawn again."""
    stills, r = Stills(mien, folder, threads), np.random.default_rng(1)
    crowd = [(f"p{k:03d}", 9000 + k, random_dials(r)) for k in range(population)]
    factors = stills.factors(crowd)
    spread, swept, moved = np.nanstd(factors, axis=0), {}, {}
    for dial, values in SWEEPS.items():
        jobs = [(f"{dial}-{k:02d}-{n}", 7000 + k, {**BASE, dial: v})
                for k in range(people) for n, v in enumerate(values)]
        swept[dial] = stills.factors(jobs).reshape(people, len(values), len(DIALS))
        if dial in MOVING:
            series = [[name for name, *_ in jobs[k:k + len(values)]] for k in range(0, len(jobs), len(values))]
            moved[dial] = float(np.mean([
                unrest(dial, [stills.folder / f"{name}-flat.png" for name in names], stills.points[names[0]])
                for names in series if names[0] in stills.points]))
    follows, matrix = leakage(swept, spread)
    lost = int(np.isnan(factors[:, 0]).sum() + sum(np.isnan(v[:, :, 0]).sum() for v in swept.values()))
    numbers = dict(follows=follows, leakage=matrix.tolist(), elsewhere=moved, spread=spread.tolist(), lost=lost)
    (stills.folder / "dials.json").write_text(json.dumps(numbers, indent=1) + "\n")
    return numbers, printed(follows, matrix, moved, lost)


def main(argv=None):
    p = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    p.add_argument("--mien", required=True, help="the program")
    p.add_argument("--out", required=True, help="the folder of pictures and numbers")
    p.add_argument("--people", type=int, default=12, help="people of a sweep")
    p.add_argument("--population", type=int, default=120)
    p.add_argument("--threads", type=int, default=2)
    o = p.parse_args(argv)
    print(measure(o.mien, o.out, o.people, o.population, o.threads)[1])


if __name__ == "__main__":
    main()
