"""Lays the renderer's six maps of facial lines flat as seen from the front.

    python fold_maps.py --assets assets.npz --out ../../Sources/FaceGeneration/Resources/head-folds.safetensors

The renderer keeps heights of lines (forehead, glabella, crow's feet, nasolabial, under the eyes, fine lines) in the
texture space of its own mesh. Here each texel of a front view of the neutral head takes the height at the skin's
nearest point, so that a reader needs only the canonical x and y that it has at every pixel.
"""

import argparse

import numpy as np
from safetensors.numpy import save_file

LEFT, RIGHT, BOTTOM, TOP = -8.0, 8.0, -7.0, 12.0  # cm of the neutral head
TEXEL = 0.0625
LOW, HIGH = -1.0, 0.6  # heights that bytes 0 and 255 stand for
NAMES = "forehead,glabella,crows_feet,nasolabial,under_eye,fine"


def triangles(assets):
    """The outer skin's triangles: positions [T,3,3] and texture coordinates [T,3,2]."""
    loops, counts = assets["o_skin_l"], assets["o_skin_n"]
    start = np.r_[0, np.cumsum(counts)]
    place = assets["V"].astype(float)[assets["o_skin_v"]]
    uv = assets["o_skin_uv"].astype(float)
    corner = []
    for i in range(11144):
        a, b = start[i], start[i + 1]
        corner += [(a, a + k, a + k + 1) for k in range(1, b - a - 1)]
    corner = np.array(corner)
    return place[loops[corner]], uv[corner]


def front_view(place, uv, width, height):
    """Texture coordinates [height,width,2] of the foremost skin at each texel, NaN where there is none."""
    out = np.full((height, width, 2), np.nan)
    depth = np.full((height, width), -np.inf)
    x = (place[..., 0] - LEFT) / TEXEL - 0.5
    y = (TOP - place[..., 1]) / TEXEL - 0.5
    for t in range(len(place)):
        x0, x1 = int(np.ceil(max(x[t].min(), 0))), int(np.floor(min(x[t].max(), width - 1)))
        y0, y1 = int(np.ceil(max(y[t].min(), 0))), int(np.floor(min(y[t].max(), height - 1)))
        if x0 > x1 or y0 > y1:
            continue
        gy, gx = np.mgrid[y0 : y1 + 1, x0 : x1 + 1]
        area = (x[t, 1] - x[t, 0]) * (y[t, 2] - y[t, 0]) - (x[t, 2] - x[t, 0]) * (y[t, 1] - y[t, 0])
        if abs(area) < 1e-9:
            continue
        b = ((gx - x[t, 0]) * (y[t, 2] - y[t, 0]) - (x[t, 2] - x[t, 0]) * (gy - y[t, 0])) / area
        c = ((x[t, 1] - x[t, 0]) * (gy - y[t, 0]) - (gx - x[t, 0]) * (y[t, 1] - y[t, 0])) / area
        share = np.stack([1 - b - c, b, c], -1)
        z = share @ place[t, :, 2]
        win = (share >= -1e-6).all(-1) & (z > depth[gy, gx])
        depth[gy[win], gx[win]] = z[win]
        out[gy[win], gx[win]] = share[win] @ uv[t]
    return out


def sample(picture, uv):
    """Bilinear; rows of a picture run upwards."""
    rows, columns = picture.shape
    x = np.clip(uv[..., 0] * columns - 0.5, 0, columns - 1.001)
    y = np.clip(uv[..., 1] * rows - 0.5, 0, rows - 1.001)
    i, j = y.astype(int), x.astype(int)
    fy, fx = y - i, x - j
    upper = picture[i, j] * (1 - fx) + picture[i, j + 1] * fx
    lower = picture[i + 1, j] * (1 - fx) + picture[i + 1, j + 1] * fx
    return upper * (1 - fy) + lower * fy


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--assets", required=True)
    parser.add_argument("--out", required=True)
    o = parser.parse_args()
    assets = np.load(o.assets)
    width, height = round((RIGHT - LEFT) / TEXEL), round((TOP - BOTTOM) / TEXEL)
    uv = front_view(*triangles(assets), width, height)
    seen = ~np.isnan(uv[..., 0])
    folds = np.zeros((6, height, width))
    heights = assets["wrk"].astype(float)
    for k in range(6):
        folds[k][seen] = sample(heights[k // 3, :, :, k % 3], uv[seen])
    coded = np.clip((folds - LOW) / (HIGH - LOW) * 255 + 0.5, 0, 255).astype(np.uint8)
    save_file(
        {
            "height": coded,
            "frame": np.array([LEFT, RIGHT, BOTTOM, TOP], np.float32),
            "range": np.array([LOW, HIGH], np.float32),
        },
        o.out,
        metadata={
            "names": NAMES,
            "about": "heights of facial lines on the neutral head seen from the front; rows from the top; frame in cm",
            "licence": "procedural, made for this project",
        },
    )


if __name__ == "__main__":
    main()
