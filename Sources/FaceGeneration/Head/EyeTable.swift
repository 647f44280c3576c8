internal import CharacterCore

/// The part of the head table that is about the two eyeballs; the subject's left one comes first.
package struct EyeTable: Sendable {
  /// Centres in cm, before the eyeballs are set back (`setback`).
  package let centreMean: [SIMD3<Float>]
  package let radiusMean: [Float]
  /// x and y of the gaze axis from the eyeball's centre, on the mean eyeball.
  package let axisOffset: [SIMD2<Float>]
  /// The iris's radius and, on the gaze axis, the cornea's sphere, on the mean eyeball.
  package let irisRadius: Float
  package let corneaCentre: Float
  package let corneaRadius: Float

  let centreIdentity: HeadModes
  let centreMacro: HeadModes
  let radiusIdentity: HeadModes
  let radiusMacro: HeadModes

  /// How far behind the table's centres the eyeballs stand, in cm on a head of scale 1.
  package static let setback: Float = 0.35

  init(_ file: WeightFile, macroCount: Int) throws(FaceGenerationError) {
    centreMean = HeadShape.vectors(try file.floats("eye_centre_mean", shape: [2, 3]))
    radiusMean = try file.floats("eye_radius_mean", shape: [2])
    let offset = try file.floats("eye_axis_offset", shape: [2, 2])
    axisOffset = [SIMD2(offset[0], offset[1]), SIMD2(offset[2], offset[3])]
    irisRadius = try file.floats("iris_radius", shape: [1])[0]
    let cornea = try file.floats("cornea", shape: [2])
    (corneaCentre, corneaRadius) = (cornea[0], cornea[1])
    let identities = HeadShape.identityCount
    centreIdentity = HeadModes(
      number: identities, first: try file.floats("eye_centre_identity", shape: [identities, 2, 3]))
    centreMacro = HeadModes(
      number: macroCount, first: try file.floats("eye_centre_macro", shape: [macroCount, 2, 3]))
    radiusIdentity = HeadModes(
      number: identities, first: try file.floats("eye_radius_identity", shape: [identities, 2]))
    radiusMacro = HeadModes(
      number: macroCount, first: try file.floats("eye_radius_macro", shape: [macroCount, 2]))
    guard radiusMean.allSatisfy({ $0 > 0 }), corneaRadius > 0 else {
      throw FaceGenerationError(
        .malformedFile, "the head table '\(file.name)' has an eyeball without extent")
    }
  }
}
