package import CharacterCore
internal import Foundation

/// The picture of a figure's bones that ControlNet's pose models were trained on.
///
/// Limbs are ellipses of half-width 4 in the joint's colour times 0.6, joints discs of radius 4; hands
/// are lines of width 2 around the colour wheel with blue discs, face points white discs of radius 3.
/// Limbs that end in a point that is not seen are left out. No antialiasing, on black.
package enum PoseMap {
  /// The colours of joints, and by 0.6 of the limbs, in order.
  package static let colors: [RGBA8] = [
    RGBA8(255, 0, 0), RGBA8(255, 85, 0), RGBA8(255, 170, 0), RGBA8(255, 255, 0),
    RGBA8(170, 255, 0), RGBA8(85, 255, 0), RGBA8(0, 255, 0), RGBA8(0, 255, 85),
    RGBA8(0, 255, 170), RGBA8(0, 255, 255), RGBA8(0, 170, 255), RGBA8(0, 85, 255),
    RGBA8(0, 0, 255), RGBA8(85, 0, 255), RGBA8(170, 0, 255), RGBA8(255, 0, 255),
    RGBA8(255, 0, 170), RGBA8(255, 0, 85),
  ]

  /// The limbs that are drawn, from joint to joint.
  package static let limbs: [(PoseFigure.Point, PoseFigure.Point)] = [
    (.neck, .rightShoulder), (.neck, .leftShoulder), (.rightShoulder, .rightElbow),
    (.rightElbow, .rightWrist), (.leftShoulder, .leftElbow), (.leftElbow, .leftWrist),
    (.neck, .rightHip), (.rightHip, .rightKnee), (.rightKnee, .rightAnkle), (.neck, .leftHip),
    (.leftHip, .leftKnee), (.leftKnee, .leftAnkle), (.neck, .nose), (.nose, .rightEye),
    (.rightEye, .rightEar), (.nose, .leftEye), (.leftEye, .leftEar),
  ]

  private static let stickWidth = 4.0

  /// Bodies, hands and faces.
  package static func picture(of people: [PoseFigure], width: Int, height: Int) -> Raster {
    var picture = Raster(width: width, height: height, filling: RGBA8(0, 0, 0))
    for figure in people {
      for (limb, color) in zip(limbs, colors) {
        let (from, to) = (figure[limb.0], figure[limb.1])
        guard from.z > 0, to.z > 0 else { continue }
        picture.fillEllipse(from, to, halfWidth: stickWidth, color.dimmed(0.6))
      }
    }
    for figure in people {
      for (point, color) in zip(figure.body, colors) where point.z > 0 {
        picture.fillDisc(point, radius: 4, color)
      }
    }
    for figure in people {
      for hand in [figure.leftHand, figure.rightHand] { picture.drawHand(hand) }
      picture.drawFace(figure.face)
    }
    return picture
  }

  /// The faces' points alone; of a small face they are smaller, so that each can be seen.
  package static func facePicture(of people: [PoseFigure], width: Int, height: Int) -> Raster {
    var picture = Raster(width: width, height: height, filling: RGBA8(0, 0, 0))
    for figure in people {
      let columns = figure.face.filter { $0.z > 0 }.map(\.x)
      let extent = (columns.max() ?? 0) - (columns.min() ?? 0)
      picture.drawFace(figure.face, radius: min((extent / 45).rounded(.down), 3))
    }
    return picture
  }
}

extension RGBA8 {
  /// Each colour times a share, cut to whole numbers.
  fileprivate func dimmed(_ share: Double) -> RGBA8 {
    RGBA8(
      UInt8(Double(red) * share), UInt8(Double(green) * share), UInt8(Double(blue) * share), alpha)
  }
}

extension Raster {
  /// Paints the pixels whose middle `covers` has, within a box around a middle.
  private mutating func paint(
    around x: Double, _ y: Double, reach: Double, _ color: RGBA8,
    covers: (_ dx: Double, _ dy: Double) -> Bool
  ) {
    guard x.isFinite, y.isFinite, reach < 1e5, abs(x) < 1e6, abs(y) < 1e6 else { return }
    let columns = (Int(x - reach)...Int(x + reach) + 1).clamped(to: 0...width - 1)
    let rows = (Int(y - reach)...Int(y + reach) + 1).clamped(to: 0...height - 1)
    for row in rows {
      for column in columns where covers(Double(column) - x, Double(row) - y) {
        self[column, row] = color
      }
    }
  }

  fileprivate mutating func fillDisc(_ point: SIMD3<Double>, radius: Double, _ color: RGBA8) {
    let edge = (radius + 0.3) * (radius + 0.3)
    paint(around: point.x.rounded(.down), point.y.rounded(.down), reach: radius + 1, color) {
      $0 * $0 + $1 * $1 <= edge
    }
  }

  /// An ellipse whose long axis joins two points, at whole pixels and degrees.
  fileprivate mutating func fillEllipse(
    _ from: SIMD3<Double>, _ to: SIMD3<Double>, halfWidth: Double, _ color: RGBA8
  ) {
    let middle = (from + to) / 2
    let offset = from - to
    let long = (hypot(offset.x, offset.y) / 2).rounded(.down) + 0.3
    let angle = (atan2(offset.y, offset.x) * 180 / .pi).rounded(.towardZero) * .pi / 180
    let (cosine, sine) = (cos(angle), sin(angle))
    let short = halfWidth + 0.3
    paint(
      around: middle.x.rounded(.down), middle.y.rounded(.down), reach: max(long, short) + 1, color
    ) { dx, dy in
      let (u, v) = ((dx * cosine + dy * sine) / long, (dy * cosine - dx * sine) / short)
      return u * u + v * v <= 1
    }
  }

  private mutating func drawLine(_ from: SIMD3<Double>, _ to: SIMD3<Double>, _ color: RGBA8) {
    let (a, b) = (SIMD2(from.x, from.y), SIMD2(to.x, to.y))
    let (middle, along) = ((a + b) / 2, b - a)
    let squared = max((along * along).sum(), 1e-9)
    paint(around: middle.x, middle.y, reach: squared.squareRoot() / 2 + 2, color) { dx, dy in
      let offset = SIMD2(dx, dy) + middle - a
      let share = Swift.min(Swift.max((offset * along).sum() / squared, 0), 1)
      let away = offset - share * along
      return (away * away).sum() <= 1
    }
  }

  fileprivate mutating func drawHand(_ hand: [SIMD3<Double>]) {
    guard hand.count == PoseFigure.handCount else { return }
    for bone in 0..<20 {
      let (start, end) = (bone % 4 == 0 ? 0 : bone, bone + 1)
      guard hand[start].z > 0, hand[end].z > 0 else { continue }
      drawLine(hand[start], hand[end], Self.wheel(Double(bone) / 20))
    }
    for point in hand where point.z > 0 { fillDisc(point, radius: 4, RGBA8(0, 0, 255)) }
  }

  fileprivate mutating func drawFace(_ face: [SIMD3<Double>], radius: Double = 3) {
    for point in face where point.z > 0 { fillDisc(point, radius: radius, RGBA8(255, 255, 255)) }
  }

  /// The full colour at a share of the way around the wheel, from red by green and blue.
  private static func wheel(_ hue: Double) -> RGBA8 {
    func channel(_ shift: Double) -> UInt8 {
      let place = (hue * 6 + shift).truncatingRemainder(dividingBy: 6)
      return UInt8(255 * Swift.min(Swift.max(abs(place - 3) - 1, 0), 1))
    }
    return RGBA8(channel(0), channel(4), channel(2))
  }
}
