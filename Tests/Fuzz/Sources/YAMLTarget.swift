import Configuration

/// A document keeps to the limits, whatever its aliases stand for, and a fault names a place of the text.
func fuzzYAML(_ input: [UInt8]) {
  // libyaml takes NEL and the separators of Unicode for line breaks too, and reports what is missing behind the last line.
  let lines = input.count + 2
  let root: YAMLNode?
  do throws(YAMLDocument.Fault) { root = try YAMLDocument.root(of: input) } catch {
    precondition((0...lines).contains(error.line), "a fault stands outside the text")
    precondition(!error.message.isEmpty, "a fault says nothing")
    return
  }
  guard let root else { return }
  precondition(root.levels <= Limits.nesting, "deeper than allowed")
  precondition(root.values <= Limits.values, "more values than allowed")
  check(root, lines: lines)
}

private func check(_ node: YAMLNode, lines: Int) {
  precondition((1...lines).contains(node.line) && node.column > 0, "a value stands outside the text")
  switch node.content {
  case .scalar: break
  case .sequence(let nodes): nodes.forEach { check($0, lines: lines) }
  case .mapping(let pairs):
    for (key, value) in pairs {
      check(key, lines: lines)
      check(value, lines: lines)
    }
  }
}
