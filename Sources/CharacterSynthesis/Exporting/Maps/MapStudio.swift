internal import CharacterCore
internal import FaceGeneration
internal import Foundation
internal import MediaIO
internal import MotionSynthesis
internal import SceneRendering

/// Draws what others' models want to know of a clip's frames, with the cameras that film them.
struct MapStudio {
  private let character: ResolvedCharacter
  private let take: CharacterTake
  private let settings: RenderSettings
  private let figure: Figure
  private let head: HeadFigure
  private let stageCamera: StageCamera?
  private let device: RayDevice

  /// The parts of a mask and their colours.
  static let palette: [(part: String, color: RGBA8)] = [
    ("background", RGBA8(0, 0, 0)), ("skin", RGBA8(255, 170, 127)), ("top", RGBA8(0, 128, 255)),
    ("trousers", RGBA8(85, 0, 170)), ("shoes", RGBA8(255, 255, 0)), ("face", RGBA8(255, 0, 0)),
    ("eyes", RGBA8(255, 255, 255)), ("hair", RGBA8(0, 170, 0)),
  ]

  init(
    _ character: ResolvedCharacter, take: CharacterTake, of table: BodyShape,
    settings: RenderSettings
  ) throws {
    (self.character, self.take, self.settings) = (character, take, settings)
    let model = try FaceModel()
    let head = model.figure(of: try model.prepare(character.face))
    let figure = Figure(character, of: table, head: head)
    (self.head, self.figure) = (head, figure)
    device = try RayDevice()
    stageCamera = settings.geometry.body.map { panel in
      StageCamera(
        take.clip.poses.map { figure.bounds($0) }, rate: take.clip.rate, view: settings.view,
        width: panel.width, height: panel.height)
    }
  }

  private var count: Int { min(take.clip.poses.count, take.face.frames.count) }

  /// One frame: the person from each of the layout's cameras.
  private struct Frame {
    var views: [(view: MapView, maps: GeometryMaps)] = []
    var people: [PoseFigure] = []
  }

  private func views(_ index: Int, _ world: WorldPose) -> [MapView] {
    let geometry = settings.geometry
    var views: [MapView] = []
    if let panel = geometry.body, let stageCamera {
      views.append(MapView(stageCamera.camera(at: index), panel: panel))
    }
    if let panel = geometry.face {
      let pose = take.face.frames[index]
      let view = HeadView(yaw: pose.headYaw, pitch: pose.headPitch, roll: pose.headRoll)
      views.append(MapView(view, at: figure.headPlace(world), panel: panel))
    }
    return views
  }

  private func frame(_ index: Int) throws -> Frame {
    let (pose, face) = (take.clip.poses[index], take.face.frames[index])
    let world = figure.body.rest.skeleton.world(pose)
    let meshes = figure.meshes(pose, face)
    let posed = head.posed(face.expression, gazeYaw: face.gazeYaw, gazePitch: face.gazePitch)
    let points = PersonPoints(
      world, on: figure.body.rest.skeleton, head: posed, of: head.shape,
      at: figure.headPlace(world))
    var frame = Frame()
    for view in views(index, world) {
      let maps = try view.maps(meshes, on: device, threads: settings.threads)
      frame.views.append((view, maps))
      frame.people.append(view.figure(points, maps))
    }
    return frame
  }

  /// Nearest and farthest depth that a view shows in the clip, a range a view, so that greys keep their
  /// meaning: of small pictures of every few frames, with a little room.
  private func depthRanges() throws -> [ClosedRange<Float>] {
    var ranges: [ClosedRange<Float>?] = []
    for index in stride(from: 0, to: count, by: max(count / 24, 1)) {
      let pose = take.clip.poses[index]
      let meshes = figure.meshes(pose, take.face.frames[index])
      let views = views(index, figure.body.rest.skeleton.world(pose))
      if ranges.isEmpty { ranges = views.map { _ in nil } }
      for (number, view) in views.enumerated() {
        try Task.checkCancellation()
        let maps = try GeometryMaps(
          meshes, camera: view.camera, width: max(view.width / 8, 8),
          height: max(view.height / 8, 8), device: device, threads: settings.threads)
        guard let range = maps.range else { continue }
        let before = ranges[number] ?? range
        ranges[number] =
          min(before.lowerBound, range.lowerBound)...max(before.upperBound, range.upperBound)
      }
    }
    return ranges.map { range in
      guard let range else { return 1...2 }
      return max(range.lowerBound * 0.985, 0.01)...range.upperBound * 1.015
    }
  }

  // MARK: Files

  /// `frame_000000000000_keypoints.json` and so on, as OpenPose names its own.
  func writePoses(to folder: PartialFolder, progress: (Int, Int) -> Void) throws {
    let geometry = settings.geometry
    for index in 0..<count {
      try Task.checkCancellation()
      let text = PoseFigure.json(
        try frame(index).people, width: geometry.width, height: geometry.height)
      try folder.write(
        Data(text.utf8), to: String(format: "frame_%012d_keypoints.json", index))
      progress(index + 1, count)
    }
  }

  private static let kinds = ["pose", "face", "depth", "normal", "mask"]

  /// A folder a kind with `000000.png` and so on, or a film a kind; `openpose` with the points; and
  /// `maps.json`, which says what all of it means.
  func writeMaps(
    to folder: PartialFolder, _ name: String, films: Bool, progress: (Int, Int) -> Void
  ) throws {
    let geometry = settings.geometry
    let ranges = try depthRanges()
    var encoders: [VideoEncoder] = []
    var folders: [URL] = []
    for kind in Self.kinds {
      if films {
        encoders.append(
          try VideoEncoder(
            writing: folder.url.appending(path: "\(kind).mp4").path,
            settings: VideoSettings(
              width: geometry.width, height: geometry.height, frameRate: settings.frameRate,
              codec: .h264(crf: min(settings.quality, 12)))))
      } else {
        folders.append(try folder.folder(kind))
      }
    }
    _ = try folder.folder("openpose")
    for index in 0..<count {
      try Task.checkCancellation()
      let frame = try frame(index)
      for (number, picture) in pictures(frame, ranges).enumerated() {
        if films {
          try encoders[number].append(picture)
        } else {
          try PNGWriter.write(
            picture, to: folders[number].appending(path: String(format: "%06d.png", index)).path)
        }
      }
      let text = PoseFigure.json(frame.people, width: geometry.width, height: geometry.height)
      try folder.write(
        Data(text.utf8), to: String(format: "openpose/frame_%012d_keypoints.json", index))
      progress(index + 1, count)
    }
    for encoder in encoders { try encoder.finish() }
    try folder.write(MapNote(character, name, settings, count, ranges).json(), to: "maps.json")
  }

  /// In the order of `kinds`.
  private func pictures(_ frame: Frame, _ ranges: [ClosedRange<Float>]) -> [Raster] {
    let (width, height) = (settings.geometry.width, settings.geometry.height)
    func composed(_ empty: RGBA8, _ draw: (GeometryMaps, Int) -> Raster) -> Raster {
      var raster = Raster(width: width, height: height, filling: empty)
      for (number, view) in frame.views.enumerated() {
        view.view.place(draw(view.maps, number), in: &raster)
      }
      return raster
    }
    let black = RGBA8(0, 0, 0)
    return [
      PoseMap.picture(of: frame.people, width: width, height: height),
      PoseMap.facePicture(of: frame.people, width: width, height: height),
      composed(black) { maps, number in maps.depthPicture(ranges[number]) },
      composed(RGBA8(128, 128, 255)) { maps, _ in maps.normalPicture() },
      composed(black) { maps, _ in maps.maskPicture(Self.color) },
    ]
  }

  private static func color(of part: GeometryMaps.Part) -> RGBA8 {
    let name =
      switch part.mesh {
      case 0:
        switch BodyShape.Zone(rawValue: UInt8(part.material)) {
        case .top: "top"
        case .trousers: "trousers"
        case .shoes: "shoes"
        case .eyes: "eyes"
        case .skin, nil: "skin"
        }
      case 1: part.material == Int(HeadGraft.neckMaterial) ? "skin" : "face"
      case 2: "eyes"
      default: "hair"
      }
    return palette.first { $0.part == name }?.color ?? RGBA8(0, 0, 0)
  }
}

/// What the maps of a folder show and how to read them, as JSON.
private struct MapNote: Encodable {
  var mien = Version.current
  var character: String
  var performance: String
  var layout: String
  var width, height, frames: Int
  var frameRate: FrameRate
  /// Metres of the white and of the black end of depth, a pair a view: the body's, then the face's.
  var depth: [[Float]]
  var mask: [Part]

  struct Part: Encodable {
    var part: String
    var color: [UInt8]
    /// The same as one number, as ComfyUI asks for it.
    var number: Int
  }

  init(
    _ character: ResolvedCharacter, _ name: String, _ settings: RenderSettings, _ frames: Int,
    _ ranges: [ClosedRange<Float>]
  ) {
    (self.character, performance, self.frames) = (character.name, name, frames)
    layout = settings.layout.rawValue
    (width, height) = (settings.geometry.width, settings.geometry.height)
    frameRate = settings.frameRate
    depth = ranges.map { [$0.lowerBound, $0.upperBound] }
    mask = MapStudio.palette.map {
      Part(
        part: $0.part, color: [$0.color.red, $0.color.green, $0.color.blue],
        number: Int($0.color.red) << 16 | Int($0.color.green) << 8 | Int($0.color.blue))
    }
  }

  func json() throws -> Data { Data((try JSONReport.text(self) + "\n").utf8) }
}
