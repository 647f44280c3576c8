import CharacterCore
import Foundation
import SceneRendering
import TestSupport
import Testing

@testable import CharacterSynthesis

@Suite struct FilmScriptTests {
  private func script(_ backdrop: Backdrop) throws -> FilmScript {
    try FilmScript(reel: Data("mien: 1\n".utf8), lock: nil).completed(
      with: RenderSettings(backdrop: backdrop))
  }

  @Test func `a backdrop of colours is read back from the manifest, a picture must be given`()
    throws
  {
    for backdrop in [
      Backdrop.color(RGBA8(1, 2, 250, 128)), .studio,
      .gradient(RGBA8(0, 0, 0, 0), RGBA8(255, 255, 255)),
    ] {
      #expect(try script(backdrop).plainBackdrop() == backdrop)
    }
    let picture = try script(.image(Raster(width: 2, height: 2, filling: RGBA8(9, 9, 9))))
    #expect(try picture.plainBackdrop() == nil)
    let other = try script(.image(Raster(width: 2, height: 2, filling: RGBA8(9, 9, 8))))
    #expect(picture.backdrop != other.backdrop)
    #expect(picture.libraries.contains("libavcodec"))
  }

  @Test func `a backdrop that is none is refused`() throws {
    var script = try script(.studio)
    script.backdrop = "#12 green"
    #expect(throws: SynthesisError.self) { try script.plainBackdrop() }
  }
}
