public import CharacterCore
internal import SceneRendering

/// A labelled sheet of faces, one a cell, under a line that says what to type.
public struct CandidateSheet: Sendable {
  public var title, subtitle: String
  /// What to type for a face, below the line at the sheet's foot.
  public var remedy: String
  public var columns: Int
  public var cellSize: Int

  public init(
    title: String, subtitle: String, remedy: String, columns: Int, cellSize: Int = 256
  ) {
    (self.title, self.subtitle, self.remedy) = (title, subtitle, remedy)
    (self.columns, self.cellSize) = (columns, cellSize)
  }

  /// - Parameter cells: pictures and their labels in reading order.
  public func layOut(_ cells: [(picture: Raster, label: String)]) throws -> Raster {
    try ContactSheet(
      title: title, subtitle: subtitle,
      cells: cells.map { ContactSheet.Cell($0.picture, caption: $0.label) }, columnCount: columns,
      footer: "\(remedy)\nMien \(Version.current): synthetic people", cellWidth: cellSize,
      cellHeight: cellSize
    ).render()
  }
}
