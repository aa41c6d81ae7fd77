/// Whether the edge compresses what an origin answers, and why not.
package struct CompressionExplanation: Hashable, Sendable, Encodable {
  /// `gzip` or `br`; nil: it stays as it is.
  package var coding: String?
  /// A sentence; nil: it is compressed.
  package var refusal: String?

  init(_ compression: Compression) {
    switch compression {
    case .applied(let coding): self.coding = coding.rawValue
    case .refused(let reason): refusal = reason.rawValue
    }
  }
}
