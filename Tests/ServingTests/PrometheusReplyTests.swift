import Testing

@testable import Serving

/// Prometheus HTTP API, instant queries.
@Suite struct PrometheusReplyTests {
  @Test(
    arguments: [
      (#"{"status":"success","data":{"resultType":"scalar","result":[1435781451.781,"1.5"]}}"#, [1.5]),
      (
        #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":"b"},"value":[1,"2"]},{"metric":{},"value":[1,"+Inf"]}]}}"#,
        [2, .infinity]
      ),
      (#"{"status":"success","data":{"resultType":"vector","result":[]}}"#, []),
      (#"{"status":"error","errorType":"bad_data","error":"parse error"}"#, nil),
      (#"{"status":"success","data":{"resultType":"string","result":[1,"x"]}}"#, nil),
      (#"{"status":"success","data":{"resultType":"matrix","result":[]}}"#, nil),
      (#"{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"x"]}]}}"#, nil),
      (#"{"status":"success","data":{"resultType":"vector","result":[{"value":[1]}]}}"#, nil),
      (#"{"status":"success"}"#, nil), ("[]", nil), ("", nil), ("{", nil),
    ] as [(String, [Double]?)])
  func values(body: String, expected: [Double]?) {
    #expect(PrometheusReply.values(Array(body.utf8)) == expected)
  }

  @Test func `a value that is no number is kept apart from none`() throws {
    let body = #"{"status":"success","data":{"resultType":"scalar","result":[1,"NaN"]}}"#
    let values = try #require(PrometheusReply.values(Array(body.utf8)))
    #expect(values.count == 1 && values[0].isNaN)
  }
}
