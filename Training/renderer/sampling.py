"""Who is drawn: the parameters of an identity, from its number alone."""

import numpy as np

from head import smooth
from look import EYES, HAIR, linear

STYLES = {
    "m": [
        "buzz",
        "crop",
        "crop",
        "sidepart",
        "sidepart",
        "swept",
        "curly",
        "curly",
        "bald",
        "shoulder",
        "fringe",
    ],
    "f": [
        "long",
        "long",
        "longwavy",
        "longwavy",
        "bob",
        "bob",
        "bun",
        "ponytail",
        "curly",
        "sidepart",
        "swept",
        "bobfringe",
        "longfringe",
        "shoulder",
    ],
}
GARMENTS = [
    [0.92, 0.92, 0.9],
    [0.12, 0.12, 0.14],
    [0.2, 0.26, 0.38],
    [0.45, 0.14, 0.16],
    [0.25, 0.36, 0.28],
    [0.62, 0.6, 0.56],
    [0.75, 0.62, 0.45],
    [0.4, 0.5, 0.62],
    [0.35, 0.3, 0.4],
    [0.8, 0.5, 0.45],
    [0.15, 0.3, 0.32],
]


def rounded(v):
    return round(float(v), 3)


def sample_person(identity, seed, force):
    """Parameters of an identity; `force` pins some of them. The order of the draws is part of the data."""
    r = np.random.default_rng([seed, 77, identity])
    p = {"identity": identity}
    u = r.random()
    if u < 0.12:
        age = r.uniform(4, 14)
    elif u < 0.68:
        age = r.uniform(14, 45)
    elif u < 0.87:
        age = r.uniform(45, 65)
    else:
        age = r.uniform(65, 88)
    p["age_years"] = round(float(age), 1)
    p["sex"] = rounded(r.beta(0.22, 0.22))
    g = r.dirichlet([0.45, 0.40, 0.40, 0.30])
    p["ancestry"] = {
        n: rounded(v) for n, v in zip(["european", "african", "eastasian", "southasian"], g)
    }
    p.update({k: v for k, v in force.items() if k in ("age_years", "sex", "ancestry")})
    g, s, age = np.array(list(p["ancestry"].values())), p["sex"], p["age_years"]
    melanin = float(np.clip(g @ [0.10, 0.80, 0.24, 0.52] + r.normal(0, 0.09), 0, 1))
    p["melanin"] = rounded(melanin)
    p["hemoglobin"] = rounded(np.clip(r.normal(0, 0.5), -1.2, 1.2))
    p["fat"] = rounded(np.clip(r.normal(0, 0.55), -1, 1.4))
    hair = hair_color(p, g[0], age, s, r)
    eu = g[0]
    w = np.array(
        [
            0.5 + 1.2 * (1 - eu),
            0.8 * (1 - eu) + 0.05,
            0.45 * eu,
            0.35 * eu,
            0.8 * eu,
            0.25 * eu,
            0.12 * eu,
        ]
    )
    w = w * np.where(np.arange(7) < 2, 1, eu)
    p["eye_color"] = str(r.choice(list(EYES), p=w / w.sum()))
    male = s > 0.5
    p["hair_style"] = hair_style(male, age, g[1], r)
    p["beard"] = "none"
    if male and age > 19 and s > 0.6:
        p["beard"] = str(
            r.choice(
                ["none", "stubble", "beard", "goatee", "moustache", "longbeard"],
                p=[0.46, 0.22, 0.16, 0.06, 0.05, 0.05],
            )
        )
    p["beard_shadow"] = rounded(r.uniform(0.0, 0.7) * male * smooth(16, 24, age))
    p["freckles"] = rounded(
        max(0, r.normal(-0.25, 0.5)) * (melanin < 0.35) + 0.6 * (hair == "ginger") * r.random()
    )
    p["makeup"] = rounded(
        (not male) * (age > 16) * (s < 0.4) * (r.random() < 0.45) * r.uniform(0.3, 1)
    )
    p["brow_thick"] = rounded(
        np.clip(r.normal(1.02 + 0.30 * s, 0.2), 0.6, 1.7) * (1 - 0.22 * float(smooth(17, 6, age)))
    )
    p["wrinkle"] = rounded(np.clip((age - 24) / 52, 0, 1) ** 1.15 * r.uniform(0.75, 1.25))
    p["garment"] = str(r.choice(["tee", "tee", "vneck", "turtle", "tank"]))
    cloth = r.choice(GARMENTS, axis=0) + r.normal(0, 0.04, 3)
    p["garment_rgb"] = [rounded(v) for v in linear(np.array(cloth).clip(0.03, 0.95))]
    p["pca"] = [rounded(v) for v in r.normal(0, 0.78, 100).clip(-2.2, 2.2)]
    p.update({k: v for k, v in force.items() if k in p})
    p["hair_seed"] = int(r.integers(1e9))
    return p


def hair_color(p, european, age, sex, r):
    """Draws natural colour and grey into `p` -> the name that was drawn."""
    eu = european
    w = np.array(
        [
            0.25 + 2 * (1 - eu),
            0.55 * (1 - eu) + 0.4,
            0.7 * eu,
            0.5 * eu,
            0.22 * eu,
            0.18 * eu,
            0.5 * eu,
            0.5 * eu,
            0.12 * eu,
        ]
    ) * np.where(np.arange(9) < 2, 1, eu)
    name = r.choice(list(HAIR), p=w / w.sum())
    if r.random() < 0.02:
        name = "blond"
    p["hair_color"] = str(name)
    grey = float(np.clip((age - 38 - r.normal(6, 9)) / 32, 0, 1))
    if age < 30:
        grey = 0.0
    if sex < 0.5 and age < 75 and r.random() < 0.5:  # dyed
        grey *= 0.12
    p["grey"] = rounded(grey)
    return name


def hair_style(male, age, african, r):
    style = str(r.choice(STYLES["m" if male else "f"]))
    if african > 0.42 and r.random() < 0.75:
        style = str(
            r.choice(
                ["buzz", "afro", "afro", "curly", "bald"]
                if male
                else ["afro", "curly", "curly", "bun", "longwavy"]
            )
        )
    if style == "bald" and age < 35 and r.random() < 0.6:
        style = "buzz"
    if male and age > 50 and r.random() < 0.22:
        style = str(r.choice(["bald", "receding", "receding"]))
    if age < 14 and style in ("bald", "receding", "buzz"):
        style = "crop" if male else "bob"
    return style
