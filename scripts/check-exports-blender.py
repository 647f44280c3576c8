"""Imports walk.bvh and walk.glb of a folder into Blender and checks what came in."""

import builtins
import math
import pathlib
import sys

import bpy
import numpy

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import motion_files

# The importers of Debian 12's Blender 3.4 ask for what its own Python 3.11 and numpy 1.24 have no more:
# an alias, and a mode of opening files.
if not hasattr(numpy, "bool"):
    numpy.bool = bool
plain_open = builtins.open
builtins.open = lambda file, mode="r", *rest, **named: plain_open(
    file, mode.replace("U", ""), *rest, **named)

work = pathlib.Path(sys.argv[sys.argv.index("--") + 1])
motion = motion_files.BVH(work / "walk.bvh")
JOINTS = ["hips", "head", "leftHand", "rightFoot"]


def empty():
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.context.scene.render.fps = 10


def rig():
    return next(item for item in bpy.data.objects if item.type == "ARMATURE")


def check_places(first):
    """Bones are where the file's numbers put them, at two frames, within a millimetre.

    `first` is Blender's number of the file's first frame."""
    worst = 0
    for frame in (2, motion.frames - 1):
        bpy.context.scene.frame_set(first + frame)
        for joint in JOINTS:
            x, y, z = (value / 100 for value in motion.places(frame)[joint])
            found = (rig().matrix_world @ rig().pose.bones[joint].matrix).translation
            # Blender's z is up, and the character looks along -y.
            worst = max(worst, math.dist(found, (x, -z, y)))
    assert worst < 1e-3, worst
    return worst


empty()
bpy.ops.import_anim.bvh(filepath=str(work / "walk.bvh"), global_scale=0.01, frame_start=0)
assert len(rig().pose.bones) == 55, len(rig().pose.bones)
action = rig().animation_data.action
keys = {len(curve.keyframe_points) for curve in action.fcurves}
assert keys == {motion.frames}, keys
print(f"check: Blender {bpy.app.version_string}: BVH, 55 bones, {motion.frames} frames,"
      f" joints within {1000 * check_places(1):.2f} mm")

empty()
bpy.ops.import_scene.gltf(filepath=str(work / "walk.glb"))
assert {bone.name for bone in rig().pose.bones} == {joint["name"] for joint in motion.joints}
meshes = {item.name: item for item in bpy.data.objects if item.type == "MESH"}
assert {"Body", "Eyes", "Hair"} <= set(meshes), set(meshes)
# Blender gives the node that has weights and a skin an object of its own.
head = next(item for name, item in meshes.items() if name.startswith("Head"))
shapes = head.data.shape_keys.key_blocks
assert len(shapes) == 53 and "mouthSmileLeft" in shapes, len(shapes)
assert rig().animation_data, "no motion came in"
curves = head.data.shape_keys.animation_data.action.fcurves
assert len(curves) == 52 and {len(curve.keyframe_points) for curve in curves} == {motion.frames}
worst = check_places(0)


def shape():
    """The face's vertices as its morph targets and bones have them."""
    mesh = head.evaluated_get(bpy.context.evaluated_depsgraph_get()).to_mesh()
    return [vertex.co.copy() for vertex in mesh.vertices]


head.data.shape_keys.animation_data_clear()
for key in shapes[1:]:
    key.value = 0
bpy.context.view_layer.update()
still = shape()
shapes["jawOpen"].value = 1
bpy.context.view_layer.update()
moved = max((a - b).length for a, b in zip(still, shape()))
assert 0.01 < moved < 0.06, moved
print(f"check: GLB, 52 morph targets by ARKit's names, body and face in motion,"
      f" joints within {1000 * worst:.2f} mm, jawOpen moves {1000 * moved:.0f} mm")
