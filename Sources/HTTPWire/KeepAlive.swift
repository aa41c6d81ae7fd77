/// Whether the connection outlives the message (RFC 9112 section 9.3).
extension RequestHead {
  /// Whether the client wants to send another request after this one.
  package var isKeepAlive: Bool { fields.connectionPersists(minorVersion: minorVersion) }
}

extension ResponseHead {
  /// Whether the server takes another request, given how this body ends.
  package func isKeepAlive(_ framing: BodyFraming) -> Bool {
    framing != .untilClose && fields.connectionPersists(minorVersion: minorVersion)
  }
}

extension Fields {
  fileprivate func connectionPersists(minorVersion: UInt8) -> Bool {
    guard contains(.connection) else { return minorVersion > 0 }
    if list(.connection, contains: "close") { return false }
    return minorVersion > 0 || list(.connection, contains: "keep-alive")
  }
}
