import EdgeCache
import Primitives

/// Films that are made up as asked for: HTTP Live Streaming (RFC 8216), the same octets each time.
///
///     /films/any-title/master.m3u8          the renditions
///     /films/any-title/720p/index.m3u8      the segments of one
///     /films/any-title/720p/17.ts           an MPEG transport stream of null packets
package struct VideoOnDemand: Hashable, Sendable {
  package struct Rendition: Hashable, Sendable {
    package var name: String
    /// Of the largest segment, in bits a second; others are down to half of it.
    package var bandwidth: Int
    package var width: Int
    package var height: Int

    package init(name: String, bandwidth: Int, width: Int, height: Int) {
      (self.name, self.bandwidth, self.width, self.height) = (name, bandwidth, width, height)
    }
  }

  /// Seconds, of each film and of a segment.
  package var duration: Int
  package var segmentDuration: Int
  package var renditions: [Rendition]
  /// Sent with playlists and segments.
  package var headers: [Origin.Header] = []

  package init(duration: Int, segmentDuration: Int, renditions: [Rendition] = Self.ladder) {
    (self.duration, self.segmentDuration, self.renditions) = (duration, segmentDuration, renditions)
  }

  /// Of Apple's authoring specification for HLS, every second step or so.
  package static let ladder = [
    Rendition(name: "360p", bandwidth: 730_000, width: 640, height: 360),
    Rendition(name: "540p", bandwidth: 2_000_000, width: 960, height: 540),
    Rendition(name: "720p", bandwidth: 4_500_000, width: 1_280, height: 720),
    Rendition(name: "1080p", bandwidth: 7_800_000, width: 1_920, height: 1_080),
  ]

  package enum Content: Hashable, Sendable {
    case playlist(String)
    /// So many octets, whole packets of a transport stream.
    case segment(octets: Int)
  }

  /// What is at a path; nil for nothing. Every title is one.
  package func content(at path: String) -> Content? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let file = parts.last, parts.count > 2, !parts[1].isEmpty else { return nil }
    if file == "master.m3u8" { return .playlist(masterPlaylist) }
    guard parts.count > 3, let rendition = renditions.first(where: { $0.name == parts[parts.count - 2] })
    else { return nil }
    if file == "index.m3u8" { return .playlist(mediaPlaylist) }
    guard file.hasSuffix(".ts"), let number = Int(file.dropLast(3)), "\(number).ts" == file,
      (0..<segmentCount).contains(number)
    else { return nil }
    return .segment(octets: octets(of: number, rendition, path))
  }

  private var segmentCount: Int { (duration + segmentDuration - 1) / segmentDuration }

  private func seconds(of number: Int) -> Int { min(segmentDuration, duration - number * segmentDuration) }

  /// Between half of what the bandwidth allows and all of it, by the path.
  private func octets(of number: Int, _ rendition: Rendition, _ path: String) -> Int {
    let most = rendition.bandwidth / 8 * seconds(of: number)
    var draws = SplitMix64(seed: KeyedHash(seed: 0)(Array(path.utf8).span))
    let octets = most / 2 + Int(draws.next() % UInt64(most / 2 + 1))
    return max(1, octets / Self.packetOctets) * Self.packetOctets
  }

  /// ISO 13818-1.
  package static let packetOctets = 188

  private var masterPlaylist: String {
    let lines = renditions.map {
      "#EXT-X-STREAM-INF:BANDWIDTH=\($0.bandwidth),AVERAGE-BANDWIDTH=\($0.bandwidth / 4 * 3),"
        + "RESOLUTION=\($0.width)x\($0.height)\n\($0.name)/index.m3u8\n"
    }
    return "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-INDEPENDENT-SEGMENTS\n" + lines.joined()
  }

  private var mediaPlaylist: String {
    let segments = (0..<segmentCount).map { "#EXTINF:\(seconds(of: $0)),\n\($0).ts\n" }
    return "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:\(segmentDuration)\n#EXT-X-MEDIA-SEQUENCE:0\n"
      + "#EXT-X-PLAYLIST-TYPE:VOD\n" + segments.joined() + "#EXT-X-ENDLIST\n"
  }
}
