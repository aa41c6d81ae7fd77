import HTTPWire
import Primitives

/// The edge's own pages for requests that it refuses. Each is made once a second at most: a flood is to cost little.
struct RefusalPages {
  private struct Page {
    let status: UInt16
    let sentence: StaticString
    var response: StoredResponse
  }

  /// As many as there are sentences in the sources: a dozen.
  private var pages: [Page] = []

  mutating func page(_ status: UInt16, _ sentence: StaticString, now: Instant) -> StoredResponse {
    // One sentence is one literal: its address tells it from the others.
    let known = pages.firstIndex { $0.status == status && $0.sentence.utf8Start == sentence.utf8Start }
    if let known, pages[known].response.responseTime.secondsSinceEpoch == now.secondsSinceEpoch {
      return pages[known].response
    }
    let response = GeneratedPage.error(status, sentence, decision: .generated, now: now)
    if let known {
      pages[known].response = response
    } else {
      pages.append(Page(status: status, sentence: sentence, response: response))
    }
    return response
  }
}
