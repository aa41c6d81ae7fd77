import Health
import Simulation
import Testing

struct ServerFaultTests {
  @Test(
    "words of faults are read, and written as they were",
    arguments: [
      ["refuse"], ["hang"], ["reset"], ["delay=200ms"], ["status=503"], ["status=503", "share=0.1"],
      ["drop=0.3"],
      ["clock=90s"],
      ["clock=-250ms"], ["partition=us-east-1,sa-east-1"],
      ["partition=all"], ["partition=us-east-1/0,eu-west-1"],
      ["hang", "delay=2000ms", "status=404", "drop=0.9", "partition=eu-west-1"],
    ])
  func accepts(words: [String]) throws {
    let fault = try ServerFault(words: words)
    #expect(fault.words == words)
    #expect(!fault.isNone)
  }

  @Test(
    "refused",
    arguments: [
      "", "refuse=yes", "reset=1", "share=0.5", "share=0", "share=1.1", "share=x", "delay", "delay=fast",
      "delay=11m", "status=99", "status=600", "drop=1.1", "drop=-1",
      "partition=", "partition=mars-1", "partition=us-east-1,mars-1", "partition=us-east-1/",
      "partition=us-east-1/12",
      "partition=us-east-1/-1", "explode", "clock=", "clock=--5m", "clock=25h",
    ])
  func refuses(word: String) {
    #expect(throws: ServerFault.Refused.self) { try ServerFault(words: [word]) }
  }

  @Test("what is dropped of all requests is a reset")
  func reset() throws {
    #expect(try ServerFault(words: ["drop=1"]) == .reset)
    #expect(try ServerFault(words: ["status=500", "share=1"]).words == ["status=500"])
  }

  @Test("nothing is no fault") func nothing() {
    #expect(throws: ServerFault.Refused.self) { try ServerFault(words: []) }
    #expect(ServerFault().isNone)
  }
}
