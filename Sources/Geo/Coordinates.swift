/// A point on the globe, in degrees (WGS 84), kept as a unit vector as well: comparing distances is three products.
public struct Coordinates: Sendable, BitwiseCopyable, Hashable {
  /// -90...90, north positive.
  public let latitude: Double
  /// -180...180, east positive.
  public let longitude: Double
  private let x: Double
  private let y: Double
  private let z: Double

  /// Nil outside the ranges above.
  package init?(latitude: Double, longitude: Double) {
    guard (-90...90).contains(latitude), (-180...180).contains(longitude) else { return nil }
    (self.latitude, self.longitude) = (latitude, longitude)
    let (phi, lambda) = (latitude * .pi / 180, longitude * .pi / 180)
    (x, y, z) = (
      Trigonometry.cosine(phi) * Trigonometry.cosine(lambda),
      Trigonometry.cosine(phi) * Trigonometry.sine(lambda),
      Trigonometry.sine(phi)
    )
  }

  /// The cosine of the angle between two points: the greater, the nearer.
  package func nearness(to other: Coordinates) -> Double { x * other.x + y * other.y + z * other.z }

  /// Great-circle distance on a sphere of the Earth's mean radius, kilometres.
  package func kilometres(to other: Coordinates) -> Double {
    Self.greatCircle(straightKilometres: straightKilometres(to: other))
  }

  /// Kilometres through the Earth: never more than the great circle is, and much cheaper to tell.
  package func straightKilometres(to other: Coordinates) -> Double { Self.radius * chord(to: other) }

  /// The great circle between points that are so far apart through the Earth.
  package static func greatCircle(straightKilometres: Double) -> Double {
    2 * radius * Trigonometry.arcsine(min(straightKilometres / (2 * radius), 1))
  }

  @inline(__always)
  private func chord(to other: Coordinates) -> Double {
    let (dx, dy, dz) = (x - other.x, y - other.y, z - other.z)
    return (dx * dx + dy * dy + dz * dz).squareRoot()
  }

  private static var radius: Double { 6371.0088 }
}
