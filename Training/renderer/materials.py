"""Shader graphs of skin, mouth, eyes, hair and cloth for Blender's Cycles.

`Materials.controls` are the sockets that change with a person or an image.
"""

import bpy
import numpy as np


def rgba(c):
    return float(c[0]), float(c[1]), float(c[2]), 1.0


class Graph:
    """Builds one material's node tree; an input is a number, a colour or another node's socket."""

    def __init__(self, material):
        material.use_nodes = True
        self.tree = material.node_tree
        self.tree.nodes.clear()
        self.out = self.tree.nodes.new("ShaderNodeOutputMaterial")

    def node(self, kind, inputs=None, **settings):
        n = self.tree.nodes.new("ShaderNode" + kind)
        for k, v in settings.items():
            setattr(n, k, v)
        for k, v in (inputs or {}).items():
            if isinstance(v, bpy.types.NodeSocket):
                self.tree.links.new(v, n.inputs[k])
            else:
                n.inputs[k].default_value = v
        return n

    def math(self, op, a, b=None, clamp=False):
        return self.node(
            "Math", {0: a} if b is None else {0: a, 1: b}, operation=op, use_clamp=clamp
        ).outputs[0]

    def vector(self, op, a, b=None, output=0):
        return self.node("VectorMath", {0: a} if b is None else {0: a, 1: b}, operation=op).outputs[
            output
        ]

    def scale(self, v, factor):
        return self.node("VectorMath", {0: v, 3: factor}, operation="SCALE").outputs[0]

    def mix(self, factor, a, b, blend="MIX"):
        return self.node("MixRGB", {0: factor, 1: a, 2: b}, blend_type=blend).outputs[0]

    def times(self, a, b):
        return self.mix(1.0, a, b, "MULTIPLY")

    def step(self, v, a, b, low=0.0, high=1.0):
        """Smooth step from `low` at a to `high` at b."""
        return self.node(
            "MapRange", {0: v, 1: a, 2: b, 3: low, 4: high}, interpolation_type="SMOOTHSTEP"
        ).outputs[0]

    def attribute(self, name, output="Color"):
        return self.node("Attribute", attribute_name=name).outputs[output]

    def value(self):
        return self.node("Value").outputs[0]

    def color(self):
        return self.node("RGB").outputs[0]

    def shade(self, socket):
        self.tree.links.new(socket, self.out.inputs[0])


class Materials:
    def __init__(self, head):
        self.by_name, self.controls = {}, {}
        self._skin(head)
        self._mouth()
        for eye in "LR":
            self._eye(eye)
        self._tear()
        for name in ("hair", "brow", "beard", "lash"):
            self._strands(name)
        self._cloth()

    def _new(self, name):
        self.by_name[name] = bpy.data.materials.new(name)
        return Graph(self.by_name[name])

    def set_detail(self, pixels):
        self.detail.pixels.foreach_set(pixels.ravel())
        self.detail.update()

    def set_strand_color(self, name, color, grey_color, grey, roughness):
        base, other, share, rough = self.controls[name]
        base.default_value, other.default_value = rgba(color), rgba(grey_color)
        share.default_value, rough.default_value = float(grey), roughness

    def _skin(self, head):
        maps = []
        for k, map_ in enumerate(
            head.data["wrk"]
        ):  # heights of six kinds of folds, three a picture
            im = bpy.data.images.new(
                f"folds{k}", map_.shape[1], map_.shape[0], float_buffer=True, is_data=True
            )
            half = np.array([0.5, 0.5, 0.5, 1], np.float32), np.array(
                [0.5, 0.5, 0.5, 0], np.float32
            )
            im.pixels.foreach_set((map_ * half[0] + half[1]).ravel())
            im.update()
            maps.append(im)
        self.detail = bpy.data.images.new("detail", 512, 512, float_buffer=False, is_data=True)
        g = self._new("skin")
        albedo = g.attribute("albedo")
        surface = g.node(
            "SeparateRGB", {0: g.attribute("surface")}
        )  # roughness, freckles, translucency
        uv = g.node("UVMap", uv_map="UV").outputs[0]
        height = None
        for k in range(2):
            tex = g.node(
                "TexImage", {0: uv}, image=maps[k], extension="CLIP", interpolation="Linear"
            )
            weights = self.controls[f"folds{k}"] = g.node("CombineXYZ")
            h = g.vector(
                "DOT_PRODUCT",
                g.vector("SUBTRACT", tex.outputs["Color"], (0.5, 0.5, 0.5)),
                weights.outputs[0],
                1,
            )
            h = g.math("MULTIPLY", h, tex.outputs["Alpha"])
            height = h if height is None else g.math("ADD", height, h)
        tex = g.node(
            "TexImage", {0: uv}, image=self.detail, extension="CLIP", interpolation="Linear"
        )
        spots, inside = g.node("SeparateRGB", {0: tex.outputs["Color"]}), tex.outputs["Alpha"]
        mottle = g.math(
            "ADD", g.math("MULTIPLY", g.math("SUBTRACT", spots.outputs[0], 0.5), inside), 0.5
        )
        c = g.times(albedo, g.mix(mottle, (0.90, 0.87, 0.86, 1), (1.10, 1.13, 1.14, 1)))
        freckles = g.math(
            "MULTIPLY", g.math("MULTIPLY", spots.outputs[1], surface.outputs[1]), inside
        )
        c = g.mix(freckles, c, g.times(c, (0.60, 0.40, 0.28, 1)))
        c = g.mix(
            g.math("MULTIPLY", g.math("MULTIPLY", spots.outputs[2], 0.8), inside),
            c,
            (0.09, 0.045, 0.03, 1),
        )
        cavity = g.math("MULTIPLY", g.math("MINIMUM", height, 0.0), -1.15, clamp=True)
        c = g.mix(cavity, c, g.times(c, (0.52, 0.35, 0.31, 1)))
        bump = g.node("Bump", {"Height": height, "Distance": 0.42, "Strength": 0.9}).outputs[0]
        # red light sees a smoother surface than green and blue: a noiseless stand-in for scattering below the skin
        rgb = g.node("SeparateRGB", {0: c})
        relief = g.vector("SUBTRACT", bump, g.node("NewGeometry").outputs["Normal"])
        normals = [
            g.vector("NORMALIZE", g.vector("ADD", g.attribute(n, "Vector"), g.scale(relief, s)))
            for n, s in (("normal_red", 0.55), ("normal_green", 0.8))
        ] + [bump]
        sum_ = None
        for k, n in enumerate(normals):
            diffuse = g.node(
                "BsdfDiffuse",
                {"Color": g.node("CombineRGB", {k: rgb.outputs[k]}).outputs[0], "Normal": n},
            )
            sum_ = (
                diffuse.outputs[0]
                if sum_ is None
                else g.node("AddShader", {0: sum_, 1: diffuse.outputs[0]}).outputs[0]
            )
        through = g.node("BsdfTranslucent", {"Color": g.times(c, (1.2, 0.35, 0.22, 1))}).outputs[0]
        sum_ = g.node("MixShader", {0: surface.outputs[2], 1: sum_, 2: through}).outputs[0]
        gloss = g.node(
            "BsdfGlossy", {"Color": (1, 1, 1, 1), "Roughness": surface.outputs[0], "Normal": bump}
        ).outputs[0]
        self.controls["specular"] = g.value()
        fresnel = g.math(
            "MINIMUM", g.node("Fresnel", {"IOR": 1.42, "Normal": bump}).outputs[0], 0.20
        )
        share = g.math("MULTIPLY", fresnel, self.controls["specular"])
        g.shade(g.node("MixShader", {0: share, 1: sum_, 2: gloss}).outputs[0])

    def _principled(self, g, color, roughness, specular, **more):
        return g.node(
            "BsdfPrincipled",
            {"Base Color": color, "Roughness": roughness, "Specular": specular, **more},
        )

    def _mouth(self):
        g = self._new("mouth")
        g.shade(self._principled(g, g.attribute("albedo"), 0.4, 0.4).outputs[0])
        for name, front, back, dark, rough, spec in (
            ("gums", 9.8, 5.5, 0.15, 0.35, 0.45),
            ("teeth", 9.6, 6.0, 0.12, 0.22, 0.5),
        ):
            g = self._new(name)
            z = g.node("SeparateXYZ", {0: g.node("NewGeometry").outputs["Position"]}).outputs[2]
            color = (0.40, 0.12, 0.105, 1)
            if name == "teeth":
                color = self.controls["teeth"] = g.color()
            shade = g.times(color, g.step(z, back, front, dark, 1.0))
            g.shade(self._principled(g, shade, rough, spec).outputs[0])

    def _eye(self, eye):
        """Iris, pupil and sclera from the eyeball's own coordinates (`eye_space`), under a clear coat."""
        g = self._new("eye" + eye)
        at = g.attribute("eye_space", "Vector")
        x, y, z = g.node("SeparateXYZ", {0: at}).outputs
        radius = g.math("SQRT", g.math("ADD", g.math("POWER", x, 2.0), g.math("POWER", y, 2.0)))
        c = {k: g.color() for k in ("iris", "ring", "sclera")} | {
            k: g.value() for k in ("pupil", "iris_radius")
        }
        rel = g.math("DIVIDE", radius, c["iris_radius"])
        angle = g.math("ARCTAN2", y, x)
        spoke = g.node(
            "CombineXYZ",
            {
                0: g.math("MULTIPLY", g.math("COSINE", angle), 5.0),
                1: g.math("MULTIPLY", g.math("SINE", angle), 5.0),
                2: g.math("MULTIPLY", rel, 0.9),
            },
        ).outputs[0]
        fibre = g.node("TexNoise", {"Vector": spoke, "Scale": 1.6, "Detail": 2.0}).outputs["Fac"]
        iris = g.mix(
            g.step(fibre, 0.3, 0.72),
            g.times(c["iris"], (0.45, 0.42, 0.42, 1)),
            g.times(c["iris"], (1.7, 1.6, 1.45, 1)),
        )
        iris = g.mix(
            g.math("MULTIPLY", g.step(rel, 0.62, 0.36), 0.5),
            iris,
            g.times(iris, (1.25, 0.85, 0.45, 1)),
        )
        iris = g.mix(g.step(rel, 0.72, 1.0), iris, c["ring"])
        edge = g.math("ADD", c["pupil"], 0.035), g.math("SUBTRACT", c["pupil"], 0.02)
        iris = g.mix(g.step(radius, *edge), iris, (0.004, 0.004, 0.004, 1))
        noise = g.node(
            "TexNoise", {"Vector": at, "Scale": 2.6, "Detail": 5.0, "Distortion": 1.4}
        ).outputs["Fac"]
        vein = g.step(g.math("ABSOLUTE", g.math("SUBTRACT", noise, 0.5)), 0.035, 0.0)
        sclera = g.mix(
            g.math("MULTIPLY", vein, g.step(radius, 0.75, 1.35, 0.0, 0.55)),
            c["sclera"],
            (0.55, 0.16, 0.12, 1),
        )
        sclera = g.mix(g.step(radius, 0.9, 1.5, 0.0, 0.35), sclera, (0.62, 0.36, 0.30, 1))
        is_iris = g.math("MULTIPLY", g.step(rel, 1.06, 0.95), g.math("GREATER_THAN", z, 0.0))
        # the iris is concave: turn the part of the normal across the gaze axis round
        normal = g.node("NewGeometry").outputs["Normal"]
        c["axis"] = g.node("CombineXYZ", {0: 0.0, 1: 0.0, 2: 1.0})
        axis = c["axis"].outputs[0]
        twice = g.math("MULTIPLY", g.vector("DOT_PRODUCT", normal, axis, 1), 1.9)
        flipped = g.vector(
            "NORMALIZE", g.vector("SUBTRACT", g.scale(axis, twice), g.scale(normal, 0.9))
        )
        bent = g.mix(is_iris, normal, flipped)
        coat = {
            "Clearcoat": 1.0,
            "Clearcoat Roughness": 0.03,
            "Normal": bent,
            "Clearcoat Normal": normal,
        }
        g.shade(self._principled(g, g.mix(is_iris, sclera, iris), 0.5, 0.15, **coat).outputs[0])
        self.controls["eye" + eye] = c

    def _tear(self):
        g = self._new("tear")
        wet = g.node("BsdfGlossy", {"Color": (1, 1, 1, 1), "Roughness": 0.08}).outputs[0]
        share = g.math("MULTIPLY", g.node("Fresnel", {"IOR": 1.33}).outputs[0], 0.7)
        g.shade(
            g.node(
                "MixShader", {0: share, 1: g.node("BsdfTransparent").outputs[0], 2: wet}
            ).outputs[0]
        )

    def _strands(self, name):
        """A share of the strands is grey; the others vary in brightness."""
        g = self._new(name)
        info = g.node("HairInfo")
        c1, c2, share, rough = g.color(), g.color(), g.value(), g.value()
        rough.default_value = 0.3
        chance = info.outputs["Random"]
        vary = g.step(g.math("FRACT", g.math("MULTIPLY", chance, 37.7)), 0.0, 1.0, 0.8, 1.22)
        base = g.node("HueSaturation", {"Color": c1, "Value": vary}).outputs[0]
        base = g.mix(
            g.math("MULTIPLY", info.outputs["Intercept"], 0.22),
            base,
            g.times(base, (1.35, 1.25, 1.15, 1)),
        )
        c = g.mix(g.math("LESS_THAN", chance, share), base, c2)
        diffuse = g.node("BsdfDiffuse", {"Color": g.times(c, (0.80, 0.78, 0.76, 1))}).outputs[0]
        shine = g.mix(0.40, g.times(c, (1.5, 1.4, 1.3, 1)), (0.36, 0.34, 0.33, 1))
        gloss = g.node(
            "BsdfHair",
            {"Color": shine, "Offset": -0.07, "RoughnessU": rough, "RoughnessV": 0.8},
            component="Reflection",
        ).outputs[0]
        g.shade(g.node("MixShader", {0: 0.50, 1: diffuse, 2: gloss}).outputs[0])
        self.controls[name] = (c1, c2, share, rough)

    def _cloth(self):
        """Knitted cloth, cut off above the neckline."""
        g = self._new("cloth")
        color, line = self.controls["cloth"], self.controls["neckline"] = g.color(), g.value()
        over = g.math("SUBTRACT", g.attribute("neck", "Fac"), line)
        rest = g.attribute("rest", "Vector")
        wave = g.node(
            "TexNoise", {"Vector": rest, "Scale": 0.45, "Detail": 4.0, "Distortion": 0.6}
        ).outputs["Fac"]
        knit = g.node("TexNoise", {"Vector": rest, "Scale": 9.0, "Detail": 2.0}).outputs["Fac"]
        hem = g.math("MULTIPLY", g.math("MULTIPLY", g.step(over, -1.15, -1.0), 1.0), 0.25)
        c = g.mix(
            hem,
            g.node(
                "HueSaturation", {"Color": color, "Value": g.step(knit, 0.3, 0.7, 0.88, 1.1)}
            ).outputs[0],
            (0.02, 0.02, 0.02, 1),
        )
        seam = g.math(
            "MULTIPLY", g.step(g.math("ABSOLUTE", g.math("ADD", over, 1.05)), 0.12, 0.0), -0.35
        )
        bump = g.node(
            "Bump",
            {
                "Height": g.math("ADD", g.math("MULTIPLY", wave, 1.6), seam),
                "Distance": 0.8,
                "Strength": 0.6,
            },
        ).outputs[0]
        cloth = self._principled(g, c, 0.85, 0.2, Sheen=0.3, Normal=bump).outputs[0]
        cut = g.math("GREATER_THAN", over, 0.0)
        g.shade(
            g.node(
                "MixShader", {0: cut, 1: cloth, 2: g.node("BsdfTransparent").outputs[0]}
            ).outputs[0]
        )
