import EdgeCache

/// One file of policies or keys, a distribution that uses it in its default behaviour, and what comes of them.
struct ResourceLab {
  let directory: String
  let behavior: String

  func load(_ files: String...) throws -> (behavior: CacheBehavior?, messages: [String]) {
    var all = [
      "pops.yaml": Lab.pops,
      "distributions/d.yaml": Lab.distribution(behavior: "CachePolicyId: CachingOptimized, \(behavior)"),
    ]
    for (number, file) in files.enumerated() { all["\(directory)/\(number).yaml"] = file }
    let (configuration, messages) = try Lab(all).load()
    return (configuration?.distributions.first?.defaultCacheBehavior, messages)
  }
}
