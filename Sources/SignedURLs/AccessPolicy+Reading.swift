import Primitives

extension AccessPolicy {
  /// Reads the JSON of a custom policy. Nil if it is malformed, has another number of statements than one, or conditions
  /// that are not known: one that is ignored would let in who should stay out.
  package init?(json: [UInt8]) {
    guard json.count <= Limits.policyOctets, let value = PolicyValue(json: json),
      case .object(let members) = value, members.count == 1,
      case .array(let statements)? = value["Statement"], statements.count == 1,
      case .object(let parts) = statements[0],
      parts.allSatisfy({ ["Resource", "Condition"].contains($0.name) }),
      case .object(let conditions)? = statements[0]["Condition"],
      let end = Self.time(statements[0]["Condition"]?["DateLessThan"])
    else { return nil }
    self.init(end: end)
    for condition in conditions {
      switch condition.name {
      case "DateLessThan": break
      case "DateGreaterThan":
        guard let time = Self.time(condition.value) else { return nil }
        start = time
      case "IpAddress":
        guard case .object(let members) = condition.value, members.count == 1,
          case .string(let text)? = condition.value["AWS:SourceIp"],
          let prefix = IPPrefix(String(decoding: text, as: UTF8.self)), prefix.address.family == .v4
        else { return nil }
        source = prefix
      default: return nil
      }
    }
    if let value = statements[0]["Resource"] {
      guard case .string(let text) = value else { return nil }
      resource = ResourcePattern(text)
    }
  }

  /// `{"AWS:EpochTime": 1767290400}`
  private static func time(_ value: PolicyValue?) -> Int64? {
    guard case .object(let members)? = value, members.count == 1,
      case .number(let seconds)? = value?["AWS:EpochTime"]
    else { return nil }
    return seconds
  }
}
