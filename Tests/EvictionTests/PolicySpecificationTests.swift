import Eviction
import Testing

@Suite("Policies as text")
struct PolicySpecificationTests {
  @Test(
    "what parses prints as its shortest form", arguments: [("lru", "lru"), ("LRU", "lru"), ("fifo", "fifo")])
  func parses(text: String, shortest: String) throws {
    #expect(try PolicySpecification(parsing: text).description == shortest)
  }

  @Test(
    "what does not parse says what to write instead",
    arguments: [
      ("lrru", "there is no policy 'lrru'; did you mean 'lru'?; the policies are fifo, lru"),
      ("lru:k=2", "lru has no parameter 'k'; it has none"),
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
