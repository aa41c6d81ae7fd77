import Simulation

// Users of a drill that is made small: the network and the servers that all drills have, and the least that anybody may want.

extension DrillShrinking {
  mutating func reduceServers(_ now: inout Case) {
    attempt(&now) { drill in
      drill.population?.network = .usual
      drill.population?.connections = .init()
      drill.population?.points = []
      drill.population?.origins = []
    }
    attempt(&now) { $0.population?.network = .usual }
    attempt(&now) { $0.population?.connections = .init() }
    attempt(&now) { $0.population?.connections.handshake = .tcp }
    for number in (now.drill.population?.points ?? []).indices.reversed() {
      attempt(&now) { $0.population?.points.remove(at: number) }
    }
    for number in (now.drill.population?.origins ?? []).indices.reversed() {
      attempt(&now) { $0.population?.origins.remove(at: number) }
    }
  }

  mutating func reduceWorkload(_ now: inout Case) {
    if let recording = now.drill.population?.workload.recording {
      let isNeeded = !attempt(&now) { drill in
        drill.population?.workload.recording = nil
        drill.population?.workload.requestsPerSecond = 1
      }
      if isNeeded {
        attempt(&now) { drill in
          drill.population?.workload.recording = Drill.Recording(
            path: recording.path, format: recording.format)
        }
        attempt(&now) { $0.population?.workload.recording?.responseHeaders = [] }
        return
      }
    }
    reduceContents(&now)
    attempt(&now) { drill in
      drill.population?.workload.zipf = 0
      drill.population?.workload.dailySwing = 0
      drill.population?.workload.startMinute = 720
    }
    while let objects = now.drill.population?.workload.objects, objects > 1,
      attempt(&now, { $0.population?.workload.objects = objects / 2 })
    {}
    while let rate = now.drill.population?.workload.requestsPerSecond, rate > 0.1,
      attempt(&now, { $0.population?.workload.requestsPerSecond = (rate * 5).rounded(.down) / 10 })
    {}
  }

  /// One kind of content alone, or less of each.
  private mutating func reduceContents(_ now: inout Case) {
    guard let workload = now.drill.population?.workload, !workload.contents.isEmpty else { return }
    for kind in workload.contents {
      let isEnough = attempt(&now) { drill in
        drill.population?.workload.contents = []
        drill.population?.workload.url.path = kind.path
        drill.population?.workload.objects = kind.objects
        drill.population?.workload.zipf = kind.zipf
      }
      if isEnough { return }
    }
    for number in workload.contents.indices.reversed() {
      attempt(&now) { drill in
        guard drill.population!.workload.contents.count > 1 else { return }
        drill.population?.workload.contents.remove(at: number)
      }
    }
    attempt(&now) { drill in
      for number in drill.population!.workload.contents.indices {
        let path = drill.population!.workload.contents[number].path
        drill.population?.workload.contents[number] = .init(path: path, share: 1, zipf: 0)
      }
    }
  }
}
