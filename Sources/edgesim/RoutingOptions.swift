import ArgumentParser
import Routing

/// What the sources of the routing policies leave open: the same for `serve` and `explain`.
struct RoutingOptions: ParsableArguments {
  @Flag(
    help: "Where no record is healthy answer with none, for contrast; Route 53 takes all for healthy.")
  var failClosed = false

  @Option(help: "How a bias changes distances: as the guide has it now, or as it did until 2023.")
  var geoproximity: GeoproximityRouting.Formula = .current

  var settings: RoutingSettings {
    var settings = RoutingSettings()
    if failClosed { settings.fallback = .failClosed }
    settings.geoproximity = geoproximity
    return settings
  }
}

extension GeoproximityRouting.Formula: ExpressibleByArgument {}
