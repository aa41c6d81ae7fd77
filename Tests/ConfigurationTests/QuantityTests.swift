import Configuration
import Primitives
import Testing

@Suite("Sizes and durations")
struct QuantityTests {
  @Test(arguments: [
    ("0", 0), ("100", 100), ("100B", 100), ("1KiB", 1024), ("64MiB", 64 << 20), ("1GiB", 1 << 30),
    ("2TiB", 2 << 40),
    ("1kB", 1000), ("10MB", 10_000_000), ("3GB", 3_000_000_000),
  ])
  func acceptsSize(text: String, octets: Int) { #expect(ByteCount.parse(text) == octets) }

  @Test(arguments: [
    "", "B", "KiB", "-1", "+1", "1.5MiB", "1 KiB", "1kib", "1K", "KiB1", "1KiBB", "9999999999TiB",
    "99999999999999999999",
  ])
  func refusesSize(text: String) { #expect(ByteCount.parse(text) == nil) }

  @Test(arguments: [
    ("0", Duration.zero), ("50ms", .milliseconds(50)), ("2s", .seconds(2)), ("1m", .seconds(60)),
    ("1h", .seconds(3600)), ("7us", .microseconds(7)), ("7ns", .nanoseconds(7)),
  ])
  func acceptsDuration(text: String, duration: Duration) { #expect(Duration(text: text) == duration) }

  @Test(arguments: ["", "50", "s", "-1s", "1.5s", "1 s", "1S", "1d", "9999999999h"])
  func refusesDuration(text: String) { #expect(Duration(text: text) == nil) }
}
