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

// A ray: what lies between `near` and `far` (in lengths of the direction) counts.
struct EmbreeRay {
  float origin[3], near, direction[3], far;
};

// What a ray met first. `mesh` is UINT32_MAX where it met nothing. (u, v) weigh the triangle's second
// and third corner.
struct EmbreeHit {
  float distance, u, v;
  uint32_t mesh, triangle;
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

static inline uintptr_t embree_new_scene(uintptr_t device) {
  RTCScene scene = rtcNewScene((RTCDevice)device);
  if (scene) rtcSetSceneFlags(scene, RTC_SCENE_FLAG_ROBUST);
  return (uintptr_t)scene;
}

static inline void embree_release_scene(uintptr_t scene) { rtcReleaseScene((RTCScene)scene); }

// Adds a copy of a mesh under a number: vertices 16 bytes apart, three indices a triangle 16 bytes
// apart. 0 on failure.
static inline int embree_add_mesh(
    uintptr_t device, uintptr_t scene, unsigned number, const void *vertices,
    size_t vertex_count, const void *triangles, size_t triangle_count) {
  RTCGeometry mesh = rtcNewGeometry((RTCDevice)device, RTC_GEOMETRY_TYPE_TRIANGLE);
  if (!mesh) return 0;
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

static inline void embree_commit_scene(uintptr_t scene) { rtcCommitScene((RTCScene)scene); }

// Spreads up to 8 rays over a packet's lanes; the lanes beyond are asked nothing.
static inline void embree_fill(
    struct RTCRay8 *packet, int *valid, const struct EmbreeRay *rays, size_t count) {
  for (size_t lane = 0; lane < 8; lane++) {
    const struct EmbreeRay *ray = rays + (lane < count ? lane : 0);
    valid[lane] = lane < count ? -1 : 0;
    packet->org_x[lane] = ray->origin[0];
    packet->org_y[lane] = ray->origin[1];
    packet->org_z[lane] = ray->origin[2];
    packet->tnear[lane] = ray->near;
    packet->dir_x[lane] = ray->direction[0];
    packet->dir_y[lane] = ray->direction[1];
    packet->dir_z[lane] = ray->direction[2];
    packet->time[lane] = 0;
    packet->tfar[lane] = ray->far;
    packet->mask[lane] = 0xffffffffu;
    packet->id[lane] = 0;
    packet->flags[lane] = 0;
  }
}

// Writes what each ray meets first.
static inline void embree_closest(
    uintptr_t scene, const struct EmbreeRay *rays, size_t count, struct EmbreeHit *hits) {
#if RTC_VERSION_MAJOR < 4
  struct RTCIntersectContext context;
  rtcInitIntersectContext(&context);
  context.flags = RTC_INTERSECT_CONTEXT_FLAG_COHERENT;
#else
  struct RTCIntersectArguments arguments;
  rtcInitIntersectArguments(&arguments);
  arguments.flags = RTC_RAY_QUERY_FLAG_COHERENT;
#endif
  _Alignas(32) int valid[8];
  struct RTCRayHit8 packet;
  for (size_t start = 0; start < count; start += 8) {
    size_t lanes = count - start < 8 ? count - start : 8;
    embree_fill(&packet.ray, valid, rays + start, lanes);
    for (size_t lane = 0; lane < 8; lane++) {
      packet.hit.geomID[lane] = RTC_INVALID_GEOMETRY_ID;
      packet.hit.instID[0][lane] = RTC_INVALID_GEOMETRY_ID;
    }
#if RTC_VERSION_MAJOR < 4
    rtcIntersect8(valid, (RTCScene)scene, &context, &packet);
#else
    rtcIntersect8(valid, (RTCScene)scene, &packet, &arguments);
#endif
    for (size_t lane = 0; lane < lanes; lane++) {
      struct EmbreeHit *hit = hits + start + lane;
      hit->mesh = packet.hit.geomID[lane];
      hit->triangle = packet.hit.primID[lane];
      hit->distance = packet.ray.tfar[lane];
      hit->u = packet.hit.u[lane];
      hit->v = packet.hit.v[lane];
    }
  }
}

// Writes 1 where anything lies on a ray, else 0.
static inline void embree_occluded(
    uintptr_t scene, const struct EmbreeRay *rays, size_t count, uint8_t *occluded) {
#if RTC_VERSION_MAJOR < 4
  struct RTCIntersectContext context;
  rtcInitIntersectContext(&context);
#endif
  _Alignas(32) int valid[8];
  struct RTCRay8 packet;
  for (size_t start = 0; start < count; start += 8) {
    size_t lanes = count - start < 8 ? count - start : 8;
    embree_fill(&packet, valid, rays + start, lanes);
#if RTC_VERSION_MAJOR < 4
    rtcOccluded8(valid, (RTCScene)scene, &context, &packet);
#else
    rtcOccluded8(valid, (RTCScene)scene, &packet, NULL);
#endif
    // Embree marks an occluded ray by a far end of minus infinity.
    for (size_t lane = 0; lane < lanes; lane++) occluded[start + lane] = packet.tfar[lane] < 0;
  }
}
