import Primitives

/// A certificate with its chain, and its key, in PEM.
package struct CertificateFiles: Hashable, Sendable {
  package var certificate: String
  package var key: String

  package init(certificate: String, key: String) { (self.certificate, self.key) = (certificate, key) }
}

/// Reads `certificates.yaml`: what viewers are shown over TLS. For which names each is good stands in it.
struct CertificateReader {
  /// Where relative paths begin.
  let baseDirectory: String

  func read(_ root: ConfigurationNode) -> [CertificateFiles] {
    guard let nodes = root.map(keys: ["certificates"])?.required("certificates")?.list() else { return [] }
    return nodes.compactMap { node in
      guard let map = node.map(keys: ["certificate", "key"]) else { return nil }
      let certificate = map.required("certificate").flatMap(file)
      let key = map.required("key").flatMap(file)
      guard let certificate, let key else { return nil }
      return CertificateFiles(certificate: certificate, key: key)
    }
  }

  private func file(_ node: ConfigurationNode) -> String? {
    guard let text = node.nonEmptyString() else { return nil }
    let path = text.hasPrefix("/") ? text : "\(baseDirectory)/\(text)"
    guard FileStatus(path: path)?.kind == .regular else {
      node.error("'\(path)' is not there or is no file")
      return nil
    }
    return path
  }
}
