import CharacterCore
import Foundation
import MotionSynthesis
import SpecFiles
import TestSupport
import Testing

@testable import CharacterSynthesis

@Suite struct ShippedReelTests {
  @Test(arguments: CharacterLibrary.bundledReels)
  func `every character can perform the reels that ship`(_ name: String) throws {
    let reader = SpecReader()
    let resolver = try CharacterResolver()
    let contents = try Data(contentsOf: try #require(CharacterLibrary.bundledReel(name)))
    let folder = Fixtures.root.appending(path: "Characters")
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    #expect(files.count >= 6)
    for url in files {
      let spec = try #require(reader.read(try Data(contentsOf: url), file: url.path).value)
      let performer = Performer(resolver.resolve(spec))
      let reading = ReelReader(
        presets: ExpressionPreset.names, custom: spec.expression.named.map(\.name)
      ).read(contents, file: name)
      #expect(reading.diagnostics == [])
      for beat in try #require(reading.value).beats {
        #expect(throws: Never.self) { try performer.pose(of: beat.expressions) }
      }
      for expression in spec.expression.named {
        let pose = try performer.pose(of: [WeightedExpression(expression.name)])
        #expect(pose != (try performer.pose(of: [])))
      }
    }
  }
}
