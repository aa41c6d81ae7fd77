import Primitives

/// Reads `video` of a built-in origin:
///
///     video: {duration: 10m, segment: 6s, renditions: [{name: 360p, bandwidth: 730000, resolution: 640x360}]}
enum VideoReader {
  static func read(_ node: ConfigurationNode) -> VideoOnDemand? {
    guard let map = node.map(keys: ["duration", "segment", "renditions", "headers"]) else { return nil }
    let expected = "whole seconds such as 6s, at most"
    let duration = map.required("duration")?.parsed(as: "\(expected) 24h") { seconds($0, Limits.filmSeconds) }
    let segment = map["segment"]?.parsed(as: "\(expected) 60s") { seconds($0, Limits.segmentSeconds) }
    var seen = Uniqueness()
    let renditions = map["renditions"]?.list().compactMap { rendition($0, &seen) }
    if renditions?.isEmpty == true { map["renditions"]?.error("renditions names none") }
    guard let duration else { return nil }
    var video = VideoOnDemand(duration: duration, segmentDuration: segment ?? 6)
    if let renditions { video.renditions = renditions }
    if let headers = map["headers"] { video.headers = HeaderText.read(headers) }
    return video
  }

  private static func rendition(
    _ node: ConfigurationNode, _ seen: inout Uniqueness
  ) -> VideoOnDemand.Rendition? {
    guard let map = node.map(keys: ["name", "bandwidth", "resolution"]) else { return nil }
    let name = map.required("name")?.parsed(as: "letters, digits, '-' and '_'") { text in
      let isName = text.utf8.allSatisfy {
        $0.isASCIIDigit || (97...122).contains($0 | 0x20) || $0 == 0x2D || $0 == 0x5F
      }
      return isName && !text.isEmpty ? text : nil
    }
    if let name { seen.claim(name, "rendition", map["name"]) }
    let bandwidth = map.required("bandwidth")?.integer(in: Limits.videoBandwidth)
    let size = map.required("resolution")?.parsed(as: "width and height such as 640x360", resolution)
    guard let name, let bandwidth, let size else { return nil }
    return .init(name: name, bandwidth: bandwidth, width: size.width, height: size.height)
  }

  private static func seconds(_ text: String, _ most: Int) -> Int? {
    guard let duration = Duration(text: text), duration.components.attoseconds == 0,
      (1...Int64(most)).contains(duration.components.seconds)
    else { return nil }
    return Int(duration.components.seconds)
  }

  private static func resolution(_ text: String) -> (width: Int, height: Int)? {
    let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { UInt16($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1], width > 0, height > 0 else {
      return nil
    }
    return (Int(width), Int(height))
  }
}
