@testable import Eviction
import Testing

@Suite("Policies as text")
struct PolicySpecificationTests {
  @Test(
    "what parses prints as its shortest form",
    arguments: [
      ("lru", "lru"), ("S3-FIFO", "s3fifo"), ("2q", "twoq"), ("slru:segments=4", "slru"),
      ("slru:segments=2", "slru:segments=2"),
      ("s3fifo:small=0.2:threshold=1", "s3fifo:small=0.2:threshold=1"),
      ("s3fifo:threshold=1:small=0.10", "s3fifo:threshold=1"),
      ("LRU+Second-Hit", "lru+secondhit"),
      ("sieve+size:max=2048KiB+secondhit", "sieve+size:max=2MiB+secondhit"),
      ("lru+size:max=1.5kib", "lru+size:max=1536"), ("lru+size:max=1MiB", "lru+size"),
      ("lru+prob:x=1e-6", "lru+prob:x=1e-06"), ("adaptsize", "lru+adaptsize"),
      ("adaptsize:interval=500+secondhit", "lru+adaptsize:interval=500+secondhit"),
      ("static", "static"), ("static:by=bytes", "static:by=bytes"),
      ("split:static=0.2:policy=s3fifo:by=list", "split:static=0.2:by=list:policy=s3fifo"),
    ])
  func parses(text: String, shortest: String) throws {
    #expect(try PolicySpecification(parsing: text).description == shortest)
  }

  @Test(
    "what does not parse says what to write instead",
    arguments: [
      ("lrru", "there is no policy 'lrru'; did you mean 'lru'?; the policies are fifo, lru, mru, "),
      ("lru:k=2", "lru has no parameter 'k'; it has none"),
      (
        "s3fifo:smal=0.1",
        "s3fifo has no parameter 'smal'; did you mean 'small'?; it has small, ghost, threshold"
      ),
      ("s3fifo:small", "s3fifo:small has no value; write s3fifo:small=0.1"),
      ("s3fifo:small=1.5", "s3fifo:small is '1.5'; it must be a number from 0 to 1 ("),
      ("s3fifo:small=nan", "s3fifo:small is 'nan'"),
      ("slru:segments=2.5", "slru:segments is '2.5'; it must be a whole number from 1 to 16 ("),
      ("slru:segments=2:segments=3", "slru:segments is given twice"),
      ("lru+", "there is no admission filter ''; the filters are secondhit, bloom, "),
      ("lru+seconhit", "there is no admission filter 'seconhit'; did you mean 'secondhit'?"),
      ("lru+secondhit:x=1", "secondhit has no parameter 'x'; it has none"),
      ("lru+size:max=0", "size:max is '0'; it must be a number of octets, as 5000 or 1MiB (of an object"),
      ("lru+size:max=1XiB", "size:max is '1XiB'"),
      ("lru+prob:p=2", "prob:p is '2'; it must be a number from 0 to 1 ("),
      ("static:by=size", "static:by is 'size'; it must be one of requests, bytes, list ("),
      ("split:policy=belady", "split:policy is 'belady'; it must be one of lru, fifo, "),
      ("", "there is no policy ''; the policies are"),
    ])
  func refuses(text: String, message: String) {
    let error = #expect(throws: PolicyError.self) { try PolicySpecification(parsing: text) }
    #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
  }

  @Test("a list is separated by commas")
  func list() throws {
    #expect(try PolicySpecification.list(parsing: "lru,fifo").map(\.name) == [.lru, .fifo])
    #expect(throws: PolicyError.self) { try PolicySpecification.list(parsing: "lru,,fifo") }
  }

  @Test("names and aliases are each of one policy")
  func unambiguous() {
    let names = PolicyName.allCases.flatMap { [$0.rawValue] + $0.aliases }
    #expect(Set(names).count == names.count)
  }

  @Test("every default is one the parser takes", arguments: PolicyName.allCases)
  func defaults(name: PolicyName) throws {
    for parameter in name.parameters {
      let text = "\(name.rawValue):\(parameter.name)=\(parameter.text(parameter.defaultValue))"
      #expect(try PolicySpecification(parsing: text) == PolicySpecification(name))
    }
  }

  @Test("every default of a filter is one the parser takes", arguments: AdmissionName.allCases)
  func filterDefaults(name: AdmissionName) throws {
    for parameter in name.parameters {
      let text = "lru+\(name.rawValue):\(parameter.name)=\(parameter.text(parameter.defaultValue))"
      #expect(
        try PolicySpecification(parsing: text)
          == PolicySpecification(.lru, behind: [AdmissionSpecification(name)]))
    }
  }

  @Test("every policy can be made", arguments: PolicyName.allCases)
  func made(name: PolicyName) {
    let policy = PolicySpecification(name).makePolicy(capacity: 1000, seed: 1)
    #expect(policy.capacity == 1000 && policy.occupied == 0)
  }
}
