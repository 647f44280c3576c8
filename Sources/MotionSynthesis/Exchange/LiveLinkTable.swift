internal import CharacterCore
internal import Foundation

/// The rows of a Live Link Face file as numbers, whatever the order of its columns.
struct LiveLinkTable {
  struct Row {
    /// From 1.
    let line: Int
    let timecode: Timecode
    let expression: ExpressionWeights
    /// Head, left eye, right eye: yaw, pitch, roll each, in the file's unit; 0 where a column is
    /// missing.
    let turns: [Double]
  }

  let rows: [Row]
  /// Whether the file has all columns of the eyes' yaw and pitch.
  let hasEyes: Bool

  private enum Column {
    case timecode, count
    case shape(Blendshape)
    case turn(Int)
    case other
  }

  init(data: Data, name: String) throws(MotionSynthesisError) {
    func failure(_ line: Int, _ problem: String) -> MotionSynthesisError {
      MotionSynthesisError(.malformedFile, "'\(name)', line \(line): \(problem)")
    }
    var bytes = data[...]
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
    var lines = Lines(bytes: bytes)
    guard let first = lines.next() else { throw failure(1, "the file is empty") }
    let columns = try Self.columns(Self.cells(first.text)) { failure(first.number, $0) }
    var rows: [Row] = []
    while let line = lines.next() {
      let cells = Self.cells(line.text)
      if cells.count == 1, cells[0].isEmpty { continue }
      guard cells.count <= columns.count else {
        throw failure(line.number, "\(cells.count) cells under \(columns.count) names")
      }
      guard rows.count < LiveLinkTake.rowLimit else {
        throw failure(line.number, "more than \(LiveLinkTake.rowLimit) rows")
      }
      if Self.isLost(cells, columns) { continue }
      guard cells.count == columns.count else {
        throw failure(line.number, "\(cells.count) cells under \(columns.count) names")
      }
      rows.append(try Self.row(cells, columns, line.number) { failure(line.number, $0) })
    }
    guard !rows.isEmpty else { throw failure(1, "no row has a face") }
    self.rows = rows
    hasEyes = [3, 4, 6, 7].allSatisfy { wanted in
      columns.contains { if case .turn(wanted) = $0 { true } else { false } }
    }
  }

  /// Whether a row has no face: while it sees none the app writes the timecode and a count of 0.
  private static func isLost(_ cells: [Substring], _ columns: [Column]) -> Bool {
    var isCountedOut = cells.count == columns.count
    for (column, cell) in zip(columns, cells) {
      switch column {
      case .shape: if !cell.isEmpty { return false }
      case .count: if cell == "0" { isCountedOut = true }
      case .timecode, .turn, .other: break
      }
    }
    return isCountedOut
  }

  private static func columns(
    _ names: [Substring], _ failure: (String) -> MotionSynthesisError
  ) throws(MotionSynthesisError) -> [Column] {
    guard names.count <= 512 else { throw failure("\(names.count) columns; the most is 512") }
    let turns = LiveLinkTake.turnColumns.map { $0.lowercased() }
    var known: Set<String> = []
    var columns: [Column] = []
    for name in names {
      let word = name.lowercased()
      let column: Column
      if word == "timecode" {
        column = .timecode
      } else if word == "blendshapecount" {
        column = .count
      } else if let shape = Blendshape(name: name) {
        column = .shape(shape)
      } else if let turn = turns.firstIndex(of: word) {
        column = .turn(turn)
      } else {
        column = .other
      }
      if case .other = column {
      } else if !known.insert(word).inserted {
        throw failure("the column '\(name)' stands there twice")
      }
      columns.append(column)
    }
    guard known.contains("timecode") else {
      throw failure("no column is named 'Timecode'; is this a file of Live Link Face?")
    }
    let missing = Blendshape.allCases.filter { !known.contains($0.name.lowercased()) }
    // Files of 51 shapes know no tongue.
    guard missing.allSatisfy({ $0 == .tongueOut }) else {
      throw failure("the columns lack \(missing.prefix(3).map(\.name).joined(separator: ", "))")
    }
    return columns
  }

  private static func row(
    _ cells: [Substring], _ columns: [Column], _ line: Int,
    _ failure: (String) -> MotionSynthesisError
  ) throws(MotionSynthesisError) -> Row {
    var timecode: Timecode?
    var expression = ExpressionWeights()
    var turns = [Double](repeating: 0, count: LiveLinkTake.turnColumns.count)
    func number(_ cell: Substring) throws(MotionSynthesisError) -> Double {
      guard cell.utf8.count <= 64, let value = Double(cell), abs(value) <= 1000 else {
        throw failure("'\(cell.prefix(64))' is no number of a face")
      }
      return value
    }
    for (column, cell) in zip(columns, cells) {
      switch column {
      case .timecode: timecode = Timecode(cell)
      case .shape(let shape):
        let value = try number(cell)
        guard -1...2 ~= value else {
          throw failure("\(shape.name) is \(value); blendshapes run from 0 to 1")
        }
        expression[shape] = Float(value)
      case .turn(let index): turns[index] = try number(cell)
      case .count, .other: break
      }
    }
    guard let timecode else { throw failure("the timecode is not HH:MM:SS:FF.sss") }
    return Row(line: line, timecode: timecode, expression: expression, turns: turns)
  }

  private static func cells(_ text: String) -> [Substring] {
    text.split(separator: ",", omittingEmptySubsequences: false).map { cell in
      var cell = cell.drop { $0 == " " || $0 == "\t" }
      while let last = cell.last, last == " " || last == "\t" { cell.removeLast() }
      // Some writers quote every cell; no cell of this format has a comma in it.
      if cell.count >= 2, cell.first == "\"", cell.last == "\"" {
        cell = cell.dropFirst().dropLast()
      }
      return cell
    }
  }

  /// A file's lines one after another, cut at 64 KiB.
  private struct Lines {
    let bytes: Data.SubSequence
    private var at: Data.Index
    private var number = 0

    init(bytes: Data.SubSequence) {
      self.bytes = bytes
      at = bytes.startIndex
    }

    mutating func next() -> (number: Int, text: String)? {
      guard at < bytes.endIndex else { return nil }
      let end = bytes[at...].firstIndex(of: 0x0a) ?? bytes.endIndex
      var line = bytes[at..<min(end, at + 65536)]
      if line.last == 0x0d { line = line.dropLast() }
      at = end < bytes.endIndex ? end + 1 : end
      number += 1
      return (number, String(decoding: line, as: UTF8.self))
    }
  }
}
