import CLibssl

/// Why a certificate or key cannot be used.
package struct TLSError: Error, Sendable, CustomStringConvertible {
  /// The file at fault; nil: none is.
  package let file: String?
  package let message: String

  init(file: String? = nil, _ message: String) { (self.file, self.message) = (file, message) }

  /// `message`, and what OpenSSL has to say about it.
  static func openSSL(file: String? = nil, _ message: String) -> TLSError {
    let code = ERR_peek_last_error()
    ERR_clear_error()
    guard code != 0, let reason = ERR_reason_error_string(code) else { return TLSError(file: file, message) }
    return TLSError(file: file, "\(message): \(String(cString: reason))")
  }

  package var description: String { file.map { "\($0): \(message)" } ?? message }
}
