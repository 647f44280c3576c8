import CharacterCore
import Testing

@Suite struct YawBucketTests {
  @Test func `a yaw falls into one class or none`() {
    #expect(YawBucket(yaw: -14.9) == .frontal)
    #expect(YawBucket(yaw: 15) == .turned)
    #expect(YawBucket(yaw: -30) == .threeQuarter)
    #expect(YawBucket(yaw: 45) == .threeQuarter)
    #expect(YawBucket(yaw: 46) == nil)
    #expect(YawBucket(yaw: .nan) == nil)
  }
}
