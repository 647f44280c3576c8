// The few calls that Mien makes to Embree, the same for Embree 3 and 4, with rays in packets of 8.
//
// Devices and scenes are passed as addresses: a committed scene may be asked from any thread.

#include <stdint.h>
#include <string.h>

#if __has_include(<embree4/rtcore.h>)
#include <embree4/rtcore.h>
#else
#include <embree3/rtcore.h>
#endif

// Eight rays, and which of them are asked (-1, else 0). What lies between `tnear` and `tfar` (in
// lengths of the direction) counts. It starts at a multiple of 32 bytes, as Embree loads whole lines:
// more than Swift grants, which therefore sees bytes.
struct EmbreePacket {
  struct RTCRay8 rays;
  int32_t asked[8];
};

static inline size_t embree_packet_size(void) { return sizeof(struct EmbreePacket); }

// What the rays of a packet met first. `mesh` is UINT32_MAX where one met nothing or was not asked.
// (u, v) weigh the triangle's second and third corner.
struct EmbreeHits {
  float distance[8], u[8], v[8];
  uint32_t mesh[8], triangle[8];
};

// A device that builds on the caller's thread; 0 where there is none.
static inline uintptr_t embree_new_device(void) {
  return (uintptr_t)rtcNewDevice("threads=1,set_affinity=0");
}

static inline void embree_release_device(uintptr_t device) { rtcReleaseDevice((RTCDevice)device); }

// The number of the last error of a device (0: none), which is thereby forgotten.
static inline int embree_take_error(uintptr_t device) {
  return (int)rtcGetDeviceError((RTCDevice)device);
}

// A scene; the meshes of one that `moves` may be given other vertices, to which their boxes are then
// fitted. Embree keeps boxes by mesh only in dynamic scenes of low quality; each mesh's own are as good.
static inline uintptr_t embree_new_scene(uintptr_t device, int moves) {
  RTCScene scene = rtcNewScene((RTCDevice)device);
  if (!scene) return 0;
  int flags = moves ? RTC_SCENE_FLAG_ROBUST | RTC_SCENE_FLAG_DYNAMIC : RTC_SCENE_FLAG_ROBUST;
  rtcSetSceneFlags(scene, (enum RTCSceneFlags)flags);
  if (moves) rtcSetSceneBuildQuality(scene, RTC_BUILD_QUALITY_LOW);
  return (uintptr_t)scene;
}

static inline void embree_release_scene(uintptr_t scene) { rtcReleaseScene((RTCScene)scene); }

// Adds a copy of a mesh under a number: vertices 16 bytes apart, three indices a triangle 16 bytes
// apart. 0 on failure.
static inline int embree_add_mesh(
    uintptr_t device, uintptr_t scene, unsigned number, int moves, const void *vertices,
    size_t vertex_count, const void *triangles, size_t triangle_count) {
  RTCGeometry mesh = rtcNewGeometry((RTCDevice)device, RTC_GEOMETRY_TYPE_TRIANGLE);
  if (!mesh) return 0;
  if (moves) rtcSetGeometryBuildQuality(mesh, RTC_BUILD_QUALITY_REFIT);
  void *v = rtcSetNewGeometryBuffer(
      mesh, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, 16, vertex_count);
  void *t = rtcSetNewGeometryBuffer(
      mesh, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, 16, triangle_count);
  if (v && t) {
    memcpy(v, vertices, 16 * vertex_count);
    memcpy(t, triangles, 16 * triangle_count);
    rtcCommitGeometry(mesh);
    rtcAttachGeometryByID((RTCScene)scene, mesh, number);
  }
  rtcReleaseGeometry(mesh);
  return v && t;
}

// Gives a mesh of a scene that moves other vertices, as many as it has.
static inline void embree_move_mesh(
    uintptr_t scene, unsigned number, const void *vertices, size_t vertex_count) {
  RTCGeometry mesh = rtcGetGeometry((RTCScene)scene, number);
  memcpy(rtcGetGeometryBufferData(mesh, RTC_BUFFER_TYPE_VERTEX, 0), vertices, 16 * vertex_count);
  rtcUpdateGeometryBuffer(mesh, RTC_BUFFER_TYPE_VERTEX, 0);
  rtcCommitGeometry(mesh);
}

static inline void embree_commit_scene(uintptr_t scene) { rtcCommitScene((RTCScene)scene); }

// Writes what each ray meets first.
static inline void embree_closest(
    uintptr_t scene, const void *rays, size_t count, struct EmbreeHits *hits) {
  const struct EmbreePacket *packets = rays;
#if RTC_VERSION_MAJOR < 4
  struct RTCIntersectContext context;
  rtcInitIntersectContext(&context);
  context.flags = RTC_INTERSECT_CONTEXT_FLAG_COHERENT;
#else
  struct RTCIntersectArguments arguments;
  rtcInitIntersectArguments(&arguments);
  arguments.flags = RTC_RAY_QUERY_FLAG_COHERENT;
#endif
  struct RTCRayHit8 met;
  for (size_t index = 0; index < count; index++) {
    met.ray = packets[index].rays;
    memset(met.hit.geomID, 0xff, sizeof met.hit.geomID);
    memset(met.hit.instID, 0xff, sizeof met.hit.instID);
#if RTC_VERSION_MAJOR < 4
    rtcIntersect8(packets[index].asked, (RTCScene)scene, &context, &met);
#else
    rtcIntersect8(packets[index].asked, (RTCScene)scene, &met, &arguments);
#endif
    memcpy(hits[index].distance, met.ray.tfar, sizeof met.ray.tfar);
    memcpy(hits[index].u, met.hit.u, sizeof met.hit.u);
    memcpy(hits[index].v, met.hit.v, sizeof met.hit.v);
    memcpy(hits[index].mesh, met.hit.geomID, sizeof met.hit.geomID);
    memcpy(hits[index].triangle, met.hit.primID, sizeof met.hit.primID);
  }
}

// Sets `tfar` of each ray that anything lies on to minus infinity. Packets of rays that run nearly
// alike are `coherent`.
static inline void embree_occluded(
    uintptr_t scene, void *rays, size_t count, int coherent) {
  struct EmbreePacket *packets = rays;
#if RTC_VERSION_MAJOR < 4
  struct RTCIntersectContext context;
  rtcInitIntersectContext(&context);
  if (coherent) context.flags = RTC_INTERSECT_CONTEXT_FLAG_COHERENT;
#else
  struct RTCOccludedArguments arguments;
  rtcInitOccludedArguments(&arguments);
  if (coherent) arguments.flags = RTC_RAY_QUERY_FLAG_COHERENT;
#endif
  for (size_t index = 0; index < count; index++) {
#if RTC_VERSION_MAJOR < 4
    rtcOccluded8(packets[index].asked, (RTCScene)scene, &context, &packets[index].rays);
#else
    rtcOccluded8(packets[index].asked, (RTCScene)scene, &packets[index].rays, &arguments);
#endif
  }
}
