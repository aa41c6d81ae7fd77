import Configuration
import Primitives
import Simulation
import Testing

@Suite("made-up films, pages and waits")
struct VideoOnDemandTests {
  private let video = VideoOnDemand(
    duration: 13, segmentDuration: 6,
    renditions: [.init(name: "low", bandwidth: 800_000, width: 640, height: 360)])

  @Test("playlists (RFC 8216): the last segment is what remains")
  func playlists() {
    #expect(
      video.content(at: "/a/master.m3u8")
        == .playlist(
          "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-INDEPENDENT-SEGMENTS\n"
            + "#EXT-X-STREAM-INF:BANDWIDTH=800000,AVERAGE-BANDWIDTH=600000,RESOLUTION=640x360\nlow/index.m3u8\n"
        ))
    #expect(
      video.content(at: "/x/a/low/index.m3u8")
        == .playlist(
          "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:VOD\n"
            + "#EXTINF:6,\n0.ts\n#EXTINF:6,\n1.ts\n#EXTINF:1,\n2.ts\n#EXT-X-ENDLIST\n"))
  }

  @Test("segments: whole packets, half the bandwidth to all of it, by the path")
  func segments() throws {
    var sizes: Set<Int> = []
    for title in 0..<20 {
      let content = try #require(video.content(at: "/\(title)/low/1.ts"))
      guard case .segment(let octets) = content else { continue }
      #expect(octets % 188 == 0 && (300_000 - 188...600_000).contains(octets))
      #expect(video.content(at: "/\(title)/low/1.ts") == content)
      sizes.insert(octets)
    }
    #expect(sizes.count > 15)
  }

  @Test(
    "nothing there",
    arguments: [
      "/master.m3u8", "//master.m3u8", "/a/high/index.m3u8", "/low/index.m3u8", "/a/low/3.ts", "/a/low/-1.ts",
      "/a/low/01.ts", "/a/low/+1.ts", "/a/low/99999999999999999999.ts", "/a/low/1.mp4", "/", "",
    ])
  func nothing(path: String) {
    #expect(video.content(at: path) == nil)
  }

  @Test(
    "templates",
    arguments: [
      ("plain", [PageTemplate.Part.text("plain")] as [PageTemplate.Part]?), ("a{{b}", [.text("a{b}")]),
      ("{time} {path}", [.time, .text(" "), .path]),
      ("{cookie:a}{query:b}{header:X-C}", [.cookie("a"), .query("b"), .header("X-C")]), ("{", nil),
      ("{time", nil),
      ("{other}", nil), ("{cookie}", nil), ("{cookie:}", nil), ("{cookie:a b}", nil), ("", []),
    ])
  func template(text: String, parts: [PageTemplate.Part]?) {
    #expect(PageTemplate(text)?.parts == parts)
  }

  @Test(
    "waits",
    arguments: [
      ("50ms", true), ("1s..2s", true), ("~20ms", true), ("2s..1s", false), ("~", false), ("5", false),
      ("11m", false), ("1s..", false), ("50ms~0.5", true), ("50ms~", false), ("50ms~-1", false),
      ("50ms~4", false),
      ("50ms~nan", false),
    ])
  func latency(text: String, isValid: Bool) {
    #expect((Latency(text: text) != nil) == isValid)
  }

  @Test("waits keep to their bounds and means")
  func draws() throws {
    var draws = RandomStream(seed: 1, kind: "waits")
    #expect(Latency(.milliseconds(7)).drawn(&draws) == .milliseconds(7))
    let uniform = try #require(Latency(text: "10ms..20ms"))
    let drawn = (0..<100).map { _ in uniform.drawn(&draws) }
    #expect(
      drawn.allSatisfy { (.milliseconds(10)...Duration.milliseconds(20)).contains($0) }
        && Set(drawn).count > 90)
    let exponential = try #require(Latency(text: "~100ms"))
    let sum = (0..<10_000).reduce(Duration.zero) { sum, _ in sum + exponential.drawn(&draws) }
    #expect((.milliseconds(97)...Duration.milliseconds(103)).contains(sum / 10_000))
    let lognormal = try #require(Latency(text: "100ms~0.5"))
    let times = (0..<10_001).map { _ in lognormal.drawn(&draws) }.sorted()
    #expect((.milliseconds(98)...Duration.milliseconds(102)).contains(times[5_000]))
    // Of the median times e^(sigma^2/2).
    #expect(abs(lognormal.mean.seconds - 0.113_315) < 1e-6)
    let mean = times.reduce(Duration.zero, +).seconds / 10_001
    #expect(abs(mean / lognormal.mean.seconds - 1) < 0.02, "\(mean)")
  }
}
