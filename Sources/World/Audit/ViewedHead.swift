/// What a viewer reads in the head of an answer: taken from its octets alone.
struct ViewedHead {
  /// Seconds.
  private(set) var age: Int64?
  private(set) var contentLength: Int?
  /// `s-maxage`, else `max-age`.
  private(set) var lifetime: Int64?
  private(set) var staleWhileRevalidate: Int64?
  private(set) var staleIfError: Int64?
  /// `no-cache`, `no-store` or `private`.
  private(set) var forbidsReuse = false

  init(_ octets: [UInt8]) {
    var shared: Int64?
    for line in octets.split(separator: 10).dropFirst() {
      let text = String(decoding: line, as: UTF8.self)
      let parts = text.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let value = Self.trimmed(parts[1])
      switch parts[0].lowercased() {
      case "age": age = Int64(value)
      case "content-length": contentLength = Int(value)
      case "cache-control":
        for word in value.lowercased().split(separator: ",").map(Self.trimmed) {
          let pair = word.split(separator: "=", maxSplits: 1)
          let number = pair.count == 2 ? Int64(Self.trimmed(pair[1])) : nil
          switch pair.first {
          case "max-age": lifetime = number
          case "s-maxage": shared = number
          case "stale-while-revalidate": staleWhileRevalidate = number
          case "stale-if-error": staleIfError = number
          case "no-cache", "no-store", "private": forbidsReuse = true
          default: break
          }
        }
      default: break
      }
    }
    lifetime = shared ?? lifetime
  }

  private static func trimmed(_ text: Substring) -> String {
    let blanks: Set<Character> = [" ", "\t", "\r"]
    return String(text.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed())
  }
}
