import HTTPWire
import Primitives

/// What kind of device a viewer is, by words of its `User-Agent`. CloudFront does not say how it tells; these words tell
/// apart the browsers in use.
struct DeviceKind {
  private let isTV, isTablet, isMobile, isAndroid, isIOS: Bool

  init(_ fields: borrowing Fields) {
    guard let index = fields.first(.userAgent) else {
      (isTV, isTablet, isMobile, isAndroid, isIOS) = (false, false, false, false, false)
      return
    }
    let agent = fields.value(index)
    isAndroid = agent.has("android")
    isIOS = agent.has("iphone") || agent.has("ipad") || agent.has("ipod")
    isTV =
      agent.has("smart-tv") || agent.has("smarttv") || agent.has("googletv") || agent.has("appletv")
      || agent.has("hbbtv") || agent.has("netcast") || agent.has("web0s") || agent.has("tizen")
    let isMobileAgent = agent.has("mobile")
    isTablet =
      !isTV
      && (agent.has("ipad") || agent.has("tablet") || agent.has("kindle") || (isAndroid && !isMobileAgent))
    isMobile = !isTV && !isTablet && (isMobileAgent || agent.has("iphone") || agent.has("ipod"))
  }

  func matches(_ header: GeneratedHeader) -> Bool {
    switch header {
    case .isAndroidViewer: isAndroid
    case .isIOSViewer: isIOS
    case .isSmartTVViewer: isTV
    case .isTabletViewer: isTablet
    case .isMobileViewer: isMobile
    case .isDesktopViewer: !isTV && !isTablet && !isMobile
    default: false
    }
  }
}

extension Span where Element == UInt8 {
  /// Whether `word` stands somewhere in it, letter case ignored.
  fileprivate func has(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard count >= length else { return false }
    for start in 0...(count - length)
    where extracting(start..<start + length).equalsIgnoringCase(word) { return true }
    return false
  }
}
