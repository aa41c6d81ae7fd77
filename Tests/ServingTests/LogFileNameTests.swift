import Testing

@testable import Serving

/// `<distribution>.YYYY-MM-DD-HH.<id>.gz`: "File name format" of CloudFront's standard logs.
@Suite struct LogFileNameTests {
  @Test func `distribution, hour and id`() {
    // 2019-11-14, 20 o'clock.
    let name = LogFileName(distribution: "EMLARXS9EXAMPLE", hour: 1_573_761_600 / 3_600, number: 0xD111_111A)
    #expect("\(name)" == "EMLARXS9EXAMPLE.2019-11-14-20.d111111a.gz")
    #expect("\(LogFileName(distribution: "-", hour: 0, number: .max))" == "-.1970-01-01-00.ffffffff.gz")
    #expect("\(LogFileName(distribution: "a", hour: 23, number: 10))" == "a.1970-01-01-23.0000000a.gz")
  }

  @Test(arguments: [("../../etc/x", "______etc_x"), ("a b", "a_b"), ("\u{E9}", "__"), ("A-z_09", "A-z_09")])
  func `no id leads out of the directory`(id: String, written: String) {
    #expect("\(LogFileName(distribution: id, hour: 0, number: 0))" == "\(written).1970-01-01-00.00000000.gz")
  }
}
