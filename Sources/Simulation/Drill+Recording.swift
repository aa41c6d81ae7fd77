extension Drill {
  /// Requests that were recorded, in place of demand that is drawn: a trace of any kind that `edgesim replay` reads, or one that it
  /// makes up.
  package struct Recording: Hashable, Sendable {
    /// Of the file, from where the program was started; or `synthetic:…`.
    package var path: String
    /// Of the format; nil: found out by name, then by content.
    package var format: String?
    /// Of a CSV trace; nil: found out by the first line.
    package var columns: String?
    /// How many times as fast as recorded the requests come.
    package var speed: Double
    /// Times that go back are taken to stand still.
    package var isUnsorted: Bool
    /// What origins say beside what was recorded.
    package var responseHeaders: [Header]
    /// The built-in origins of the lab answer as they are, and not as was recorded.
    package var asksOrigins: Bool

    package struct Header: Hashable, Sendable {
      package var name: String
      package var value: String

      package init(name: String, value: String) { (self.name, self.value) = (name, value) }
    }

    package init(
      path: String, format: String? = nil, columns: String? = nil, speed: Double = 1,
      isUnsorted: Bool = false,
      responseHeaders: [Header] = [], asksOrigins: Bool = false
    ) {
      (self.path, self.format, self.columns, self.speed) = (path, format, columns, speed)
      (self.isUnsorted, self.responseHeaders, self.asksOrigins) = (isUnsorted, responseHeaders, asksOrigins)
    }

    /// Made up as it is read: there is no file.
    package var isSynthetic: Bool { path.hasPrefix("synthetic:") }
  }

  /// What is read in the course of a run.
  package var recordings: [String] {
    population?.workload.recording.flatMap { $0.isSynthetic ? nil : [$0.path] } ?? []
  }
}
