import Foundation

/// What `GET /api/v1/query` of the Prometheus HTTP API answers.
enum PrometheusReply {
  /// The values of an instant vector, or the one of a scalar; nil for errors, strings and range vectors.
  static func values(_ body: [UInt8]) -> [Double]? {
    guard let root = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any],
      root["status"] as? String == "success", let data = root["data"] as? [String: Any]
    else { return nil }
    switch data["resultType"] as? String {
    case "scalar": return value(data["result"]).map { [$0] }
    case "vector":
      guard let series = data["result"] as? [[String: Any]] else { return nil }
      let values = series.compactMap { value($0["value"]) }
      return values.count == series.count ? values : nil
    default: return nil
    }
  }

  /// `[time, "value"]`.
  private static func value(_ sample: Any?) -> Double? {
    guard let pair = sample as? [Any], pair.count == 2, let text = pair[1] as? String else { return nil }
    return Double(text)
  }
}
