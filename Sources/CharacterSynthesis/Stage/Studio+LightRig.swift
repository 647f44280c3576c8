internal import CharacterCore
internal import FaceGeneration
internal import Foundation
internal import SceneRendering

extension Studio {
  /// The studio of the face's pictures: the same lights, the same way from light to colour, so that a
  /// face and a body can stand side by side.
  init(_ rig: LightRig) {
    let light = Lighting(rig)
    self.init()
    keyAzimuth = Float(rig.keyAzimuth)
    keyElevation = Float(rig.keyElevation)
    keyRadius = atan(light.keySpread / 2) * 180 / .pi
    keyColor = light.keyPower * light.exposure
    let away: Float = rig.keyAzimuth > 0 ? -1 : rig.keyAzimuth < 0 ? 1 : 0
    fill = Lamp(azimuth: 50 * away, elevation: 10, color: light.fillPower * light.exposure)
    rim = Lamp(
      azimuth: Float(150 * rig.rimSide), elevation: 35, color: light.rimPower * light.exposure)
    skyColor = light.ambient(up: 1) * light.exposure
    groundColor = light.ambient(up: -1) * light.exposure
    tone = ToneTable(upTo: 16, ToneCurve.encode)
    horizonColor = SIMD3(0.300, 0.310, 0.325)
    zenithColor = SIMD3(0.107, 0.124, 0.150)
    floorColor = SIMD3(0.335, 0.335, 0.335)
  }
}
