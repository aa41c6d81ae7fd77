import Primitives
import Simulation
import World

// The settings of the lab that a drill runs with: `lab: {ttl: 20, interval: 10}`.

extension DrillReader {
  mutating func readLab(_ node: ConfigurationNode) {
    guard let map = node.map(keys: LabSetting.allCases.map(\.rawValue)) else { return }
    for setting in LabSetting.allCases {
      guard let value = map[setting.rawValue], let text = value.string() else { continue }
      do throws(LabSetting.Refused) {
        _ = try setting.change(to: text)
        changes.append(LabChange(setting.rawValue, text))
      } catch {
        value.error("\(error.description)")
      }
    }
  }
}

extension LabConfiguration {
  /// The lab that a drill runs in, and the drill with what that changes of its health checks.
  package func virtualSite(for drill: Drill) -> (site: VirtualSite, drill: Drill) {
    Self.apply(drill.lab, to: drill, virtualSite(hasPopulation: drill.population != nil))
  }

  /// Settings that cannot be have been refused when the drill was read.
  package static func apply(
    _ changes: [LabChange], to drill: Drill, _ site: VirtualSite
  ) -> (site: VirtualSite, drill: Drill) {
    var (drill, site) = (drill, site)
    for change in changes {
      try? LabSetting(rawValue: change.name)?.change(to: change.value)(&drill, &site)
    }
    return (site, drill)
  }
}
