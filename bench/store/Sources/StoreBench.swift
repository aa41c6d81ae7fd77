import EdgeCache
import Glibc
import HTTPWire
import Primitives

/// What objects cost in a cache's store, and a look-up among them: `bench/store/run`.
@main struct StoreBench {
  static let bodyBytes = 1_024
  static let now = Instant(secondsSinceEpoch: 1_800_000_000)
  static let fields: KeyValuePairs<String, String> = [
    "Content-Type": "application/octet-stream", "Cache-Control": "max-age=86400", "Server": "bench",
    "Date": "Fri, 15 Jan 2027 08:00:00 GMT", "ETag": "\"0123456789abcdef\"", "Content-Length": "1024",
    "Last-Modified": "Fri, 01 Jan 2027 00:00:00 GMT",
  ]
  /// Octets of the stored head, and of the key beside the path: id, lengths, absent query string, cookies, encoding.
  static let headBytes = fields.reduce("HTTP/1.1 200 OK\r\n".utf8.count) {
    $0 + $1.key.utf8.count + $1.value.utf8.count + 4
  }

  /// `storebench OBJECTS LOOKUPS`
  static func main() throws {
    let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
    let (objects, lookUps) = (numbers.first ?? 1_000_000, numbers.dropFirst().first ?? 1_000_000)
    let distribution = Distribution(
      id: "E1A2B3C4D5E6F7", domainName: "d1.cloudfront.net", aliases: ["www.example.com"],
      origins: [Origin(id: "o", domainName: "origin.test")],
      defaultCacheBehavior: CacheBehavior(targetOriginID: "o", cachePolicy: CachePolicy(name: "bench")))
    let cache = EdgeCache(
      pop: "IAD89-C1", capacity: 1 << 40, configuration: try EdgeConfiguration([distribution]), seed: 7)

    let before = residentBytes()
    for number in 0..<objects { fill(cache, path(number, of: objects)) }
    let resident = Double(residentBytes() - before) / Double(objects)
    let figures = cache.figures
    let payload = Double(bodyBytes + headBytes)
    print("objects", figures.objects, "of body", bodyBytes, "and head", headBytes)
    print("resident-overhead-bytes", (resident - payload).rounded())
    print("counted-overhead-bytes", (Double(figures.bytes) / Double(objects) - payload).rounded())

    let exchange = Exchange()
    let start = processorNanoseconds()
    var random = RandomStream(seed: 1, kind: "look-up")
    for _ in 0..<lookUps {
      let number = random.below(objects)
      lookUp(cache, number % stride(of: objects) == 0 ? number + 1 : number, exchange)
    }
    let spent = processorNanoseconds() - start
    if lookUps > 0 { print("look-up-nanoseconds", spent / lookUps) }

    let invalidationStart = processorNanoseconds()
    let gone = cache.invalidate([try InvalidationPath(parsing: "/a/*")], in: distribution.id)
    print("invalidated", gone, "in-microseconds", (processorNanoseconds() - invalidationStart) / 1_000)
  }

  /// Every so many-th stands in `/a/`: a thousand of them, or a tenth.
  static func stride(of objects: Int) -> Int { max(10, objects / 1_000) }

  static func path(_ number: Int, of objects: Int) -> String {
    let digits = String(10_000_000 + number).dropFirst()
    return number % stride(of: objects) == 0 ? "/a/\(digits).bin" : "/object/\(digits).bin"
  }

  static func fill(_ cache: EdgeCache, _ path: String) {
    let exchange = Exchange()
    exchange.request = RequestHead("GET", path)
    exchange.request.fields.append("Host", "www.example.com")
    guard let fetch = cache.begin(exchange, now: now) else { fatalError("\(path) is there") }
    _ = cache.receive(ResponseHead(status: 200, fields), for: fetch, now: now)
    cache.receive([UInt8](repeating: 1, count: bodyBytes).span, for: fetch, now: now)
    cache.finish(fetch, now: now)
    cache.end(exchange, bytesSent: 0, now: now)
  }

  /// Asks for one of the objects outside of `/a/`.
  static func lookUp(_ cache: EdgeCache, _ number: Int, _ exchange: Exchange) {
    if exchange.request.target.isEmpty {
      exchange.request = RequestHead("GET", "/object/0000000.bin")
      exchange.request.fields.append("Host", "www.example.com")
    }
    // In place: a look-up is measured, not the making of requests.
    var rest = number
    for place in (8...14).reversed() {
      exchange.request.target[place] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    }
    guard cache.begin(exchange, now: now) == nil else { fatalError("object \(number) is not there") }
    cache.end(exchange, bytesSent: 0, now: now)
  }

  static func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, 128, file) != nil else { return 0 }
    let words = line.split(separator: CChar(UInt8(ascii: " ")))
    let digits = words.count > 1 ? words[1].map { UInt8(bitPattern: $0) } : []
    return (Int(String(decoding: digits, as: UTF8.self)) ?? 0) * sysconf(Int32(_SC_PAGESIZE))
  }

  static func processorNanoseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
