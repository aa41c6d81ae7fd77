/// Prometheus text exposition format 0.0.4.
extension LabStatus {
  var prometheusText: String {
    var text = PrometheusText()
    text.family("edgesim_dns_queries_total", .counter, "DNS queries answered.")
    for count in queries {
      text.sample(
        [("zone", count.zone), ("type", count.type), ("rcode", count.rcode), ("transport", count.transport)],
        count.queries)
    }
    func labels(_ count: RequestCount) -> [(String, String)] {
      [
        ("distribution", count.distribution), ("behavior", count.behavior), ("pop", count.pop),
        ("result", count.result),
      ]
    }
    text.family("edgesim_http_requests_total", .counter, "Viewer requests answered, by x-edge-result-type.")
    for count in requests { text.sample(labels(count), count.requests) }
    text.family("edgesim_http_response_bytes_total", .counter, "Bytes sent to viewers, heads included.")
    for count in requests { text.sample(labels(count), count.bytes) }
    text.family("edgesim_origin_requests_total", .counter, "Requests sent to origins.")
    for count in origins {
      text.sample([("distribution", count.distribution), ("pop", count.pop)], count.requests)
    }
    text.family("edgesim_origin_bytes_total", .counter, "Bytes of response bodies received from origins.")
    for count in origins {
      text.sample([("distribution", count.distribution), ("pop", count.pop)], count.bytes)
    }
    text.family("edgesim_cache_objects", .gauge, "Objects stored.")
    for pop in pops { text.sample([("pop", pop.id)], pop.objects) }
    text.family("edgesim_cache_bytes", .gauge, "Bytes the stored objects take, index and heads included.")
    for pop in pops { text.sample([("pop", pop.id)], pop.bytes) }
    text.family("edgesim_cache_capacity_bytes", .gauge, "Bytes the store may take.")
    for pop in pops { text.sample([("pop", pop.id)], pop.capacity) }
    text.family("edgesim_cache_evictions_total", .counter, "Objects evicted to make room.")
    for pop in pops { text.sample([("pop", pop.id)], pop.evictions) }
    secondaries.append(to: &text)
    return text.text
  }
}

struct PrometheusText {
  enum Kind: String { case counter, gauge }

  private(set) var text = ""
  private var name = ""

  mutating func family(_ name: String, _ kind: Kind, _ help: String) {
    self.name = name
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  mutating func sample(_ labels: [(String, String)], _ value: Int) {
    let list = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    text += "\(name){\(list)} \(value)\n"
  }

  private static func escaped(_ value: String) -> String {
    var result = ""
    for character in value {
      switch character {
      case "\\": result += "\\\\"
      case "\"": result += "\\\""
      case "\n": result += "\\n"
      default: result.append(character)
      }
    }
    return result
  }
}
