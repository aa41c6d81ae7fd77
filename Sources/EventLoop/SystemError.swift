import Glibc

/// A system call that failed.
package struct SystemError: Error, CustomStringConvertible {
  /// `errno`.
  package let code: Int32
  /// What was tried, for the message: `bind 127.0.0.1:53`.
  package let call: String

  package init(code: Int32, call: String) { (self.code, self.call) = (code, call) }

  /// Passes a result through, or throws for a negative one (-errno, as `CSystem` returns it).
  static func check(_ result: Int32, _ call: @autoclosure () -> String) throws(SystemError) -> Int32 {
    if result < 0 { throw SystemError(code: -result, call: call()) }
    return result
  }

  package var description: String { "\(call): \(String(cString: strerror(code)))" }
}
