/// A fault in the text, before it has a file.
struct ZoneFault: Error {
  var line: Int
  var column: Int
  var message: String
}
