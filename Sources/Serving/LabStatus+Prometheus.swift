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
    appendOperations(to: &text)
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
    text.family(
      "edgesim_http_uncacheable_requests_total", .counter,
      "Of the misses, requests whose method is not cached.")
    for count in requests where count.result == "Miss" { text.sample(labels(count), count.uncacheable) }
    appendTiers(to: &text)
    appendStaticContent(to: &text)
    appendHitRatios(to: &text)
    text.family(
      "edgesim_access_log_lost_total", .counter, "Lines lost because the access log's file is too slow.")
    text.sample([], accessLogLinesLost)
    text.family("edgesim_tls_handshakes_total", .counter, "TLS handshakes with viewers, by version.")
    for count in tls {
      for (version, number) in count.handshakes.sorted(by: { $0.key < $1.key }) {
        text.sample([("pop", count.pop), ("version", version)], number)
      }
    }
    text.family(
      "edgesim_tls_handshake_failures_total", .counter,
      "Connections of viewers that ended before the TLS handshake did.")
    for count in tls { text.sample([("pop", count.pop)], count.failures) }
    text.family(
      "edgesim_web_acl_requests_total", .counter,
      "Requests that a rule of a web ACL has allowed, blocked or counted; Default_Action where none decided.")
    for count in webACLRules {
      text.sample(
        [("web_acl", count.webACL), ("rule", count.rule), ("action", count.action), ("pop", count.pop)],
        count.requests)
    }
    text.family("edgesim_origin_requests_total", .counter, "Requests sent to origins.")
    for count in origins {
      text.sample([("distribution", count.distribution), ("pop", count.pop)], count.requests)
    }
    text.family("edgesim_origin_bytes_total", .counter, "Bytes of response bodies received from origins.")
    for count in origins {
      text.sample([("distribution", count.distribution), ("pop", count.pop)], count.bytes)
    }
    text.family(
      "edgesim_origin_failovers_total", .counter,
      "Requests to the secondary of an origin group, because the primary failed.")
    for count in origins {
      text.sample([("distribution", count.distribution), ("pop", count.pop)], count.failovers)
    }
    originServers.append(to: &text)
    text.family("edgesim_cache_objects", .gauge, "Objects stored.")
    for pop in pops { text.sample([("pop", pop.id)], pop.objects) }
    text.family("edgesim_cache_bytes", .gauge, "Bytes the stored objects take, index and heads included.")
    for pop in pops { text.sample([("pop", pop.id)], pop.bytes) }
    text.family("edgesim_cache_capacity_bytes", .gauge, "Bytes the store may take.")
    for pop in pops { text.sample([("pop", pop.id)], pop.capacity) }
    text.family("edgesim_cache_evictions_total", .counter, "Objects evicted to make room.")
    for pop in pops { text.sample([("pop", pop.id)], pop.evictions) }
    appendDisks(to: &text)
    secondaries.append(to: &text)
    addHealthChecks(to: &text)
    return text.text
  }

  private func appendHitRatios(to text: inout PrometheusText) {
    text.family(
      "edgesim_hit_ratio", .gauge,
      "Since the start, by definition (docs/logs.md); an empty label stands for all of its kind.")
    for ratio in computedHitRatios() {
      let values = [
        ("CacheHitRate", ratio.byRequests), ("CacheHitRateByBytes", ratio.byBytes), ("Hits", ratio.hits),
        ("Misses", ratio.misses), ("Errors", ratio.errors), ("BytesNotFromMisses", ratio.bytesNotFromMisses),
      ]
      for (definition, value) in values {
        guard let value else { continue }
        text.sample(
          [
            ("definition", definition), ("distribution", ratio.distribution ?? ""),
            ("behavior", ratio.behavior ?? ""), ("pop", ratio.pop ?? ""),
          ] + (ratio.tier.map { [("tier", $0)] } ?? []), value)
      }
    }
  }

  /// Where there is any.
  private func appendStaticContent(to text: inout PrometheusText) {
    guard !staticContent.isEmpty else { return }
    text.family(
      "edgesim_http_static_hits_total", .counter, "Of the hits of viewers, those on static content.")
    for count in requests where count.result == "Hit" {
      text.sample(
        [("distribution", count.distribution), ("behavior", count.behavior), ("pop", count.pop)],
        count.ofStatic)
    }
    text.family("edgesim_http_static_hit_bytes_total", .counter, "Bytes sent of static content.")
    for count in requests where count.result == "Hit" {
      text.sample(
        [("distribution", count.distribution), ("behavior", count.behavior), ("pop", count.pop)],
        count.ofStaticBytes)
    }
    text.family("edgesim_static_items", .gauge, "Static content, by what has become of it.")
    for status in staticContent {
      let labels = [("distribution", status.distribution), ("pop", status.pop)]
      text.sample(labels + [("state", "loaded")], status.loaded)
      text.sample(labels + [("state", "evicted")], status.evicted)
      text.sample(labels + [("state", "failed")], status.failed)
      text.sample(labels + [("state", "pending")], status.pending)
    }
  }

  /// Where there are regional caches.
  private func appendTiers(to text: inout PrometheusText) {
    guard !tierRequests.isEmpty else { return }
    func labels(_ count: RequestCount) -> [(String, String)] {
      [
        ("tier", count.tier), ("cache", count.pop), ("distribution", count.distribution),
        ("behavior", count.behavior), ("result", count.result),
      ]
    }
    text.family(
      "edgesim_tier_requests_total", .counter,
      "Requests of caches answered by regional caches and Origin Shields.")
    for count in tierRequests { text.sample(labels(count), count.requests) }
    text.family("edgesim_tier_response_bytes_total", .counter, "Bytes sent to caches, heads included.")
    for count in tierRequests { text.sample(labels(count), count.bytes) }
    text.family(
      "edgesim_http_upper_tier_hits_total", .counter,
      "Of the hits of viewers, those that a regional cache or an Origin Shield had.")
    for count in requests where count.fromAbove > 0 {
      text.sample(
        [("distribution", count.distribution), ("behavior", count.behavior), ("pop", count.pop)],
        count.fromAbove)
    }
  }

  private func appendOperations(to text: inout PrometheusText) {
    text.family(
      "edgesim_dns_rate_limited_total", .counter, "UDP answers over the limit, by what became of them.")
    text.sample([("action", "dropped")], operations.rateLimited.dropped)
    text.sample([("action", "slipped")], operations.rateLimited.slipped)
    let connections = [("tcp", operations.tcp), ("tls", operations.tls)]
    text.family("edgesim_dns_connections", .gauge, "Connections of DNS clients that are open.")
    for (transport, count) in connections { text.sample([("transport", transport)], count.open) }
    text.family(
      "edgesim_dns_connections_total", .counter,
      "Connections of DNS clients: accepted; of those, ended to make room; refused.")
    for (transport, count) in connections {
      text.sample([("transport", transport), ("event", "accepted")], count.accepted)
      text.sample([("transport", transport), ("event", "evicted")], count.evicted)
      text.sample([("transport", transport), ("event", "refused")], count.refused)
    }
    text.family("edgesim_dns_transfers_out_total", .counter, "Zones asked for by secondaries (AXFR, IXFR).")
    text.sample([("outcome", "served")], operations.transfersOut.served)
    text.sample([("outcome", "refused")], operations.transfersOut.refused)
    text.sample([("outcome", "broken")], operations.transfersOut.broken)
    text.family("edgesim_dns_notifies_total", .counter, "NOTIFY messages to secondaries.")
    text.sample([("event", "sent")], notifications.sent)
    text.sample([("event", "acknowledged")], notifications.acknowledged)
    text.sample([("event", "failed")], notifications.failed)
    text.family(
      "edgesim_query_log_lost_total", .counter, "Lines lost because the query log's file is too slow.")
    text.sample([], queryLogLinesLost)
  }

  /// What Route 53 gives CloudWatch, in Prometheus' units: namespace AWS/Route53.
  private func addHealthChecks(to text: inout PrometheusText) {
    text.family(
      "edgesim_health_check_status", .gauge, "1 while the health check is healthy (HealthCheckStatus).")
    for check in healthChecks {
      text.sample([("id", check.id), ("type", check.type)], check.status == "Healthy" ? 1 : 0)
    }
    text.family(
      "edgesim_health_check_percentage_healthy", .gauge,
      "Checkers that find the endpoint healthy, in percent (HealthCheckPercentageHealthy).")
    for check in healthChecks {
      if let percentage = check.percentageHealthy { text.sample([("id", check.id)], percentage) }
    }
    text.family(
      "edgesim_health_check_healthy_children", .gauge,
      "Healthy children of a calculated check (ChildHealthCheckHealthyCount).")
    for check in healthChecks {
      if let children = check.healthyChildren { text.sample([("id", check.id)], children) }
    }
    let timings: [(String, String, (HealthCheckStatus.Timing) -> Double?)] = [
      ("connection_time", "To connect (ConnectionTime)", { $0.connectionTime }),
      ("time_to_first_byte", "From there to the first byte (TimeToFirstByte)", { $0.timeToFirstByte }),
      ("ssl_handshake_time", "For the TLS handshake (SSLHandshakeTime)", { $0.sslHandshakeTime }),
    ]
    for (name, help, time) in timings {
      text.family("edgesim_health_check_\(name)_seconds", .gauge, "\(help), mean of a region's checkers.")
      for check in healthChecks {
        for timing in check.timings {
          if let time = time(timing) {
            text.sample([("id", check.id), ("region", timing.region)], time / 1_000)
          }
        }
      }
    }
  }
}

struct PrometheusText {
  enum Kind: String { case counter, gauge, summary }

  private(set) var text = ""
  private var name = ""

  mutating func family(_ name: String, _ kind: Kind, _ help: String) {
    self.name = name
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
  }

  mutating func sample(
    _ labels: [(String, String)], _ value: some CustomStringConvertible, suffix: String = ""
  ) {
    let list = labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",")
    text += "\(name)\(suffix){\(list)} \(value)\n"
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
