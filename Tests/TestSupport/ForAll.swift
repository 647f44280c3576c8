public import CharacterCore
internal import Synchronization
public import Testing

/// Checks a property for `count` random cases and stops at the first that fails, naming its seed.
///
/// Case *i* draws from `RandomStream(seed: seed + i)`, so that `forAll(seed: failing, count: 1)`
/// repeats one. A case fails when an expectation in `property` fails or when it throws.
public func forAll(
  seed: UInt64 = 1, count: Int = 100, sourceLocation: Testing.SourceLocation = #_sourceLocation,
  _ property: (inout RandomStream) throws -> Void
) {
  precondition(count > 0, "a property wants at least one case")
  for index in 0..<count {
    let caseSeed = seed &+ UInt64(index)
    let watch = IssueWatch()
    do {
      // Nothing is known to fail here: the matcher sees every issue and accepts none of them.
      try withKnownIssue(isIntermittent: true, sourceLocation: sourceLocation) {
        var stream = RandomStream(seed: caseSeed)
        try property(&stream)
      } when: {
        true
      } matching: { _ in
        watch.sawIssue.store(true, ordering: .relaxed)
        return false
      }
    } catch {
      watch.sawIssue.store(true, ordering: .relaxed)
      Issue.record(error, sourceLocation: sourceLocation)
    }
    if watch.sawIssue.load(ordering: .relaxed) {
      Issue.record(
        "case \(index + 1) of \(count) failed; repeat it with forAll(seed: \(caseSeed), count: 1)",
        sourceLocation: sourceLocation)
      return
    }
  }
}

/// Remembers that a case reported something.
private final class IssueWatch: Sendable {
  let sawIssue = Atomic(false)
}
