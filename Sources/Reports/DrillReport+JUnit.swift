extension DrillReport {
  /// A test suite a drill, a test case an expectation: the XML that build servers read.
  package static func junit(_ reports: [DrillReport]) -> String {
    let suites = reports.map { report in
      let broken = report.violations.map {
        Expectation(expected: "what holds in every run", measured: $0, isMet: false)
      }
      let cases = (report.expectations + broken).map { expectation in
        let open =
          #"    <testcase classname="\#(escaped(report.name))" name="\#(escaped(expectation.expected))""#
        return expectation.isMet
          ? "\(open)/>"
          : "\(open)>\n      <failure message=\"\(escaped(expectation.measured))\"/>\n    </testcase>"
      }
      let failures = (report.expectations + broken).count { !$0.isMet }
      return """
          <testsuite name="\(escaped(report.name))" tests="\(cases.count)" failures="\(failures)" \
        time="\(report.durationSeconds / report.timeScale)">
        \(cases.joined(separator: "\n"))
          </testsuite>
        """
    }
    return """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites>
      \(suites.joined(separator: "\n"))
      </testsuites>

      """
  }

  /// Text that may stand in an element or a quoted attribute of XML and HTML; what XML forbids is left out.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\t", "\n": escaped += " "
      case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: break
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
