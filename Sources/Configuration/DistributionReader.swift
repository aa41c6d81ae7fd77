import EdgeCache

/// Reads the files of `distributions/`.
struct DistributionReader {
  let resources: EdgeResources
  private var seen = Uniqueness()

  init(resources: EdgeResources) { self.resources = resources }

  private static let keys =
    [
      "CallerReference", "Comment", "Aliases", "DefaultRootObject", "Origins", "DefaultCacheBehavior",
      "CacheBehaviors", "Enabled", "HttpVersion", "IsIPV6Enabled", "OriginGroups",
      "CustomErrorResponses", "Restrictions", "CacheTagConfig", "staticContent", "WebACLId",
      "ViewerCertificate", "Logging",
    ] + Unimplemented.ofDistribution

  /// What `get-distribution` prints around the configuration.
  private static let distributionKeys = [
    "Id", "ARN", "Status", "LastModifiedTime", "InProgressInvalidationBatches", "DomainName",
    "ActiveTrustedSigners",
    "ActiveTrustedKeyGroups", "DistributionConfig", "AliasICPRecordals",
  ]

  /// The distribution in a file: a bare `DistributionConfig` with our `Id` and `DomainName` beside its keys, or what
  /// `aws cloudfront get-distribution` and `get-distribution-config` print. Where the file names no id or domain,
  /// `stem`, the file's name without extension, takes their place.
  mutating func read(_ root: ConfigurationNode, stem: String) -> Distribution? {
    if root.has("Distribution") {
      let map = root.map(keys: ["ETag", "Distribution"])?["Distribution"]?.map(keys: Self.distributionKeys)
      guard let map, let config = map.required("DistributionConfig")?.map(keys: Self.keys) else { return nil }
      return read(config, envelope: map, stem: stem)
    }
    let own = ["ETag", "Id", "DomainName"]
    if root.has("DistributionConfig") {
      guard let map = root.map(keys: own + ["DistributionConfig"]),
        let config = map.required("DistributionConfig")?.map(keys: Self.keys)
      else { return nil }
      return read(config, envelope: map, stem: stem)
    }
    return root.map(keys: own + Self.keys).flatMap { read($0, envelope: $0, stem: stem) }
  }

  private mutating func read(_ map: ConfigurationMap, envelope: ConfigurationMap, stem: String)
    -> Distribution?
  {
    let id = envelope["Id"]?.nonEmptyString() ?? stem
    let domainName =
      envelope["DomainName"]?.parsed(as: "a host name", HostText.parse) ?? "\(id.lowercased()).cloudfront.net"
    seen.claim(id, "distribution", envelope["Id"] ?? map.node, code: "DistributionAlreadyExists")
    seen.claim(domainName, "host name", envelope["DomainName"] ?? map.node, code: "CNAMEAlreadyExists")
    let aliases = aliases(map["Aliases"])
    let origins = origins(map.required("Origins"))
    let groups = OriginGroupReader(origins: origins).read(map["OriginGroups"])
    let behaviors = CacheBehaviorReader(origins: origins, originGroups: groups, resources: resources)
    let ordered = cacheBehaviors(map["CacheBehaviors"], behaviors)
    let defaultBehavior = map.required("DefaultCacheBehavior").flatMap { behaviors.read($0, isDefault: true) }
    let rootObject = map["DefaultRootObject"].flatMap(defaultRootObject)
    let isEnabled = map["Enabled"]?.boolean()
    let errors = CustomErrorResponseReader.read(map["CustomErrorResponses"])
    let geo = GeoRestrictionReader.read(map["Restrictions"])
    let webACL = map["WebACLId"].flatMap { node in
      node.scalarText == "" ? nil : resources.webACLs.find(arn: node, code: "InvalidWebACLId")
    }
    let httpVersion = map["HttpVersion"].flatMap(parseHTTPVersion)
    let minimumTLS = map["ViewerCertificate"].map { ViewerCertificateReader.read($0, aliases: aliases) }
    _ = map["IsIPV6Enabled"]?.boolean()
    Unimplemented.warn(map, Unimplemented.ofDistribution)
    let staticContent = StaticContentReader(
      places: resources.places, hosts: [domainName] + aliases)
    guard let defaultBehavior else { return nil }
    return Distribution(
      id: id, domainName: domainName, aliases: aliases, isEnabled: isEnabled ?? true,
      defaultRootObject: rootObject ?? "", origins: origins, originGroups: groups,
      cacheBehaviors: ordered, defaultCacheBehavior: defaultBehavior, customErrorResponses: errors,
      geoRestriction: geo, webACL: webACL, httpVersion: httpVersion ?? .http2,
      minimumTLSVersion: minimumTLS ?? .tls12,
      cacheTagHeader: map["CacheTagConfig"].flatMap(cacheTagHeader) ?? "",
      staticContent: map["staticContent"].flatMap(staticContent.read),
      logging: map["Logging"].flatMap(LoggingReader.read))
  }

  private mutating func aliases(_ node: ConfigurationNode?) -> [String] {
    guard let node else { return [] }
    let items = node.items()
    if items.count > Limits.aliases {
      node.error("TooManyDistributionCNAMEs: \(items.count) aliases; at most \(Limits.aliases) are allowed")
    }
    var aliases: [String] = []
    for item in items {
      guard
        let name = item.parsed(as: "a domain name, the first label of which may be '*'", HostText.parseAlias)
      else { continue }
      if seen.claim(name, "host name", item, code: "CNAMEAlreadyExists") { aliases.append(name) }
    }
    return aliases
  }

  /// `CacheTagConfig: {HeaderName: Cache-Tag}`
  private func cacheTagHeader(_ node: ConfigurationNode) -> String? {
    node.map(keys: ["HeaderName"])?.required("HeaderName")?.parsed(as: "a header name") {
      HeaderText.isName($0) ? $0 : nil
    }
  }

  private func origins(_ node: ConfigurationNode?) -> [Origin] {
    guard let node else { return [] }
    let items = node.items()
    if items.isEmpty { node.error("Origins is empty; a distribution needs at least one origin") }
    if items.count > Limits.origins {
      node.error("TooManyOrigins: \(items.count) origins; at most \(Limits.origins) are allowed")
    }
    var seen = Uniqueness()
    let reader = OriginReader(shields: OriginShieldReader(places: resources.places))
    return items.compactMap { item in
      guard let origin = reader.read(item) else { return nil }
      seen.claim(origin.id, "origin", item)
      return origin
    }
  }

  /// The API reads any letter case.
  private func parseHTTPVersion(_ node: ConfigurationNode) -> Distribution.HTTPVersion? {
    let known = Distribution.HTTPVersion.allCases.map(\.rawValue)
    let version = node.parsed(as: "one of \(known.listed)") {
      Distribution.HTTPVersion(rawValue: $0.lowercased())
    }
    if version == .http3 || version == .http2and3 {
      node.warning("HTTP/3 is not implemented yet; \(version == .http3 ? "HTTP/1.1" : "HTTP/2") is spoken")
    }
    return version
  }

  private func cacheBehaviors(_ node: ConfigurationNode?, _ reader: CacheBehaviorReader) -> [CacheBehavior] {
    guard let node else { return [] }
    let items = node.items()
    if items.count > Limits.cacheBehaviors {
      node.error(
        "TooManyCacheBehaviors: \(items.count) behaviors; at most \(Limits.cacheBehaviors) are allowed")
    }
    var seen = Uniqueness()
    return items.compactMap { item in
      guard let behavior = reader.read(item, isDefault: false) else { return nil }
      seen.claim(PathPattern.canonical(behavior.pathPattern), "path pattern", item, code: "InvalidArgument")
      return behavior
    }
  }

  private func defaultRootObject(_ node: ConfigurationNode) -> String? {
    guard let name = node.string() else { return nil }
    let isVisible = name.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"#<>?".utf8.contains($0) }
    guard !name.hasPrefix("/"), name.utf8.count <= 255, isVisible else {
      node.error(
        "InvalidDefaultRootObject: The default root object file name is too big or contains an invalid character: '\(name)'"
      )
      return nil
    }
    return name
  }
}
