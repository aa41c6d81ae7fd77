import Eviction
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
      let text = "\(name.rawValue):\(parameter.name)=\(parameter.defaultValue)"
      #expect(try PolicySpecification(parsing: text) == PolicySpecification(name))
    }
  }

  @Test("every policy can be made", arguments: PolicyName.allCases)
  func made(name: PolicyName) {
    let policy = PolicySpecification(name).makePolicy(capacity: 1000, seed: 1)
    #expect(policy.capacity == 1000 && policy.occupied == 0)
  }
}
