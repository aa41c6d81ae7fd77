import Traces

/// Requests that are made up as they are asked for.
package struct SyntheticSource: TraceSource {
  private var workload: SyntheticWorkload

  package init(_ workload: SyntheticWorkload) { self.workload = workload }

  package var share: Double? { workload.share }

  package mutating func next(_ batch: inout [Request]) throws {
    batch.removeAll(keepingCapacity: true)
    workload.append(to: &batch)
  }
}
