import HTTPWire
import Testing

@testable import EdgeCache

/// `CloudFront-Is-*-Viewer`: what a viewer is by its `User-Agent`. Exactly one of desktop, tablet, phone and television holds.
@Suite struct DeviceKindTests {
  private static let devices: [GeneratedHeader] = [
    .isDesktopViewer, .isTabletViewer, .isMobileViewer, .isSmartTVViewer,
  ]

  private func kinds(_ agent: String?) -> (devices: [GeneratedHeader], system: [GeneratedHeader]) {
    var head = RequestHead("GET", "/")
    if let agent { head.fields.append("User-Agent", agent) }
    let kind = DeviceKind(head.fields)
    return (
      Self.devices.filter(kind.matches), [GeneratedHeader.isAndroidViewer, .isIOSViewer].filter(kind.matches)
    )
  }

  @Test(
    "browsers in use",
    arguments: [
      ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", .isDesktopViewer, nil),
      (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605",
        .isDesktopViewer, nil
      ),
      ("curl/8.5.0", .isDesktopViewer, nil), ("", .isDesktopViewer, nil), (nil, .isDesktopViewer, nil),
      (
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/131.0 Mobile Safari/537.36", .isMobileViewer,
        .isAndroidViewer
      ),
      (
        "Mozilla/5.0 (Linux; Android 14; SM-X910) Chrome/131.0 Safari/537.36", .isTabletViewer,
        .isAndroidViewer
      ),
      (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18 Mobile/15E148", .isMobileViewer,
        .isIOSViewer
      ),
      (
        "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) Version/12 Mobile/15E148", .isTabletViewer,
        .isIOSViewer
      ),
      ("Mozilla/5.0 (iPod touch; CPU iPhone OS 12_5)", .isMobileViewer, .isIOSViewer),
      ("Mozilla/5.0 (SMART-TV; LINUX; Tizen 7.0) Version/7.0 TV Safari/537.36", .isSmartTVViewer, nil),
      ("Mozilla/5.0 (Web0S; Linux/SmartTV) Chrome/108", .isSmartTVViewer, nil),
      ("Mozilla/5.0 (Linux; Android 12; BRAVIA) GoogleTV Mobile", .isSmartTVViewer, .isAndroidViewer),
      ("mozilla/5.0 (IPHONE) mobile", .isMobileViewer, .isIOSViewer),
    ] as [(String?, GeneratedHeader, GeneratedHeader?)])
  func browsers(agent: String?, device: GeneratedHeader, system: GeneratedHeader?) {
    let found = kinds(agent)
    #expect(found.devices == [device] && found.system == [system].compactMap { $0 })
  }
}
