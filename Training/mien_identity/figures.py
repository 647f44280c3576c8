"""Histograms of scores, drawn with Pillow."""
import os

import numpy as np
from PIL import Image, ImageDraw, ImageFont

GENUINE, IMPOSTOR, INK, PAPER, RULE = (31, 119, 142), (214, 96, 62), (40, 40, 44), (255, 255, 255), (
    222, 222, 226)
WIDTH, HEIGHT, PAD = 640, 250, 46


def histogram(draw, top, title, genuine, impostor, thresholds, font, bins=100):
    """One panel: both distributions as shares of their own highest bar, thresholds as lines."""
    low, high = -0.6, 1.0
    at = lambda v: PAD + (v - low) / (high - low) * (WIDTH - 2 * PAD)
    base, tall = top + HEIGHT - 38, HEIGHT - 78
    for v in np.arange(low, high + 0.01, 0.2):
        draw.line([(at(v), top + 34), (at(v), base)], fill=RULE)
        draw.text((at(v), base + 6), f"{v:.1f}".replace("-0.0", "0.0"), INK, font, anchor="ma")
    for scores, colour, lift in ((impostor, IMPOSTOR, 0), (genuine, GENUINE, 0)):
        if not len(scores):
            continue
        count, edge = np.histogram(scores, bins, (low, high))
        points = [(at(low), base)]
        for c, a, b in zip(count, edge, edge[1:]):
            y = base - tall * c / max(count.max(), 1)
            points += [(at(a), y), (at(b), y)]
        points.append((at(high), base))
        draw.polygon(points, fill=(*colour, 70))
        draw.line(points, fill=(*colour, 255), width=2)
    for name, value in thresholds:
        draw.line([(at(value), top + 34), (at(value), base)], fill=(*INK, 255), width=2)
        draw.text((at(value) + 4, top + 34), name, INK, font)
    draw.text((PAD, top + 10), title, INK, font)
    right = WIDTH - PAD
    others = f"different people ({len(impostor)})"
    draw.text((right, top + 10), others, IMPOSTOR, font, anchor="ra")
    draw.text((right - font.getlength(others) - 14, top + 10), f"same person ({len(genuine)})", GENUINE,
              font, anchor="ra")


def histograms(path, panels):
    """`panels`: (title, genuine, impostor, [(name, threshold)]) each, one below the other."""
    image = Image.new("RGB", (WIDTH, HEIGHT * len(panels)), PAPER)
    draw = ImageDraw.Draw(image, "RGBA")
    font = ImageFont.load_default(13)
    for k, panel in enumerate(panels):
        histogram(draw, k * HEIGHT, *panel, font)
    temporary = f"{path}.tmp.png"
    image.save(temporary, optimize=True)
    os.replace(temporary, path)
