import CharacterCore
import TestSupport
import Testing

@Suite struct QuaternionTests {
  private func direction(_ stream: inout RandomStream) -> SIMD3<Double> {
    SIMD3(stream.normal(), stream.normal(), stream.normal()).normalized
  }

  private func turn(_ stream: inout RandomStream) -> Quaternion {
    Quaternion(stream.uniform(-3, 3), around: direction(&stream))
  }

  @Test func `a quarter turn around y brings z to x`() {
    let quarter = Quaternion(.pi / 2, around: SIMD3(0, 1, 0))
    #expect((quarter.turn(SIMD3(0, 0, 1)) - SIMD3(1, 0, 0)).length < 1e-12)
  }

  @Test func `products turn one after the other, and the inverse turns back`() {
    forAll { stream in
      let (a, b, point) = (turn(&stream), turn(&stream), direction(&stream))
      #expect(((a * b).turn(point) - a.turn(b.turn(point))).length < 1e-12)
      #expect((a.inverse.turn(a.turn(point)) - point).length < 1e-12)
    }
  }

  @Test func `a rotation vector makes the turn it came from`() {
    forAll { stream in
      let (a, point) = (turn(&stream), direction(&stream))
      let again = Quaternion(rotationVector: a.rotationVector)
      #expect((again.turn(point) - a.turn(point)).length < 1e-9)
    }
    #expect(Quaternion.identity.rotationVector == .zero)
  }

  @Test func `the shortest turn between directions arrives, opposite ones too`() {
    forAll { stream in
      let (a, b) = (direction(&stream), direction(&stream))
      #expect((Quaternion(from: a, to: b).turn(a) - b).length < 1e-9)
      #expect((Quaternion(from: a, to: -a).turn(a) + a).length < 1e-9)
    }
  }

  @Test func `a mix goes evenly from one turn to the other`() {
    forAll { stream in
      let (a, b) = (turn(&stream), turn(&stream))
      let angle = (a.inverse * b).rotationVector.length
      let part = (a.inverse * a.mixed(with: b, 0.3)).rotationVector.length
      #expect(abs(part - 0.3 * angle) < 1e-9)
    }
  }

  @Test func `swing times twist is the rotation, each around its own axis`() {
    forAll { stream in
      let (a, axis) = (turn(&stream), direction(&stream))
      let (swing, twist) = a.swingAndTwist(around: axis)
      let point = direction(&stream)
      #expect(((swing * twist).turn(point) - a.turn(point)).length < 1e-9)
      #expect(abs(swing.vector.dot(axis)) < 1e-9)
      #expect(twist.vector.cross(axis).length < 1e-9)
    }
  }
}
