// swift-tools-version: 6.2
import PackageDescription

/// The core: values and pure state machines. No clock, socket, file, random source or libevent
/// (Tests/ArchitectureTests holds us to it). A target imports only what stands above it.
let core: [Target] = [
  .target(name: "Primitives"),
  .target(name: "DNSWire", dependencies: ["Primitives"]),
  .target(name: "CGeoData", exclude: ["README.md", "data"]),
  .target(name: "Geo", dependencies: ["Primitives", "CGeoData"]),
  .target(name: "Health", dependencies: ["Primitives"]),
  .target(name: "Zones", dependencies: ["Primitives", "DNSWire", "Geo"]),
  .target(name: "Routing", dependencies: ["Primitives", "DNSWire", "Geo", "Health", "Zones"]),
  .target(
    name: "Authority", dependencies: ["Primitives", "DNSWire", "Geo", "Health", "Zones", "Routing"]),
  .target(
    name: "Explaining",
    dependencies: [
      "Primitives", "DNSWire", "Geo", "Health", "Zones", "Routing", "Authority", "HTTPWire", "EdgeCache",
    ]),
  .target(name: "Transfer", dependencies: ["Primitives", "DNSWire", "Zones", "CLibcrypto"]),
  .target(name: "Route53", dependencies: ["Primitives", "DNSWire", "Zones"]),
  .target(name: "RateLimiting", dependencies: ["Primitives"]),
  .target(name: "LoadBalancing", dependencies: ["Primitives"]),
  .target(name: "SignedURLs", dependencies: ["Primitives", "CLibcrypto"]),
  .target(name: "HTTPWire", dependencies: ["Primitives"]),
  .target(name: "HTTPCaching", dependencies: ["Primitives", "HTTPWire"]),
  .target(name: "Eviction", dependencies: ["Primitives"]),
  .target(name: "ObjectFile", dependencies: ["Primitives", "CZlib"]),
  .target(
    name: "EdgeCache",
    dependencies: [
      "Primitives", "Geo", "HTTPWire", "HTTPCaching", "Eviction", "ObjectFile", "SignedURLs", "RateLimiting",
    ]),
  .target(name: "Logs", dependencies: ["Primitives", "HTTPWire", "HTTPCaching", "EdgeCache"]),
  .target(name: "Traces", dependencies: ["Primitives", "Eviction"]),
  .target(name: "Simulation", dependencies: ["Primitives", "Health"]),
  .target(
    name: "World",
    dependencies: [
      "Primitives", "DNSWire", "Geo", "Health", "Zones", "Routing", "Authority", "HTTPWire", "HTTPCaching",
      "Eviction",
      "EdgeCache", "Traces", "Simulation",
    ]),
  .target(
    name: "EdgeReplaying",
    dependencies: [
      "Primitives", "Geo", "Routing", "HTTPWire", "HTTPCaching", "Eviction", "EdgeCache", "Traces", "World",
    ]),
]

/// The live shell: configuration files, libevent, sockets and the real clock.
let shell: [Target] = [
  .systemLibrary(
    name: "CMaxMindDB", pkgConfig: "libmaxminddb", providers: [.apt(["libmaxminddb-dev"])]),
  .target(name: "GeoIP", dependencies: ["Primitives", "Geo", "CMaxMindDB"]),
  .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
  .target(
    name: "Configuration",
    dependencies: [
      "Primitives", "DNSWire", "Geo", "GeoIP", "Health", "Zones", "Routing", "Authority", "Transfer",
      "EdgeCache", "Eviction", "LoadBalancing", "Route53", "Simulation", "World", "Traces", "Replaying",
      "CYAML",
    ]),
  .systemLibrary(
    name: "CLibcrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
  .systemLibrary(name: "CLibssl", pkgConfig: "libssl", providers: [.apt(["libssl-dev"])]),
  .systemLibrary(name: "CBrotli", pkgConfig: "libbrotlienc", providers: [.apt(["libbrotli-dev"])]),
  .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
  .systemLibrary(
    name: "CLibevent", pkgConfig: "libevent", providers: [.apt(["libevent-dev"])]),
  .target(name: "TLS", dependencies: ["Primitives", "CLibssl"]),
  .systemLibrary(name: "CNghttp2", pkgConfig: "libnghttp2", providers: [.apt(["libnghttp2-dev"])]),
  .target(name: "HTTP2", dependencies: ["Primitives", "HTTPWire", "CNghttp2"]),
  .target(name: "CSystem"),
  .target(name: "EventLoop", dependencies: ["Primitives", "TLS", "CLibevent", "CLibssl", "CSystem"]),
  .target(
    name: "Serving",
    dependencies: [
      "Primitives", "DNSWire", "Geo", "Zones", "Routing", "Authority", "RateLimiting", "Transfer", "HTTPWire",
      "HTTP2",
      "HTTPCaching",
      "EdgeCache", "Eviction", "LoadBalancing", "Logs", "ObjectFile", "Health", "Simulation", "Configuration",
      "TLS", "EventLoop", "Explaining",
      "CZlib", "CBrotli",
      .product(name: "Logging", package: "swift-log"),
    ]),
  .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
  .target(name: "Replaying", dependencies: ["Traces", "Eviction", "CZlib", "CZstd"]),
  .target(
    name: "Reports",
    dependencies: ["Primitives", "Health", "Simulation", "World", "Traces", "EdgeReplaying"]),
  .executableTarget(
    name: "edgesim",
    dependencies: [
      "Serving", "Simulation", "World", "Replaying", "EdgeReplaying", "Traces", "Eviction", "Reports",
      "Configuration",
      "EventLoop", "RateLimiting", "Logs", "SignedURLs", "Explaining",
      "Authority", "EdgeCache", "HTTPWire",
      "Routing", "Geo", "Health", "Zones", "Transfer", "Route53", "DNSWire", "Primitives",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
      .product(name: "Logging", package: "swift-log"),
    ]),
]

/// Seeded mutation fuzzing of everything that reads bytes from outside: `swift run -c release fuzz`.
let fuzz: [Target] = [
  .executableTarget(
    name: "fuzz",
    dependencies: [
      "Primitives", "HTTPWire", "HTTP2", "DNSWire", "Zones", "Transfer", "Route53", "Traces",
      "SignedURLs", "Configuration", "Serving", "Geo", "Routing", "HTTPCaching", "Eviction", "EdgeCache",
      "Logs",
      "World", "EdgeReplaying", "Explaining", "ObjectFile",
    ],
    path: "Tests/Fuzz",
    exclude: ["Corpus", "run"], sources: ["Sources"])
]

/// What objects cost in the store: `bench/store/run`.
let bench: [Target] = [
  .executableTarget(
    name: "storebench", dependencies: ["EdgeCache", "HTTPWire", "Primitives"], path: "bench/store/Sources")
]

/// One test target a source target, and two that look at the whole.
let tests: [Target] = [
  .testTarget(name: "PrimitivesTests", dependencies: ["Primitives"]),
  .testTarget(name: "DNSWireTests", dependencies: ["DNSWire", "Primitives"]),
  .testTarget(
    name: "GeoTests", dependencies: ["Geo", "Primitives"], exclude: ["largest-ranges.csv"]),
  .testTarget(
    name: "GeoIPTests", dependencies: ["GeoIP", "Geo", "Primitives"], exclude: ["Fixtures"]),
  .testTarget(name: "HealthTests", dependencies: ["Health", "Primitives"]),
  .testTarget(name: "ZonesTests", dependencies: ["Zones", "DNSWire", "Primitives"]),
  .testTarget(
    name: "RoutingTests", dependencies: ["Routing", "Health", "Zones", "Geo", "DNSWire", "Primitives"]),
  .testTarget(
    name: "AuthorityTests",
    dependencies: [
      "Authority", "Zones", "Routing", "Health", "Geo", "DNSWire", "Primitives",
    ]),
  .testTarget(
    name: "ExplainingTests",
    dependencies: [
      "Explaining", "Authority", "Zones", "Routing", "Health", "Geo", "DNSWire", "Primitives",
    ]),
  .testTarget(name: "TransferTests", dependencies: ["Transfer", "Zones", "DNSWire", "Primitives"]),
  .testTarget(name: "Route53Tests", dependencies: ["Route53", "Zones", "DNSWire", "Primitives"]),
  .testTarget(name: "RateLimitingTests", dependencies: ["RateLimiting", "Primitives"]),
  .testTarget(name: "LoadBalancingTests", dependencies: ["LoadBalancing", "Primitives"]),
  .testTarget(name: "HTTPWireTests", dependencies: ["HTTPWire", "Primitives"]),
  .testTarget(name: "HTTP2Tests", dependencies: ["HTTP2", "HTTPWire", "Primitives"]),
  .testTarget(name: "HTTPCachingTests", dependencies: ["HTTPCaching", "HTTPWire", "Primitives"]),
  .testTarget(
    name: "EvictionTests", dependencies: ["Eviction", "Primitives"], exclude: ["Fixtures"]),
  .testTarget(name: "ObjectFileTests", dependencies: ["ObjectFile", "Primitives"]),
  .testTarget(
    name: "EdgeCacheTests",
    dependencies: [
      "EdgeCache", "Eviction", "ObjectFile", "Geo", "HTTPCaching", "HTTPWire", "SignedURLs", "Primitives",
    ]),
  .testTarget(name: "SignedURLsTests", dependencies: ["SignedURLs", "Primitives"]),
  .testTarget(
    name: "LogsTests", dependencies: ["Logs", "EdgeCache", "Traces", "HTTPWire", "Primitives"]),
  .testTarget(name: "TracesTests", dependencies: ["Traces", "Eviction", "Primitives"]),
  .testTarget(
    name: "ReplayingTests", dependencies: ["Replaying", "Traces", "Eviction"], exclude: ["Fixtures"]),
  .testTarget(name: "SimulationTests", dependencies: ["Simulation", "Health", "Primitives"]),
  .testTarget(
    name: "WorldTests",
    dependencies: [
      "World", "EdgeReplaying", "Replaying", "Configuration", "Simulation", "Health", "Geo", "Routing",
      "EdgeCache", "Eviction", "HTTPWire", "Traces", "Primitives",
    ]),
  .testTarget(
    name: "EdgeReplayingTests",
    dependencies: [
      "EdgeReplaying", "Traces", "Eviction", "EdgeCache", "Routing", "Geo", "HTTPWire", "World", "Primitives",
    ]),
  .testTarget(
    name: "ReportsTests",
    dependencies: ["Reports", "Simulation", "Health", "Traces", "Eviction", "Primitives"]),
  .testTarget(
    name: "ConfigurationTests",
    dependencies: [
      "Configuration", "Simulation", "EdgeCache", "Eviction", "LoadBalancing", "Health", "Authority",
      "Routing", "Transfer", "Zones",
      "Route53",
      "Geo", "DNSWire", "Primitives",
    ]),
  .testTarget(name: "TLSTests", dependencies: ["TLS", "Primitives"]),
  .testTarget(name: "EventLoopTests", dependencies: ["EventLoop", "CSystem", "Primitives"]),
  .testTarget(
    name: "ServingTests",
    dependencies: [
      "Serving", "EventLoop", "Configuration", "EdgeCache", "LoadBalancing", "Health", "Simulation",
      "HTTPWire", "Authority", "DNSWire",
      "RateLimiting", "Primitives",
    ]),
  .testTarget(name: "ArchitectureTests", dependencies: []),
  .testTarget(name: "EndToEndTests", dependencies: ["edgesim"], exclude: ["Fixtures"]),
]

/// edgesim beside NSD, Knot and BIND over generated zones: `make differential`.
let differential: [Target] = [
  .executableTarget(
    name: "differential", dependencies: ["Primitives", "DNSWire"], path: "Tests/Differential",
    exclude: ["run"], sources: ["Sources"])
]

let package = Package(
  name: "edgesim",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
  ],
  targets: core + shell + fuzz + differential + bench + tests,
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = [
    .enableExperimentalFeature("Lifetimes"),  // functions that return a Span of what they borrow
    .treatAllWarnings(as: .error),
  ]
}
