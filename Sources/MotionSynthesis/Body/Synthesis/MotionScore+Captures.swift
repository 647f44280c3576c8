internal import CharacterCore

extension MotionScore {
  /// The most seconds in which one motion passes over into the next.
  private static let passage = 1.0

  /// What has the body at a time, since when, and what had it before; `nil` stands for the body itself.
  private struct Rule {
    var now, before: CapturedSpan?
    var seam: Double
    /// How long the passage lasts at most: to the next seam.
    var duration: Double
  }

  private func rule(at time: Double) -> Rule? {
    let captures = plan.captures
    guard let index = captures.lastIndex(where: { $0.start <= time }) else { return nil }
    let span = captures[index]
    let next = index + 1 < captures.count ? captures[index + 1].start : .infinity
    guard time < span.end else {
      let duration = min(Self.passage, next - span.end)
      return Rule(now: nil, before: span, seam: span.end, duration: duration)
    }
    let last = index > 0 && captures[index - 1].end >= span.start ? captures[index - 1] : nil
    let duration = span.start > 0 ? min(Self.passage, span.end - span.start) : 0
    return Rule(now: span, before: last, seam: span.start, duration: duration)
  }

  /// The body at a time in seconds, with the head as the face has it, relative to the heading; or as a
  /// captured motion has it, into which and out of which it passes without a jump.
  package func pose(at time: Double, face: FacePose) -> Pose {
    guard let rule = rule(at: time), rule.now != nil || time < rule.seam + rule.duration else {
      return synthesized(at: time, face: face)
    }
    func pose(of span: CapturedSpan?, at time: Double) -> Pose {
      span?.pose(at: time, face: face) ?? synthesized(at: time, face: face)
    }
    var shown = pose(of: rule.now, at: time)
    if time < rule.seam + rule.duration {
      let step = Inertialization.step
      shown = Inertialization(
        before: (
          pose(of: rule.before, at: rule.seam - step), pose(of: rule.before, at: rule.seam)
        ),
        after: (pose(of: rule.now, at: rule.seam), pose(of: rule.now, at: rule.seam + step)),
        within: rule.duration
      ).applied(to: shown, after: time - rule.seam)
    }
    return layers.contains(.limits) ? limits.clamped(shown) : shown
  }

  /// The way that the body faces, radians to the left of +z.
  package func heading(at time: Double) -> Double {
    guard let rule = rule(at: time) else { return plan.heading(at: time) }
    func heading(of span: CapturedSpan?, at time: Double) -> Double {
      span?.stance(at: time).heading ?? plan.heading(at: time)
    }
    let shown = heading(of: rule.now, at: time)
    guard time < rule.seam + rule.duration else { return shown }
    var offset =
      heading(of: rule.before, at: rule.seam) - heading(of: rule.now, at: rule.seam)
    offset -= 2 * .pi * (offset / (2 * .pi)).rounded()
    let left = Inertialization.offset(
      SIMD2(offset, 0), .zero, time - rule.seam, rule.duration)
    return shown + left.x
  }

  /// The face at a time as it goes with a pose: its own, but with the head of a captured motion.
  func face(_ face: FacePose, with pose: Pose, at time: Double) -> FacePose {
    guard let rule = rule(at: time), rule.now != nil || time < rule.seam + rule.duration else {
      return face
    }
    let trunk: [Joint] = [.hips, .spine, .chest, .upperChest, .neck, .head]
    let head = trunk.reduce(Quaternion.identity) { $0 * pose[$1] }
    return face.following(head, heading: heading(at: time))
  }
}
