internal import Foundation

/// Small plots as SVG, to stand inside an HTML page; colours come from the page's style sheet.
struct PlotSVG {
  private static let (width, height) = (720.0, 220.0)
  private static let (left, right, top, bottom) = (46.0, 12.0, 10.0, 30.0)

  /// A point of a plot with the class that colours it.
  struct Point {
    var x, y: Double
    var style: String
  }

  /// Scores over time: points, the threshold as a stepped line, frames that fail marked.
  static func scores(
    _ points: [Point], threshold: [(x: Double, y: Double)], xLabel: String
  ) -> String {
    let xs = points.map(\.x)
    let (low, high) = (xs.min() ?? 0, max(xs.max() ?? 1, (xs.min() ?? 0) + 1e-3))
    let floor = min(points.map(\.y).min() ?? 0, threshold.map(\.y).min() ?? 0, 0.4) - 0.05
    let scale = Scale(x: low...high, y: floor...1.02)
    var body = axes(scale, xLabel: xLabel)
    var path = ""
    for (index, step) in threshold.enumerated() {
      let (x, y) = (scale.x(step.x), scale.y(step.y))
      path += index == 0 ? "M\(n(x)) \(n(y))" : "H\(n(x))V\(n(y))"
    }
    if !path.isEmpty { body += "<path class=\"threshold\" d=\"\(path)H\(n(width - right))\"/>" }
    for point in points {
      body +=
        "<circle class=\"\(point.style)\" cx=\"\(n(scale.x(point.x)))\" cy=\"\(n(scale.y(point.y)))\" r=\"2.4\"/>"
    }
    return frame(body)
  }

  /// How often scores are how high: the character's own beside those to others.
  static func histogram(genuine: [Double], impostor: [Double], threshold: Double?) -> String {
    let bins = 50
    let low = min(-0.2, (genuine + impostor).min() ?? 0)
    func counts(_ values: [Double]) -> [Double] {
      var result = [Double](repeating: 0, count: bins)
      for value in values {
        let place = Int((value - low) / (1.0001 - low) * Double(bins))
        result[min(max(place, 0), bins - 1)] += 1
      }
      return result.map { $0 / Double(max(values.count, 1)) }
    }
    let (own, others) = (counts(genuine), counts(impostor))
    let most = max((own + others).max() ?? 1, 0.05)
    let scale = Scale(x: low...1, y: 0...most * 1.08)
    var body = axes(scale, xLabel: "cosine")
    let step = (1 - low) / Double(bins)
    for (values, style) in [(others, "impostor"), (own, "genuine")] {
      for (index, value) in values.enumerated() where value > 0 {
        let (x0, x1) = (
          scale.x(low + Double(index) * step), scale.x(low + Double(index + 1) * step)
        )
        body +=
          "<rect class=\"\(style)\" x=\"\(n(x0))\" y=\"\(n(scale.y(value)))\" width=\"\(n(x1 - x0))\" height=\"\(n(scale.y(0) - scale.y(value)))\"/>"
      }
    }
    if let threshold {
      let x = n(scale.x(threshold))
      body += "<path class=\"threshold\" d=\"M\(x) \(n(top))V\(n(height - bottom))\"/>"
    }
    return frame(body)
  }

  /// Likeness over the lag between two frames.
  static func drift(_ curve: DriftCurve) -> String {
    let floor = min(curve.points.map(\.meanCosine).min() ?? 0.5, 0.6) - 0.05
    let scale = Scale(x: 0...52, y: floor...1.02)
    var body = axes(scale, xLabel: "lag in frames")
    let places = curve.points.map { (scale.x(Double($0.lag)), scale.y($0.meanCosine)) }
    if !places.isEmpty {
      body +=
        "<path class=\"line\" d=\"M"
        + places.map { "\(n($0.0)) \(n($0.1))" }.joined(separator: "L") + "\"/>"
    }
    for place in places {
      body += "<circle class=\"genuine\" cx=\"\(n(place.0))\" cy=\"\(n(place.1))\" r=\"3.5\"/>"
    }
    return frame(body)
  }

  private struct Scale {
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>
    func x(_ value: Double) -> Double {
      PlotSVG.left + (value - x.lowerBound) / (x.upperBound - x.lowerBound)
        * (PlotSVG.width - PlotSVG.left - PlotSVG.right)
    }
    func y(_ value: Double) -> Double {
      PlotSVG.height - PlotSVG.bottom - (value - y.lowerBound) / (y.upperBound - y.lowerBound)
        * (PlotSVG.height - PlotSVG.top - PlotSVG.bottom)
    }
  }

  private static func axes(_ scale: Scale, xLabel: String) -> String {
    var body = ""
    for value in ticks(scale.y) {
      let y = n(scale.y(value))
      body +=
        "<path class=\"grid\" d=\"M\(n(left)) \(y)H\(n(width - right))\"/><text x=\"\(n(left - 6))\" y=\"\(y)\" class=\"y\">\(label(value))</text>"
    }
    for value in ticks(scale.x) {
      body +=
        "<text x=\"\(n(scale.x(value)))\" y=\"\(n(height - bottom + 14))\" class=\"x\">\(label(value))</text>"
    }
    return body
      + "<text x=\"\(n(width - right))\" y=\"\(n(height - 3))\" class=\"name\">\(MarkupText.escape(xLabel))</text>"
  }

  /// Round numbers, at most eight of them.
  private static func ticks(_ range: ClosedRange<Double>) -> [Double] {
    let span = range.upperBound - range.lowerBound
    let steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 5_000]
    let step = steps.first { span / $0 <= 8 } ?? span
    let first = (range.lowerBound / step).rounded(.up)
    let last = (range.upperBound / step).rounded(.down)
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  private static func label(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }

  /// A coordinate with one decimal.
  private static func n(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

  private static func frame(_ body: String) -> String {
    "<svg viewBox=\"0 0 \(Int(width)) \(Int(height))\" role=\"img\">\(body)</svg>"
  }
}
