import FoundationEssentials

/// What `GET /api/v1/query` of the Prometheus HTTP API answers.
struct PrometheusReply: Decodable {
  private let values: [Double]

  /// The values of an instant vector, or the one of a scalar; nil for errors, strings and range vectors.
  static func values(_ body: [UInt8]) -> [Double]? {
    try? JSONDecoder().decode(PrometheusReply.self, from: Data(body)).values
  }

  private enum Keys: String, CodingKey { case status, data, resultType, result }

  private enum ResultType: String, Decodable { case scalar, vector }

  private struct Series: Decodable { let value: Sample }

  /// `[time, "value"]`.
  private struct Sample: Decodable {
    let value: Double

    init(from decoder: any Decoder) throws {
      var pair = try decoder.unkeyedContainer()
      _ = try pair.decode(Double.self)
      guard let value = Double(try pair.decode(String.self)), pair.isAtEnd else {
        throw DecodingError.dataCorruptedError(in: pair, debugDescription: "a number in quotes is expected")
      }
      self.value = value
    }
  }

  init(from decoder: any Decoder) throws {
    let root = try decoder.container(keyedBy: Keys.self)
    guard try root.decode(String.self, forKey: .status) == "success" else {
      throw DecodingError.dataCorruptedError(
        forKey: .status, in: root, debugDescription: "success is expected")
    }
    let data = try root.nestedContainer(keyedBy: Keys.self, forKey: .data)
    switch try data.decode(ResultType.self, forKey: .resultType) {
    case .scalar: values = [try data.decode(Sample.self, forKey: .result).value]
    case .vector: values = try data.decode([Series].self, forKey: .result).map(\.value.value)
    }
  }
}
