import CLibssl
import Glibc

/// Why a certificate or key cannot be used.
package struct TLSError: Error, Sendable, CustomStringConvertible {
  /// The file at fault; nil: none is.
  package let file: String?
  package let message: String

  init(file: String? = nil, _ message: String) { (self.file, self.message) = (file, message) }

  /// `message`, and the first thing OpenSSL had to complain of: later ones say only where it was noticed.
  static func openSSL(file: String? = nil, _ message: String) -> TLSError {
    let code = ERR_peek_error()
    ERR_clear_error()
    let reason = ERR_GET_LIB(code) == ERR_LIB_SYS ? strerror(ERR_GET_REASON(code)) : nil
    guard code != 0, let text = reason.map({ String(cString: $0) }) ?? openSSLReason(code) else {
      return TLSError(file: file, message)
    }
    return TLSError(file: file, "\(message): \(text)")
  }

  private static func openSSLReason(_ code: UInt) -> String? {
    ERR_reason_error_string(code).map { String(cString: $0) }
  }

  package var description: String { file.map { "\($0): \(message)" } ?? message }
}
