import Health
import Testing

@Suite struct MetricAlarmTests {
  @Test(
    arguments: [
      (.greater, [0.5], .ok), (.greater, [0.6], .alarm), (.greaterOrEqual, [0.5], .alarm),
      (.greaterOrEqual, [0.4], .ok), (.less, [0.5], .ok), (.less, [0.4], .alarm),
      (.lessOrEqual, [0.5], .alarm),
      (.lessOrEqual, [0.6], .ok),
      // Several series: one is enough.
      (.greater, [0.1, 0.9], .alarm), (.greater, [0.1, 0.2], .ok), (.greater, [.nan, 0.9], .alarm),
      (.greater, [.infinity], .alarm), (.greater, [], .insufficientData),
      (.greater, [.nan], .insufficientData),
    ] as [(MetricAlarm.ComparisonOperator, [Double], AlarmState)])
  func `CloudWatch API, PutMetricAlarm ComparisonOperator`(
    comparison: MetricAlarm.ComparisonOperator, values: [Double], expected: AlarmState
  ) {
    let alarm = MetricAlarm(
      name: "a", query: "q", comparison: comparison, threshold: 0.5, periodSeconds: 60)
    #expect(alarm.state(of: values) == expected)
  }
}
