"""Blender's scene: meshes, strands, camera, lights and Cycles' settings."""

import math

import bpy
import numpy as np
from mathutils import Matrix

from garment import NECKLINE, OFFSET, Garment
from head import EYEBALLS, OUTER_VERTICES, rotation, smooth, source_shapes, unit
from materials import Materials, rgba

PIVOT = np.array([0, 2.2, 2.5])  # head space, in the image's centre
TORSO = np.array([0, -6.0, 0.5])  # the torso turns about this point


def set_points(obj, x):
    obj.data.vertices.foreach_set("co", np.ascontiguousarray(x, np.float32).ravel())
    obj.data.update()


def set_attribute(obj, name, kind, value):
    a = obj.data.attributes.get(name) or obj.data.attributes.new(name, kind, "POINT")
    field = {"FLOAT": "value", "FLOAT_VECTOR": "vector", "FLOAT_COLOR": "color"}[kind]
    a.data.foreach_set(field, np.ascontiguousarray(value, np.float32).ravel())


def warmth(k):
    return [float(np.clip(v, 0.4, 1.6)) for v in (1 + 0.13 * k, 1.0, 1 - 0.16 * k)]


class Scene:
    def __init__(self, head, size, samples, noise, frame):
        self.head, self.size, self.frame = head, size, frame
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self.scene = bpy.context.scene
        self._settings(samples, noise)
        self.materials = Materials(head)
        self.objects = {}
        self._meshes()
        for name in ("hair", "brow", "beard", "lash"):
            self._strand_object(name)
        self._camera_and_world()
        self.blur = (self._normal_blur(0.60, 120), self._normal_blur(0.28, 60))

    def _settings(self, samples, noise):
        s, c = self.scene, self.scene.cycles
        s.render.engine = "CYCLES"
        c.device, c.samples, c.use_denoising = "CPU", samples, False
        c.use_adaptive_sampling, c.adaptive_threshold = noise > 0, max(noise, 0.001)
        c.adaptive_min_samples = max(8, samples // 3)
        c.max_bounces, c.diffuse_bounces, c.glossy_bounces, c.transmission_bounces = 5, 2, 2, 2
        c.transparent_max_bounces = 8
        c.sample_clamp_indirect, c.sample_clamp_direct = 2.5, 12
        c.caustics_reflective = c.caustics_refractive = False
        c.blur_glossy, c.light_sampling_threshold = 1.0, 0.02
        c.debug_bvh_type = "STATIC_BVH"
        s.cycles_curves.shape, s.cycles_curves.subdivisions = "RIBBONS", 1
        c.pixel_filter_type, c.filter_width = "BLACKMAN_HARRIS", 1.5
        r = s.render
        r.resolution_x = r.resolution_y = self.size
        r.resolution_percentage, r.film_transparent, r.use_persistent_data = 100, True, True
        r.threads_mode = "AUTO"
        i = r.image_settings
        i.file_format, i.color_mode, i.compression = "PNG", "RGBA", 30
        s.view_settings.view_transform, s.view_settings.look = "Filmic", "Medium High Contrast"

    def _mesh(self, name, materials, material_index=None):
        d = self.head.data
        loops, counts, uv, rows = (d[f"o_{name}_{k}"] for k in ("l", "n", "uv", "v"))
        me = bpy.data.meshes.new(name)
        me.vertices.add(len(rows))
        me.loops.add(len(loops))
        me.loops.foreach_set("vertex_index", loops)
        me.polygons.add(len(counts))
        me.polygons.foreach_set("loop_start", np.r_[0, np.cumsum(counts)[:-1]].astype(np.int32))
        me.polygons.foreach_set("loop_total", counts)
        me.polygons.foreach_set("use_smooth", np.ones(len(counts), bool))
        me.uv_layers.new(name="UV").data.foreach_set("uv", uv.ravel())
        me.vertices.foreach_set("co", self.head.mean[rows].ravel())
        me.update(calc_edges=True)
        for m in materials:
            me.materials.append(self.materials.by_name[m])
        if material_index is not None:
            me.polygons.foreach_set("material_index", material_index)
        return self._link(name, me)

    def _link(self, name, data):
        obj = self.objects[name] = bpy.data.objects.new(name, data)
        self.scene.collection.objects.link(obj)
        return obj

    def _subdivide(self, obj):
        m = obj.modifiers.new("subdivide", "SUBSURF")
        m.levels = m.render_levels = 1
        return m

    def _meshes(self):
        head = self.head
        skin = self._mesh("skin", ["skin", "mouth"], head.data["skin_mat"])
        self._subdivide(skin).boundary_smooth = "PRESERVE_CORNERS"
        for k in ("teeth", "gums", "eyeL", "eyeR", "tear"):
            obj = self._mesh(k, [k])
            if k.startswith("eye"):
                centre = np.array(
                    [np.sign(head.data["eyeC"]["LR".index(k[3]), 0]) * 3.2375, 3.611, 8.08]
                )
                set_attribute(
                    obj, "eye_space", "FLOAT_VECTOR", head.mean[head.data[f"o_{k}_v"]] - centre
                )
        self.garment = Garment(head)
        me = bpy.data.meshes.new("cloth")
        me.from_pydata(self.garment.rest.tolist(), [], self.garment.faces)
        me.polygons.foreach_set("use_smooth", np.ones(len(self.garment.faces), bool))
        me.materials.append(self.materials.by_name["cloth"])
        cloth = self._link("cloth", me)
        set_attribute(cloth, "rest", "FLOAT_VECTOR", self.garment.rest)
        self._subdivide(cloth)

    def _strand_object(self, name):
        """A mesh of polylines that geometry nodes turn into hair curves, which is quicker than a curve each."""
        source = self._link(name + "_mesh", bpy.data.meshes.new(name + "_mesh"))
        source.hide_render = True
        curves = self._link(name, bpy.data.hair_curves.new(name))
        g = bpy.data.node_groups.new(name, "GeometryNodeTree")
        g.inputs.new("NodeSocketGeometry", "G")
        g.outputs.new("NodeSocketGeometry", "G")
        g.nodes.new("NodeGroupInput")
        out, info, to_curve, radius, material, named = (
            g.nodes.new(k)
            for k in (
                "NodeGroupOutput",
                "GeometryNodeObjectInfo",
                "GeometryNodeMeshToCurve",
                "GeometryNodeSetCurveRadius",
                "GeometryNodeSetMaterial",
                "GeometryNodeInputNamedAttribute",
            )
        )
        info.inputs[0].default_value = source
        material.inputs["Material"].default_value = self.materials.by_name[name]
        named.data_type = "FLOAT"
        named.inputs[0].default_value = "radius_cm"
        g.links.new(info.outputs["Geometry"], to_curve.inputs[0])
        g.links.new(to_curve.outputs[0], radius.inputs[0])
        g.links.new(
            [o for o in named.outputs if o.type == "VALUE" and o.enabled][0],
            radius.inputs["Radius"],
        )
        g.links.new(radius.outputs[0], material.inputs[0])
        g.links.new(material.outputs[0], out.inputs[0])
        curves.modifiers.new("curves", "NODES").node_group = g

    def set_strands(self, name, points, radius=None):
        """[S,K,3] points and radii that broadcast to [S,K]; None hides them."""
        me = self.objects[name + "_mesh"].data
        self.objects[name].hide_render = points is None
        if points is None:
            me.clear_geometry()
            me.update()
            return
        s, k = points.shape[:2]
        if len(me.vertices) != s * k or len(me.edges) != s * (k - 1):
            me.clear_geometry()
            me.vertices.add(s * k)
            i = np.arange(s * k).reshape(s, k)
            edges = np.stack([i[:, :-1], i[:, 1:]], -1).reshape(-1, 2).astype(np.int32)
            me.edges.add(len(edges))
            me.edges.foreach_set("vertices", edges.ravel())
        me.vertices.foreach_set("co", np.ascontiguousarray(points, np.float32).ravel())
        a = me.attributes.get("radius_cm") or me.attributes.new("radius_cm", "FLOAT", "POINT")
        a.data.foreach_set(
            "value", np.ascontiguousarray(np.broadcast_to(radius, (s, k)), np.float32).ravel()
        )
        me.update()

    def _camera_and_world(self):
        self.camera = bpy.data.cameras.new("camera")
        self.camera.sensor_width, self.camera.clip_end = 36, 1000
        self.scene.camera = self._link("camera", self.camera)
        world = self.scene.world = bpy.data.worlds.new("world")
        world.use_nodes = True
        world.cycles.sampling_method = "NONE"
        t = world.node_tree
        self.background = t.nodes["Background"]
        coordinate, self.up, ramp, self.sky = (
            t.nodes.new("ShaderNode" + k) for k in ("TexCoord", "VectorMath", "MapRange", "MixRGB")
        )
        self.up.operation = "DOT_PRODUCT"
        ramp.inputs[1].default_value, ramp.inputs[2].default_value = -0.6, 0.8
        t.links.new(coordinate.outputs["Generated"], self.up.inputs[0])
        t.links.new(self.up.outputs["Value"], ramp.inputs[0])
        t.links.new(ramp.outputs[0], self.sky.inputs[0])
        t.links.new(self.sky.outputs[0], self.background.inputs[0])
        self.lights = []
        for k, shape in enumerate(("SQUARE", "DISK", "DISK")):
            light = bpy.data.lights.new(f"light{k}", "AREA")
            light.shape = shape
            self.lights.append((light, self._link(f"light{k}", light)))

    def _normal_blur(self, width, count):
        """Sparse average of normals over neighbours within `width` cm that face the same way."""
        import scipy.sparse as sparse
        from scipy.spatial import cKDTree

        head = self.head
        x, n, t = (
            head.neutral[:OUTER_VERTICES],
            head.normals(head.neutral)[:OUTER_VERTICES],
            head.triangles,
        )
        y = head.neutral
        distance, near = cKDTree(x).query(x, k=count)
        w = np.exp(-0.5 * (distance / width) ** 2) * np.clip(
            (n[near] * n[:, None]).sum(-1) + 0.15, 0, 1
        )
        area = np.zeros(len(y))
        size = np.linalg.norm(np.cross(y[t[:, 1]] - y[t[:, 0]], y[t[:, 2]] - y[t[:, 0]]), axis=1)
        for c in range(3):
            np.add.at(area, t[:, c], size)
        w = w * area[near] + 1e-9
        w /= w.sum(1, keepdims=True)
        rows = np.repeat(np.arange(OUTER_VERTICES), count)
        blur = sparse.csr_matrix((w.ravel(), (rows, near.ravel())), shape=(len(y), len(y)))
        return blur + sparse.diags(
            np.r_[np.zeros(OUTER_VERTICES), np.ones(len(y) - OUTER_VERTICES)]
        )

    def dress(self, person, look, hair):
        """Colours, surface and hair of a person; done once an identity."""
        from look import greyed

        c, m, skin, grey = (
            self.materials.controls,
            self.materials,
            self.objects["skin"],
            person["grey"],
        )
        self.set_strands("hair", hair.points, hair.radius)
        for name, color, share, rough in (
            ("hair", look.hair, grey * 1.02, look.hair_roughness),
            ("brow", look.brow_color, grey * 0.6, 0.4),
            ("beard", look.beard_color, look.beard_grey, 0.4),
            ("lash", look.lash_color, 0, 0.4),
        ):
            m.set_strand_color(
                name, greyed(color, look.grey_color, share), look.grey_color, share, rough
            )
        one = np.ones(len(self.head.skin))
        set_attribute(skin, "albedo", "FLOAT_COLOR", np.c_[look.albedo(hair.tint), one])
        set_attribute(skin, "surface", "FLOAT_COLOR", np.c_[look.surface(), one])
        c["specular"].default_value = look.specular
        m.set_detail(look.detail.image())
        for eye in "LR":
            e = c["eye" + eye]
            for k, v in (
                ("iris", look.iris * 1.2),
                ("ring", look.iris * 0.22),
                ("sclera", look.sclera),
            ):
                e[k].default_value = rgba(v)
            e["pupil"].default_value, e["iris_radius"].default_value = (
                look.pupil_radius,
                look.iris_radius,
            )
        c["teeth"].default_value = rgba(look.teeth)
        c["cloth"].default_value = rgba(person["garment_rgb"])
        c["neckline"].default_value = NECKLINE[person["garment"]]
        set_attribute(self.objects["cloth"], "neck", "FLOAT", self.garment.neck(person["garment"]))

    def pose(self, rest, scale, person, frame, torso_counter):
        """Vertices with expression, gaze and turned torso; writes the meshes."""
        head, x = self.head, rest.copy()
        gain = 1 - 0.12 * float(smooth(17, 5, person["age_years"]))
        for a, v in frame["arkit"].items():
            if v > 1e-4:
                for s in source_shapes(a):
                    x += head.expression[head.expression_index[s]] * (v * scale * gain)
        gaze = rotation(frame["gaze_yaw"], frame["gaze_pitch"], 0)
        for rows, eye in zip(EYEBALLS, "LR"):
            b = rest[rows]
            c = b.mean(0) - np.array([0, 0, 0.35 * scale])
            x[rows] = (b - c) @ gaze.T + c
            for k, v in enumerate(gaze @ np.array([0, 0, 1.0])):
                self.materials.controls["eye" + eye]["axis"].inputs[k].default_value = float(v)
        # the camera orbits the head, so the torso turns the other way
        a = -torso_counter
        turn = rotation(
            a * frame["head_yaw"], a * 0.7 * frame["head_pitch"], a * frame["head_roll"]
        )
        w = smooth(-4.5, -13.0, rest[:, 1] + 0.25 * (rest[:, 2] - 2))[:, None]
        w[OUTER_VERTICES:] = 0
        x = x * (1 - w) + ((x - TORSO) @ turn.T + TORSO) * w
        set_points(self.objects["skin"], x[head.skin])
        for k in ("teeth", "gums", "eyeL", "eyeR", "tear"):
            set_points(self.objects[k], x[head.data[f"o_{k}_v"]])
        set_points(
            self.objects["cloth"], self.garment.vertices(x, OFFSET.get(person["garment"], 0.30))
        )
        normals = head.normals(x[head.skin])
        for name, blur in zip(("normal_red", "normal_green"), self.blur):
            set_attribute(self.objects["skin"], name, "FLOAT_VECTOR", unit(blur @ normals))
        return x, normals

    def fold(self, depths):
        """The six weights of the skin's folds."""
        for k, v in enumerate(depths):
            self.materials.controls[f"folds{k // 3}"].inputs[k % 3].default_value = float(v)

    def light(self, frame):
        """Places camera and lights -> camera position and its axes (columns)."""
        axes = rotation(frame["head_yaw"], frame["head_pitch"], frame["head_roll"]).T
        d, q = frame["cam_dist"], frame["light"]
        eye = PIVOT + axes @ np.array([*frame["jit"], d])
        m = np.eye(4)
        m[:3, :3], m[:3, 3] = axes, eye
        self.scene.camera.matrix_world = Matrix(m.tolist())
        self.camera.lens = 36 * d / self.frame
        power = 80000 * q["key_power"]
        self._place(
            0, axes, q["key_az"], q["key_el"], 110, q["key_size"], power, warmth(q["key_warm"])
        )
        self._place(
            1,
            axes,
            -np.sign(q["key_az"]) * 50,
            10,
            120,
            90,
            power * q["fill_ratio"],
            warmth(q["fill_warm"]),
        )
        self._place(
            2,
            axes,
            q["rim_side"] * 150,
            35,
            110,
            40,
            60000 * q["rim_power"],
            warmth(-q["key_warm"]),
        )
        self.lights[2][1].hide_render = q["rim_power"] < 0.02
        self.up.inputs[1].default_value = [float(v) for v in axes @ np.array([0, 1, 0.0])]
        self.sky.inputs[1].default_value = rgba(np.array(warmth(q["world_warm"] + 0.4)) * 0.35)
        self.sky.inputs[2].default_value = rgba(np.array(warmth(q["world_warm"] - 0.3)))
        self.background.inputs[1].default_value = q["world"]
        self.scene.view_settings.exposure = q["exposure"]
        return eye, axes

    def _place(self, k, axes, azimuth, elevation, distance, size, energy, color):
        az, el = math.radians(azimuth), math.radians(elevation)
        out = (
            np.array([math.sin(az) * math.cos(el), math.sin(el), math.cos(az) * math.cos(el)])
            * distance
        )
        light, obj = self.lights[k]
        light.size, light.energy, light.color = size, energy, color
        p = PIVOT + axes @ out
        z = unit((p - (PIVOT + np.array([0, 0, 4])))[None])[0]
        x = unit(np.cross(np.array([0, 1, 0.01]), z)[None])[0]
        m = np.eye(4)
        m[:3, 0], m[:3, 1], m[:3, 2], m[:3, 3] = x, np.cross(z, x), z, p
        obj.matrix_world = Matrix(m.tolist())

    def project(self, points, eye, axes):
        """Pixels of points in head space."""
        c = (points - eye) @ axes
        f = self.size * self.camera.lens / 36
        return np.c_[self.size / 2 + f * c[:, 0] / -c[:, 2], self.size / 2 - f * c[:, 1] / -c[:, 2]]

    def render(self, path, seed):
        self.scene.cycles.seed = seed
        self.scene.render.filepath = path
        bpy.ops.render.render(write_still=True)
