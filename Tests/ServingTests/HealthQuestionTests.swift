import Testing

@testable import Serving

struct HealthQuestionTests {
  @Test(
    "accepted",
    arguments: [
      ["force=down"], ["force=up", "for=5m"], ["force=obey"], ["alarm=OK"], ["alarm=INSUFFICIENT_DATA"],
      ["routing-control=off"],
    ])
  func accepts(words: [String]) throws {
    #expect(throws: Never.self) { try HealthQuestion(id: "a", words: words) }
  }

  @Test(
    "refused",
    arguments: [
      [], ["force=sideways"], ["force=down", "for=soon"], ["alarm=ok"], ["alarm=OK", "for=5m"], ["for=5m"],
      ["routing-control=true"], ["force=up", "alarm=OK"], ["reboot=now"],
    ])
  func refuses(words: [String]) {
    #expect(throws: HealthQuestion.Refused.self) { try HealthQuestion(id: "a", words: words) }
  }
}
