/// When a measured value is an alarm: what PutMetricAlarm of the CloudWatch API says of one period and one data point.
package struct MetricAlarm: Hashable, Sendable {
  package enum ComparisonOperator: String, CaseIterable, Hashable, Sendable {
    case greaterOrEqual = "GreaterThanOrEqualToThreshold"
    case greater = "GreaterThanThreshold"
    case less = "LessThanThreshold"
    case lessOrEqual = "LessThanOrEqualToThreshold"
  }

  /// The `Name` by which health checks call it.
  package var name: String
  /// What measures it, in the language of whoever is asked.
  package var query: String
  package var comparison: ComparisonOperator
  package var threshold: Double
  /// Seconds from one question to the next.
  package var periodSeconds: Int

  package init(
    name: String, query: String, comparison: ComparisonOperator, threshold: Double, periodSeconds: Int
  ) {
    (self.name, self.query, self.comparison) = (name, query, comparison)
    (self.threshold, self.periodSeconds) = (threshold, periodSeconds)
  }

  /// Of several series, one that is over the threshold is enough. Without values, and with NaN alone, there is no data.
  package func state(of values: [Double]) -> AlarmState {
    let numbers = values.filter { !$0.isNaN }
    if numbers.isEmpty { return .insufficientData }
    return numbers.contains(where: breaches) ? .alarm : .ok
  }

  private func breaches(_ value: Double) -> Bool {
    switch comparison {
    case .greaterOrEqual: value >= threshold
    case .greater: value > threshold
    case .less: value < threshold
    case .lessOrEqual: value <= threshold
    }
  }
}
