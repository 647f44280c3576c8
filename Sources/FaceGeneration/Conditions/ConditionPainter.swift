internal import CharacterCore

/// Draws one frame's condition maps, at the painter's own size; a caller draws at twice the size it
/// wants and halves.
struct ConditionPainter {
  let model: FaceModel
  let face: PreparedFace
  let state: FaceState
  let size: Int
  private let lids: HeadShape.Lids
  private let camera: HeadCamera
  private let shading: FirstShading
  private let area: Int

  init(
    _ model: FaceModel, _ face: PreparedFace, _ state: FaceState, size: Int,
    lids: HeadShape.Lids = .closing
  ) {
    self.lids = lids
    self.model = model
    self.face = face
    self.state = state
    self.size = size
    area = size * size
    camera = HeadCamera(view: state.view, size: size)
    shading = FirstShading(lighting: Lighting(state.light))
  }

  func paint() -> ConditionMaps {
    var maps = ConditionMaps(size: size)
    let head = model.shape.pose(face.rest, state, lids: lids)
    let seen = HeadMaps(shape: model.shape, head: head, view: state.view, size: size)
    let cloth = ClothMaps(
      face.garment, posed: face.garment.posed(vertices: head.vertices), camera: camera, size: size)
    let strands = PosedStrands(face, head, state, camera)
    let shadow = shadowMap(head, cloth, strands)
    var surface = seen.depth
    maps.values.withUnsafeMutableBufferPointer { values in
      var canvas = Canvas(values: values, area: area, shading: shading)
      paint(seen, shadow, on: &canvas)
      paint(cloth, shadow, over: &surface, on: &canvas)
      let layers: [(PosedStrands.Layer, ConditionMaps.Channel)] = [
        (strands.brows, .brow), (strands.lashes, .brow), (strands.beard, .beard),
        (strands.hair, .hair),
      ]
      for (layer, channel) in layers where !layer.isEmpty {
        var painter = StrandPainter(size: size)
        painter.draw(
          layer.strands, focal: Float(camera.focal), behind: surface, bias: layer.bias)
        paint(painter, layer, channel, shadow, on: &canvas)
      }
      canvas.encodeShading()
    }
    return maps
  }

  private func shadowMap(_ head: PosedHead, _ cloth: ClothMaps, _ strands: PosedStrands)
    -> ShadowMap
  {
    let skin = camera.toCamera(head.vertices)
    let offset = Int32(skin.count)
    let triangles =
      model.shape.triangles + cloth.triangles.map { $0 &+ SIMD3(repeating: offset) }
    var map = ShadowMap(
      light: shading.lighting.key, centre: camera.toCamera(SIMD3<Float>(0, 0, 0)),
      points: skin + cloth.points, triangles: triangles)
    for layer in [strands.beard, strands.hair] where !layer.isEmpty {
      map.draw(strands: layer.strands.points, pointsPerStrand: layer.strands.pointsPerStrand)
    }
    return map
  }

  /// The point that a pixel shows, in camera space.
  @inline(__always) private func place(_ pixel: Int, depth: Float) -> SIMD3<Float> {
    let half = Float(size) / 2
    let scale = depth / Float(camera.focal)
    return SIMD3(
      (Float(pixel % size) + 0.5 - half) * scale, -(Float(pixel / size) + 0.5 - half) * scale,
      -depth)
  }

  private func height(_ depth: Float) -> Float { (Float(state.view.distance) - depth) / 15 }

  // MARK: Skin, eyes, teeth

  private func paint(_ seen: HeadMaps, _ shadow: ShadowMap, on canvas: inout Canvas) {
    let look = face.parameters.look
    var eyeSample = [Int32](repeating: -1, count: area)
    for (index, sample) in seen.eyeSamples.enumerated() { eyeSample[sample.pixel] = Int32(index) }
    let irisRadius = Float(face.parameters.head.irisRadius)
    let exponent = 2 / max(0.16, 0.5 + Float(look.dryness)) * 7
    let lines = WrinkleWeights(
      state.expression, age: face.parameters.head.ageYears, strength: look.wrinkles)
    let relief = SkinRelief(seen, model.shape, FoldMaps.Relief(model.folds, lines))
    for pixel in 0..<area where seen.isHit(pixel) {
      let normal = SIMD3(
        seen.normal[pixel], seen.normal[area + pixel], seen.normal[2 * area + pixel])
      let depth = seen.depth[pixel]
      let point = place(pixel, depth: depth)
      canvas.set(.head, pixel, 1)
      canvas.set(.depth, pixel, height(depth))
      canvas.set(.canonicalX, pixel, seen.canonical[pixel] * 2 - 1)
      canvas.set(.canonicalY, pixel, seen.canonical[area + pixel] * 2 - 1)
      canvas.set(.canonicalZ, pixel, seen.canonical[2 * area + pixel] * 2 - 1)
      let visibility = visibility(at: point, normal, shadow)
      canvas.setLight(pixel, normal, visibility)
      let part = HeadMaps.Part(rawValue: seen.part[pixel]) ?? .skin
      let color: SIMD3<Float>
      switch part {
      case .background: continue
      case .skin, .lips:
        canvas.set(part == .skin ? .skin : .lips, pixel, 1)
        let albedo =
          seen.surface.value(of: face.albedo, at: pixel, in: model.shape.triangles)
          * relief.tint(at: pixel)
        let bumped = relief.bumped(normal, at: pixel, pitch: depth / Float(camera.focal))
        let shine = Float(look.specular) * (part == .lips ? 0.05 : 0.035)
        color =
          shading.matte(albedo, normal: bumped, visibility: visibility, wrap: FirstShading.skinWrap)
          + shading.gloss(
            normal: bumped, visibility: visibility, exponent: exponent, strength: shine)
      case .sclera, .iris:
        canvas.set(part == .sclera ? .sclera : .iris, pixel, 1)
        let index = eyeSample[pixel]
        let sample = index >= 0 ? seen.eyeSamples[Int(index)] : nil
        let albedo = FirstShading.eyeAlbedo(
          look, irisRadius: irisRadius, radius: sample?.axisDistance ?? 2,
          isFront: (sample?.local.z ?? 0) > 0)
        color =
          shading.matte(albedo, normal: normal, visibility: visibility)
          + shading.eyeHighlight(normal: normal, visibility: visibility)
      case .mouthCavity:
        canvas.set(.mouthCavity, pixel, 1)
        color = shading.matte(SIMD3(0.16, 0.045, 0.04), normal: normal, visibility: visibility)
      case .teeth:
        canvas.set(.teeth, pixel, 1)
        color = shading.matte(look.teethColor.simd, normal: normal, visibility: visibility) * 0.8
      }
      canvas.setColor(pixel, color)
    }
  }

  private func visibility(at point: SIMD3<Float>, _ normal: SIMD3<Float>, _ shadow: ShadowMap)
    -> Float
  {
    guard normal.dot(shading.lighting.key) > -0.25 else { return 0 }
    return shadow.visibility(at: point + normal * 0.15, spread: shading.lighting.keySpread)
  }

  // MARK: Clothes

  private func paint(
    _ cloth: ClothMaps, _ shadow: ShadowMap, over surface: inout [Float],
    on canvas: inout Canvas
  ) {
    let albedo = face.parameters.look.garmentColor.simd
    for pixel in 0..<area {
      guard cloth.covers(pixel), cloth.depth(pixel) < surface[pixel] else { continue }
      let depth = cloth.depth(pixel)
      let normal = cloth.normal(pixel)
      let point = place(pixel, depth: depth)
      surface[pixel] = depth
      canvas.clear(pixel)
      let visibility = visibility(at: point, normal, shadow)
      canvas.set(.garment, pixel, 1)
      canvas.set(.depth, pixel, height(depth))
      canvas.setLight(pixel, normal, visibility)
      canvas.setColor(
        pixel,
        shading.matte(albedo, normal: normal, visibility: visibility)
          * (cloth.isHem(pixel) ? 0.8 : 1))
    }
  }

  // MARK: Strands

  private func paint(
    _ painter: StrandPainter, _ layer: PosedStrands.Layer, _ channel: ConditionMaps.Channel,
    _ shadow: ShadowMap, on canvas: inout Canvas
  ) {
    let points = layer.strands.points
    let perStrand = layer.strands.pointsPerStrand
    for pixel in 0..<area where painter.point[pixel] >= 0 {
      let index = Int(painter.point[pixel])
      let strand = index / perStrand
      let along = Float(index % perStrand) / Float(perStrand - 1)
      let tangent = (points[index + 1] - points[index]).normalized
      let depth = painter.depth[pixel]
      let visibility = shadow.visibilityInHair(at: place(pixel, depth: depth))
      let color = shading.strand(
        layer.color(of: strand), tangent: tangent, along: along, visibility: visibility)
      let coverage = painter.coverage[pixel]
      canvas.blend(pixel, color, coverage)
      canvas.cover(channel, pixel, coverage)
      if channel == .hair {
        let flat = max(tangent.x * tangent.x + tangent.y * tangent.y, 1e-6)
        canvas.set(
          .hairDirectionX, pixel,
          coverage * (tangent.x * tangent.x - tangent.y * tangent.y) / flat)
        canvas.set(.hairDirectionY, pixel, coverage * 2 * tangent.x * tangent.y / flat)
        canvas.set(.hairDepth, pixel, coverage * height(depth))
      }
    }
  }
}

/// The planes that a painter fills; its shading is linear until `encodeShading`.
private struct Canvas {
  let values: UnsafeMutableBufferPointer<Float>
  let area: Int
  let shading: FirstShading

  @inline(__always)
  func set(_ channel: ConditionMaps.Channel, _ pixel: Int, _ value: Float) {
    values[channel.rawValue * area + pixel] = value
  }

  @inline(__always) private func value(_ channel: ConditionMaps.Channel, _ pixel: Int) -> Float {
    values[channel.rawValue * area + pixel]
  }

  /// Adds coverage to what covers the pixel already.
  @inline(__always)
  func cover(_ channel: ConditionMaps.Channel, _ pixel: Int, _ coverage: Float) {
    let before = value(channel, pixel)
    set(channel, pixel, before + coverage * (1 - before))
  }

  func clear(_ pixel: Int) {
    for channel in ConditionMaps.Channel.allCases { set(channel, pixel, 0) }
  }

  @inline(__always)
  func setLight(_ pixel: Int, _ normal: SIMD3<Float>, _ visibility: Float) {
    set(.normalX, pixel, normal.x)
    set(.normalY, pixel, normal.y)
    set(.normalZ, pixel, normal.z)
    set(.up, pixel, normal.y)
    set(.key, pixel, max(normal.dot(shading.lighting.key), 0) * visibility)
    set(.fill, pixel, max(normal.dot(shading.lighting.fill), 0))
    set(.rim, pixel, max(normal.dot(shading.lighting.rim), 0))
  }

  @inline(__always) func setColor(_ pixel: Int, _ color: SIMD3<Float>) {
    set(.shadingRed, pixel, color.x)
    set(.shadingGreen, pixel, color.y)
    set(.shadingBlue, pixel, color.z)
    set(.shadingAlpha, pixel, 1)
  }

  /// Lays a colour over what is there.
  @inline(__always) func blend(_ pixel: Int, _ color: SIMD3<Float>, _ coverage: Float) {
    let left = 1 - coverage
    set(.shadingRed, pixel, value(.shadingRed, pixel) * left + color.x * coverage)
    set(.shadingGreen, pixel, value(.shadingGreen, pixel) * left + color.y * coverage)
    set(.shadingBlue, pixel, value(.shadingBlue, pixel) * left + color.z * coverage)
    set(.shadingAlpha, pixel, value(.shadingAlpha, pixel) * left + coverage)
  }

  /// Linear premultiplied colours to encoded premultiplied ones.
  func encodeShading() {
    let exposure = shading.lighting.exposure
    for pixel in 0..<area {
      let alpha = value(.shadingAlpha, pixel)
      guard alpha > 0 else { continue }
      let factor = exposure / alpha
      for channel in [ConditionMaps.Channel.shadingRed, .shadingGreen, .shadingBlue] {
        set(channel, pixel, ToneCurve.encode(value(channel, pixel) * factor) * alpha)
      }
    }
  }
}
