import Health
import Testing

@testable import Serving

struct OriginFaultTests {
  @Test(
    "words of faults are read, and written as they were",
    arguments: [
      ["refuse"], ["hang"], ["delay=200ms"], ["status=503"], ["drop=0.3"], ["partition=us-east-1,sa-east-1"],
      ["partition=all"], ["hang", "delay=2000ms", "status=404", "drop=1.0", "partition=eu-west-1"],
    ])
  func accepts(words: [String]) throws {
    let fault = try OriginFault(words: words)
    #expect(fault.words == words)
    #expect(!fault.isNone)
  }

  @Test(
    "refused",
    arguments: [
      "", "refuse=yes", "delay", "delay=fast", "delay=11m", "status=99", "status=600", "drop=1.1", "drop=-1",
      "partition=", "partition=mars-1", "partition=us-east-1,mars-1", "explode",
    ])
  func refuses(word: String) {
    #expect(throws: OriginFault.Refused.self) { try OriginFault(words: [word]) }
  }

  @Test("nothing is no fault") func nothing() {
    #expect(throws: OriginFault.Refused.self) { try OriginFault(words: []) }
    #expect(OriginFault().isNone)
  }
}

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
