internal import CharacterCore
internal import MotionSynthesis

/// The asset's VRM 1.0 part: which node is which bone of a humanoid, what the morph targets make
/// together, and whose the model is (VRM Consortium, VRMC_vrm-1.0).
struct VRMExtensions: Encodable {
  var model: Model

  private enum CodingKeys: String, CodingKey { case model = "VRMC_vrm" }

  struct Model: Encodable {
    var specVersion = "1.0"
    var meta: Meta
    var humanoid: Humanoid
    var expressions: Expressions
    var lookAt = LookAt()
  }

  struct Meta: Encodable {
    var name: String
    var version = "1"
    var authors: [String]
    var licenseUrl = "https://vrm.dev/licenses/1.0/"
    /// The strictest choice; whoever owns the character may widen it.
    var avatarPermission = "onlyAuthor"
    var commercialUsage = "corporation"
    var creditNotation = "unnecessary"
    var modification = "allowModification"
  }

  struct Humanoid: Encodable {
    var humanBones: [String: Bone]
    struct Bone: Encodable { var node: Int }
  }

  struct Expressions: Encodable { var preset: [String: Expression] }

  struct Expression: Encodable {
    var morphTargetBinds: [Bind]
    struct Bind: Encodable {
      var node: Int
      var index: Int
      var weight: Double
    }
  }

  struct LookAt: Encodable {
    var type = "bone"
    var offsetFromHeadBone = [0.0, 0.06, 0.08]
    var rangeMapHorizontalInner = Range(outputScale: 32)
    var rangeMapHorizontalOuter = Range(outputScale: 32)
    var rangeMapVerticalDown = Range(outputScale: 22)
    var rangeMapVerticalUp = Range(outputScale: 15)
    struct Range: Encodable {
      var inputMaxValue = 90.0
      var outputScale: Double
    }
  }

  /// - Parameter headNode: the node whose mesh has the 52 morph targets, in `Blendshape` order.
  init(_ character: ResolvedCharacter, headNode: Int) throws(MotionSynthesisError) {
    var bones: [String: Humanoid.Bone] = [:]
    for joint in Joint.allCases { bones[joint.name] = Humanoid.Bone(node: joint.rawValue) }
    func expression(_ weights: ExpressionWeights) -> Expression {
      Expression(
        morphTargetBinds: Blendshape.allCases.filter { weights[$0] > 0 }.map {
          Expression.Bind(node: headNode, index: $0.rawValue, weight: Double(weights[$0]))
        })
    }
    var preset: [String: Expression] = [:]
    let visemes: [(String, Viseme)] = [
      ("aa", .aa), ("ih", .ih), ("ou", .ou), ("ee", .e), ("oh", .oh),
    ]
    for (name, viseme) in visemes { preset[name] = expression(VisemeShapes.weights(of: viseme)) }
    preset["blink"] = expression(ExpressionWeights([.eyeBlinkLeft: 1, .eyeBlinkRight: 1]))
    preset["blinkLeft"] = expression(ExpressionWeights([.eyeBlinkLeft: 1]))
    preset["blinkRight"] = expression(ExpressionWeights([.eyeBlinkRight: 1]))
    let performer = Performer(character)
    for name in ["happy", "angry", "sad", "surprised"] {
      preset[name] = expression(try performer.pose(of: [WeightedExpression(name)]))
    }
    model = Model(
      meta: Meta(name: character.name, authors: [character.name]),
      humanoid: Humanoid(humanBones: bones), expressions: Expressions(preset: preset))
  }
}
