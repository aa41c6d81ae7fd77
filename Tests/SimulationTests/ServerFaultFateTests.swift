import Primitives
import Simulation
import Testing

/// What a fault makes of a request.
@Suite struct ServerFaultFateTests {
  @Test(
    "A fault of all requests strikes each; a reset comes before silence, silence before an answer",
    arguments: [
      ([], .answer(after: .zero, status: nil)), (["reset"], .reset), (["hang"], .silence),
      (["delay=2s"], .answer(after: .seconds(2), status: nil)),
      (["status=503"], .answer(after: .zero, status: 503)),
      (["status=503", "delay=1s"], .answer(after: .seconds(1), status: 503)),
      (["hang", "status=503"], .silence), (["reset", "hang"], .reset),
      (["partition=all"], .answer(after: .zero, status: nil)),
    ] as [([String], ServerFault.Fate)])
  func whole(words: [String], fate: ServerFault.Fate) throws {
    let fault = words.isEmpty ? ServerFault() : try ServerFault(words: words)
    var draws = RandomStream(seed: 1, kind: "test")
    for _ in 0..<20 { #expect(fault.fate(&draws) == fate) }
  }

  @Test(
    "Of a share the rest is answered as ever, late where the answer is",
    arguments: [
      (["drop=0.3"], .reset, .answer(after: .zero, status: nil)),
      (["status=500", "share=0.3"], .answer(after: .zero, status: 500), .answer(after: .zero, status: nil)),
      (
        ["status=500", "share=0.3", "delay=1s"], .answer(after: .seconds(1), status: 500),
        .answer(after: .seconds(1), status: nil)
      ),
      (["drop=0.3", "hang"], .reset, .silence),
    ] as [([String], ServerFault.Fate, ServerFault.Fate)])
  func share(words: [String], struck: ServerFault.Fate, other: ServerFault.Fate) throws {
    let fault = try ServerFault(words: words)
    var draws = RandomStream(seed: 1, kind: "test")
    let fates = (0..<1000).map { _ in fault.fate(&draws) }
    // The standard deviation is 14.
    #expect(abs(fates.count { $0 == struck } - 300) < 60)
    #expect(fates.allSatisfy { $0 == struck || $0 == other })
  }

  @Test("Nothing is drawn where nothing is of a share")
  func draws() throws {
    var draws = RandomStream(seed: 1, kind: "test")
    var untouched = draws
    _ = try ServerFault(words: ["status=503"]).fate(&draws)
    _ = ServerFault.hang.fate(&draws)
    #expect(draws.next() == untouched.next())
  }
}
