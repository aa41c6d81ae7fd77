import Authority
import Primitives

/// The secret of server cookies in a file: 32 hexadecimal digits on a line (RFC 9018 section 3).
package enum CookieSecretFile {
  package static func read(_ path: String) throws(Diagnostic) -> CookieSecret {
    let collector = DiagnosticCollector()
    guard let bytes = ConfigurationFile(path: path, diagnostics: collector).bytes() else {
      throw collector.diagnostics.first ?? Diagnostic(file: path, "cannot be read")
    }
    var digits = bytes[...]
    while let last = digits.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
      digits.removeLast()
    }
    guard let secret = CookieSecret(hexadecimal: String(decoding: digits, as: UTF8.self)) else {
      // What was found stays unsaid: it may be a secret after all.
      throw Diagnostic(
        file: path, line: 1, column: 1, "32 hexadecimal digits are expected (`openssl rand -hex 16`)")
    }
    return secret
  }
}
