import Configuration
import DNSWire
import Primitives
import Zones

/// What is imported is a zone file that reads without an error and prints as it is; a fault stands in the text. The file of
/// cli53 is held to the same.
func fuzzRoute53(_ input: [UInt8]) {
  let (files, diagnostics) = Route53Import.read([(file: "fuzz", text: input)], collections: ["net"])
  let lines = input.reduce(1) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
  for diagnostic in diagnostics {
    // The parser of YAML counts other line breaks too, and reports what is missing behind the last line.
    precondition(diagnostic.line <= 3 * lines + input.count, "a fault stands outside the text")
  }
  let isRefused = diagnostics.contains { $0.severity == .error }
  precondition(files.isEmpty || !isRefused, "files in spite of an error")
  for file in files where file.name.hasSuffix(".zone") { check(file) }
  if let file = CLI53Import.read(input, file: "fuzz").file { check(file) }
}

private func check(_ file: ImportedFile) {
  precondition(!file.name.utf8.contains(UInt8(ascii: "/")), "a file name with a directory in it")
  let (zone, diagnostics) = ZoneReader.read(Array(file.text.utf8), file: file.name, origin: .root)
  guard let zone else { fatalError("an imported zone is refused: \(diagnostics)") }
  var canonical: [String] = []
  CanonicalText(zone).forEachLine { canonical.append($0) }
  let lines = file.text.utf8.split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
  precondition(lines.filter { !$0.hasPrefix("; ") } == canonical, "an imported zone prints otherwise")
}

/// What is imported of CloudFront is YAML that is read without a fault and begins with an id, in a file of a directory of
/// `edge-config`.
func fuzzCloudFront(_ input: [UInt8]) {
  let (files, diagnostics) = CloudFrontImport.read([(file: "fuzz.json", text: input)])
  let isRefused = diagnostics.contains { $0.severity == .error }
  precondition(files.isEmpty || !isRefused, "files in spite of an error")
  for file in files {
    precondition(file.name.split(separator: "/").count == 2 && !file.name.contains(".."), "a file elsewhere")
    do throws(YAMLDocument.Fault) {
      guard let root = try YAMLDocument.root(of: Array(file.text.utf8)),
        case .mapping(let pairs) = root.content,
        case .scalar("Id", _) = pairs.first?.key.content
      else { fatalError("an imported file has no id") }
    } catch {
      fatalError("an imported file is refused: \(error.message)")
    }
  }
}
