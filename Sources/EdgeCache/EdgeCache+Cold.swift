import HTTPCaching
import HTTPWire
import ObjectFile
import Primitives

// Large bodies that are kept in a file beside memory (`ColdStore`). What leaves the store is forgotten there, so that only
// what was stored comes back after a restart.

/// What has become of an object that a cold store had kept over a restart.
package enum Restoration: String, CaseIterable, Sendable {
  case restored
  /// Its facts cannot be read.
  case malformed
  /// Its distribution is no more.
  case unknownDistribution
  /// A copy that came later is there.
  case replaced
  /// Since the start.
  case invalidated
  /// It is to be pinned, and so to stand in memory.
  case pinned
  /// The eviction policy has turned it away, or there is no room in memory for what is known of it.
  case noRoom
}

extension EdgeCache {
  /// Where the bodies of large objects go from now on. To be called before the first request.
  package func use(_ coldStore: any ColdStore) { store.coldStore = coldStore }

  /// Puts back an object that the cold store had kept; what is not `restored` it is to forget.
  ///
  /// - Parameter facts: as `ColdStore.keep` got them.
  package func restore(_ body: ColdBody, facts: Span<UInt8>) -> Restoration {
    guard let response = ColdFacts.response(facts, body) else { return .malformed }
    let key = [UInt8](copying: response.key)
    guard let distribution = routes.distribution(ofKey: key.span) else { return .unknownDistribution }
    response.keyHash = keyHash(key.span)
    response.tags = tags(of: response, in: distribution)
    guard !invalidations.covers(key, response.tags, since: 0) else { return .invalidated }
    let isPinned = staticKeys[response.hash]
    guard isPinned != true else { return .pinned }
    for other in store.all(key, hash: response.hash)
    where response.replaces(other) || other.replaces(response) {
      guard let older = other.coldBody, older.sequence < body.sequence else { return .replaced }
    }
    response.isStatic = isPinned == false && response.status < 400
    store.insert(response)
    return response.isInStore ? .restored : .noRoom
  }

  /// Takes out the object that has `body`.
  package func remove(_ body: ColdBody) {
    if let object = body.object { store.remove(object) }
  }

  /// Of a response with tags that are hashes of this run.
  private func tags(of response: StoredResponse, in distribution: CompiledDistribution) -> CacheTags? {
    guard let behavior = distribution.behaviors.last, !behavior.cacheTagHeader.isEmpty else { return nil }
    return CacheTags(
      response.fields(), named: behavior.cacheTagHeader, distributionID: behavior.distributionID, keyHash)
  }

  /// From how many octets on a body stands apart from its head.
  var smallestApart: Int {
    min(Limits.blockBytes + 1, store.coldStore?.minimumObjectSize ?? .max)
  }

  /// Puts a response into the store, its body in the cold store if it belongs there.
  func insertCooling(_ response: StoredResponse) {
    let known = response.coldBody
    if known == nil { cool(response) }
    store.insert(response)
    guard let body = response.coldBody, let coldStore = store.coldStore else { return }
    if !response.isInStore {
      coldStore.forget(body)
    } else if known != nil {
      coldStore.update(body, facts: ColdFacts.octets(of: response))
    }
  }

  private func cool(_ response: StoredResponse) {
    guard let body = response.body else { return }
    if body.blocks?.keeping == .spooled, let file = body.blocks?.file {
      file.memory = body
      response.stands(in: file)
    } else if let coldStore = store.coldStore, body.blocks?.keeping == .whole,
      body.count >= coldStore.minimumObjectSize, let facts = coldFacts(of: response),
      let cold = coldStore.keep(body, facts: facts)
    {
      response.stands(in: cold)
    }
  }

  /// What `response` is found again by; nil: it stays in memory. Parts of a representation do, where others may be joined to
  /// them, and so does what would lose its tags: they are read again from the head.
  func coldFacts(of response: StoredResponse) -> [UInt8]? {
    guard response.part == nil, !response.countsBody, response.tags == nil || hasTagsInHead(response) else {
      return nil
    }
    let facts = ColdFacts.octets(of: response)
    return facts.count <= ObjectFile.Limits.factsBytes ? facts : nil
  }

  private func hasTagsInHead(_ response: StoredResponse) -> Bool {
    guard let distribution = routes.distribution(ofKey: response.key) else { return false }
    return tags(of: response, in: distribution) == response.tags
  }
}
