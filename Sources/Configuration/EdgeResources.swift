import EdgeCache
import Primitives

/// What distributions name: policies and key groups, managed and own, and places.
struct EdgeResources {
  /// What `pops.yaml` has.
  struct Places {
    let pointsOfPresence: [String]
    /// Regions that have one.
    let regionalCaches: [String]
  }

  /// Nil: `pops.yaml` has faults, so that nobody knows whether a name that is not found there is a fault too.
  let places: Places?
  private(set) var cachePolicies = ResourceTable<CachePolicy>(
    kind: "CachePolicy", word: "cache policy", managed: ManagedCachePolicies.all)
  private(set) var originRequestPolicies = ResourceTable<OriginRequestPolicy>(
    kind: "OriginRequestPolicy", word: "origin request policy", managed: ManagedOriginRequestPolicies.all)
  private(set) var responseHeadersPolicies = ResourceTable<ResponseHeadersPolicy>(
    kind: "ResponseHeadersPolicy", word: "response headers policy",
    managed: ManagedResponseHeadersPolicies.all)
  private(set) var publicKeys = ResourceTable<PublicKey>(kind: "PublicKey", word: "public key")
  private(set) var ipSets = ResourceTable<[IPPrefix]>(kind: "IPSet", word: "IP set")
  private(set) var webACLs = ResourceTable<WebACL>(kind: "WebACL", word: "web ACL")
  private(set) var keyGroups = ResourceTable<KeyGroup>(kind: "KeyGroup", word: "key group")

  init(places: Places?) { self.places = places }

  /// The directories beside `distributions/`, in the order they are read: key groups name public keys, web ACLs IP sets.
  enum Directory: String, CaseIterable {
    case cachePolicies = "cache-policies"
    case originRequestPolicies = "origin-request-policies"
    case responseHeadersPolicies = "response-headers-policies"
    case publicKeys = "public-keys"
    case keyGroups = "key-groups"
    case ipSets = "ip-sets"
    case webACLs = "web-acls"
  }

  mutating func add(_ root: ConfigurationNode, of directory: Directory) {
    switch directory {
    case .cachePolicies:
      cachePolicies.add(root) { node, alsoKnown, _ in
        CachePolicyReader.read(node, alsoKnown: alsoKnown).map { ($0.name, $0) }
      }
    case .originRequestPolicies:
      originRequestPolicies.add(root) { node, alsoKnown, _ in
        OriginRequestPolicyReader.read(node, alsoKnown: alsoKnown).map { ($0.name, $0) }
      }
    case .responseHeadersPolicies:
      responseHeadersPolicies.add(root) { node, alsoKnown, _ in
        ResponseHeadersPolicyReader.read(node, alsoKnown: alsoKnown).map { ($0.name, $0) }
      }
    case .publicKeys:
      publicKeys.add(root) { node, alsoKnown, id in
        PublicKeyReader.read(node, alsoKnown: alsoKnown, id: id).map { ($0.name, $0) }
      }
    case .keyGroups:
      let keys = publicKeys
      keyGroups.add(root) { node, alsoKnown, id in
        KeyGroupReader.read(node, alsoKnown: alsoKnown, id: id, keys: keys).map { ($0.name, $0) }
      }
    case .ipSets:
      if let set = IPSetReader.read(root) { ipSets.add(set, root) }
    case .webACLs:
      if let acl = WebACLReader.read(root, ipSets: ipSets) { webACLs.add(acl, root) }
    }
  }
}
