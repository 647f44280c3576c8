/// Makes things side by side and hands them out in order. While one is handed out, the next are made.
///
/// - Parameters:
///   - count: how many.
///   - places: how many are made at once; up to as many again wait for their turn.
///   - make: makes the thing of a number, 0..<count, at a place, 0..<places, where nothing else is made
///     meanwhile.
///   - receive: gets each of them.
func inOrder<Thing: Sendable>(
  _ count: Int, places: Int,
  make: @escaping @Sendable (_ number: Int, _ place: Int) async throws -> Thing,
  receive: (_ number: Int, _ thing: Thing) throws -> Void
) async throws {
  precondition(places > 0)
  typealias Made = (number: Int, place: Int, thing: Thing)
  try await withThrowingTaskGroup(of: Made.self) { group in
    var (begun, received) = (0, 0)
    var free = Array((0..<places).reversed())
    var waiting: [Int: Thing] = [:]
    while received < count {
      try Task.checkCancellation()
      while begun < min(count, received + 2 * places), let place = free.popLast() {
        let number = begun
        group.addTask { (number, place, try await make(number, place)) }
        begun += 1
      }
      if let thing = waiting.removeValue(forKey: received) {
        try receive(received, thing)
        received += 1
      } else if let made = try await group.next() {
        free.append(made.place)
        waiting[made.number] = made.thing
      }
    }
  }
}
