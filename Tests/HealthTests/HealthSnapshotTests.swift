import Testing

@testable import Health

@Suite struct HealthSnapshotTests {
  @Test func `a record without a health check is always healthy`() {
    let snapshot = HealthSnapshot(healthy: [true, false])
    #expect(snapshot.isHealthy(0))
    #expect(!snapshot.isHealthy(1))
    #expect(snapshot.isHealthy(-1))
    #expect(snapshot.isHealthy(2))
  }
}
