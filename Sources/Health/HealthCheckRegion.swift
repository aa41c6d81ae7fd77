/// Where Route 53 has health checkers (API HealthCheckRegion).
package enum HealthCheckRegion: String, CaseIterable, Hashable, Sendable {
  case usEast1 = "us-east-1"
  case usWest1 = "us-west-1"
  case usWest2 = "us-west-2"
  case euWest1 = "eu-west-1"
  case apSoutheast1 = "ap-southeast-1"
  case apSoutheast2 = "ap-southeast-2"
  case apNortheast1 = "ap-northeast-1"
  case saEast1 = "sa-east-1"
}
