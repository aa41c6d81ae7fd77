import Geo
import Primitives

import struct HTTPWire.RequestHead

/// One viewer request and its answer. The shell keeps one per connection and uses it for request after request.
///
/// ```
///          begin                 head of the response is known
///  idle ──────────▶ waiting ────────────────────────────────▶ responding ──▶ idle
///    ╰─────────────────────────── begin, answered at once ───────▲     end, abandon
/// ```
///
/// `@exclusivity(unchecked)`: the checks of class properties at run time were a third of the instructions of a hit.
/// They find a property changed while someone further up the stack works on it; here no code of others runs while the
/// cache does (`onProgress` comes last), and each property is read or replaced at once.
package final class Exchange {
  package enum Phase: Hashable, Sendable { case idle, waiting, responding }
  package enum Scheme: Hashable, Sendable { case http, https }

  /// What the viewer's TLS handshake agreed on, as logs have it.
  package struct TLSSession: Hashable, Sendable {
    /// `TLSv1.3`
    package var version: String
    /// `TLS_AES_128_GCM_SHA256`
    package var cipher: String

    package init(version: String, cipher: String) { (self.version, self.cipher) = (version, cipher) }
  }

  /// How the end of the body shows on the wire (RFC 9112 section 6).
  package enum Framing: Hashable, Sendable {
    /// No body follows the head.
    case none
    case length(Int)
    /// Chunk sizes are put between the blocks by the shell.
    case chunked
    /// The connection closes after the body: a viewer of HTTP/1.0 and a length not known.
    case close
  }

  // Filled by the shell before `EdgeCache.begin`.
  @exclusivity(unchecked) package var request = RequestHead()
  @exclusivity(unchecked) package var viewer = IPAddress(v4: 0)
  @exclusivity(unchecked) package var viewerPort: UInt16 = 0
  /// Where the viewer is, as far as is known.
  @exclusivity(unchecked) package var viewerLocation = ClientLocation.unknown
  @exclusivity(unchecked) package var viewerScheme = Scheme.http
  /// Nil over plain HTTP.
  @exclusivity(unchecked) package var viewerTLS: TLSSession?
  /// Whether the certificate that the viewer was shown is good for a host; nil: nobody asks. Lower case, without port.
  @exclusivity(unchecked) package var coversHost: ((Span<UInt8>) -> Bool)?
  /// The connection ends after this response whatever the viewer wishes (the server drains, say).
  @exclusivity(unchecked) package var mustClose = false
  /// The request comes from another cache of the edge, whatever its fields say. Set once by the shell.
  @exclusivity(unchecked) package var isFromCache = false
  /// The edge asks for itself, to have a copy before anybody asks. Set by the shell.
  @exclusivity(unchecked) package var preload: Preload?
  /// Set once by the shell. Called when the phase becomes `.responding` after `begin` has returned, when the body
  /// grows, ends or fails; now and then without news. Never called during the exchange's own `begin`. It may call the cache for any exchange and fetch: the
  /// cache calls it last, when its own state is whole again.
  package var onProgress: (() -> Void)?

  /// Set once by the shell, for interim responses: called with the head of each while `.waiting`.
  package var onInterim: (([UInt8]) -> Void)?

  // Filled by the cache.
  @exclusivity(unchecked) package internal(set) var phase = Phase.idle
  @exclusivity(unchecked) package internal(set) var result = ResultType.miss
  @exclusivity(unchecked) package internal(set) var reason = ResultReason.undecided
  @exclusivity(unchecked) package internal(set) var status: UInt16 = 0
  /// The serialised response head, blank line included; valid while `.responding`.
  @exclusivity(unchecked) package internal(set) var head: [UInt8] = []
  /// What follows the head; nil for nothing.
  @exclusivity(unchecked) package internal(set) var body: ResponseBody?
  @exclusivity(unchecked) package internal(set) var framing = Framing.none
  /// Whether another request may follow on the connection (RFC 9112 section 9.3); the head says the same.
  @exclusivity(unchecked) package internal(set) var isKeepAlive = true
  /// Octets of the body the shell has done with.
  @exclusivity(unchecked) package internal(set) var bodyOffset = 0
  /// Where the answer ends in `body`, or the part of it that is being sent; nil: at its end.
  @exclusivity(unchecked) var bodyEnd: Int?
  /// What follows the part that is being sent.
  @exclusivity(unchecked) var parts: ArraySlice<BodyPart> = []
  /// The lines before the part that comes next, until they are sent.
  @exclusivity(unchecked) var preamble: ByteBlock?
  /// What the exchange waits on or reads from; nil when it is answered from the store.
  @exclusivity(unchecked) package internal(set) var fetch: Fetch?
  @exclusivity(unchecked) var startedAt = Instant.distantPast
  /// When the fetch that was made for it began; nil if none was.
  @exclusivity(unchecked) var originAskedAt: Instant?
  @exclusivity(unchecked) var distribution: CompiledDistribution?
  @exclusivity(unchecked) var behavior: CompiledBehavior?
  /// The rule of the web ACL that has decided, and those that have counted the request.
  @exclusivity(unchecked) package internal(set) var webACLRule: String?
  @exclusivity(unchecked) var countedRules: [String] = []
  /// The hash of the key, where `preload` is.
  @exclusivity(unchecked) var staticKey: UInt64?
  /// Another cache asks for the page that stands for an error of its viewer.
  @exclusivity(unchecked) var isForErrorPage = false
  /// What it is answered with in place of an error.
  @exclusivity(unchecked) var errorPage: ErrorPage?
  /// The viewer's request, or the one for the page that stands for an error.
  var wanted: RequestHead { errorPage?.request ?? request }
  /// Of the answer the origin gave for this request; 0 for none.
  @exclusivity(unchecked) var originStatus: UInt16 = 0
  /// What the cache that asks says, where one does.
  @exclusivity(unchecked) var tierRequest: TierRequest?
  /// Which cache nearer to the origin had what it is answered with; nil: none did.
  @exclusivity(unchecked) package internal(set) var layer: CacheTier.Role?
  /// The last cache before the origin that was asked.
  @exclusivity(unchecked) var askingLayer: CacheTier.Role?
  /// The distribution and behaviour, as a place in `Figures`.
  @exclusivity(unchecked) var series = 0

  package init() {}

  /// What can be sent next of the answer's content.
  package enum Content {
    case bytes(SharedBytes)
    /// They are in a file: a range of the body.
    case cold(ColdBody, Range<Int>)
    /// More is on its way.
    case awaited
    case complete
    /// The body fails half-way.
    case failed
  }

  package var content: Content {
    if let preamble { return .bytes(preamble.shared(0..<preamble.count)) }
    guard let body else { return .complete }
    if body.isComplete ? bodyOffset >= bodyEnd ?? body.count : bodyOffset == bodyEnd { return .complete }
    if body.isFailed { return .failed }
    guard let bytes = body.octets(at: bodyOffset) else {
      guard let (file, range) = body.filed(bodyOffset..<(bodyEnd ?? body.count)) else { return .awaited }
      return .cold(file, range)
    }
    guard let bodyEnd, bodyEnd - bodyOffset < bytes.count else { return .bytes(bytes) }
    return .bytes(bytes.extracting(0..<bodyEnd - bodyOffset))
  }

  /// Tells that so many octets of what `content` gave have been sent. May call `Fetch.onWantsMore`.
  package func sent(_ count: Int) {
    guard preamble == nil else { return preamble = nil }
    advance(to: bodyOffset + count)
    if bodyOffset == bodyEnd, let next = parts.popFirst() { begin(next) }
  }

  /// Goes on with a part of the body.
  func begin(_ part: BodyPart) {
    (preamble, bodyOffset, bodyEnd) = (part.preamble, part.range.lowerBound, part.range.upperBound)
  }

  /// Tells that the body has been sent up to `offset`, so that a window may move on (see `Body`).
  ///
  /// Call it after each write. May call `Fetch.onWantsMore`.
  package func advance(to offset: Int) {
    bodyOffset = offset
    fetch?.readerAdvanced()
  }

  /// Room is kept, links are dropped; the request stays until the shell resets it.
  func reset() {
    (phase, result, reason, status) = (.idle, .miss, .undecided, 0)
    head.removeAll(keepingCapacity: true)
    (body, framing, bodyOffset, fetch, isKeepAlive) = (nil, .none, 0, nil, true)
    (bodyEnd, preamble, originStatus) = (nil, nil, 0)
    if !parts.isEmpty { parts = [] }
    webACLRule = nil
    if !countedRules.isEmpty { countedRules = [] }
    (distribution, behavior, errorPage, originAskedAt, layer) = (nil, nil, nil, nil, nil)
  }
}
