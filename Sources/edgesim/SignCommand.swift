import ArgumentParser
import Glibc
import Primitives
import SignedURLs

/// `edgesim sign`: signed URLs and cookies, as the SDKs of CloudFront make them.
struct SignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign", abstract: "Sign a URL for a behaviour with trusted key groups.",
    discussion: """
      Prints the signed URL, or with --cookies the three or four cookies, one a line.

      The policy is a canned one, for this URL until --expires. --starts, --ip or --resource make it a custom one.

        openssl genrsa -out private.pem 2048
        openssl rsa -in private.pem -pubout -out public.pem        (EncodedKey of a public key)
        edgesim sign http://www.example.com:8080/private/a --key private.pem --key-pair-id K1 --expires 1h
      """)

  @Argument(help: "What may be asked for, with scheme and host.") var url: String
  @Option(help: ArgumentHelp("The private key: RSA or ECDSA, PEM, without a passphrase.", valueName: "file"))
  var key: String
  @Option(help: ArgumentHelp("The id of its public key.", valueName: "id")) var keyPairID: String
  @Option(help: ArgumentHelp("Until when: seconds since 1970, or a time from now as 90m.", valueName: "time"))
  var expires: String
  @Option(help: ArgumentHelp("Not before then.", valueName: "time")) var starts: String?
  @Option(help: ArgumentHelp("For these addresses alone (IPv4).", valueName: "network")) var ip: IPPrefix?
  @Option(
    help: ArgumentHelp(
      "In place of the URL in the policy; * stands for any characters, ? for one.", valueName: "pattern"))
  var resource: String?
  @Option(help: "sha1 or sha256.") var hash: Hash = .sha1
  @Flag(help: "Cookies in place of a URL.") var cookies = false

  enum Hash: String, ExpressibleByArgument, CaseIterable { case sha1, sha256 }

  func validate() throws {
    guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
      throw ValidationError("The URL begins with http:// or https://.")
    }
    if let ip, ip.address.family != .v4 {
      throw ValidationError("--ip is an IPv4 network: policies know no other.")
    }
    let texts = [url, resource ?? "", keyPairID].joined()
    guard texts.utf8.allSatisfy({ $0 > 32 && $0 < 127 && $0 != UInt8(ascii: "\"") }) else {
      throw ValidationError(
        "URL, --resource and --key-pair-id are printable ASCII without space and quotation mark.")
    }
  }

  func run() throws {
    let end = try Self.seconds(expires, "--expires")
    let start = try starts.map { try Self.seconds($0, "--starts") }
    let octets: [UInt8]
    do { octets = try TextFile.read(key) } catch { throw ValidationError("\(error)") }
    guard let signer = SigningKey(pem: octets) else {
      throw ValidationError("\(key): expected a private key in PEM, without a passphrase.")
    }
    let isCustom = start != nil || ip != nil || resource != nil
    let policy =
      isCustom
      ? AccessPolicy.custom(Array((resource ?? url).utf8), expires: end, starts: start, source: ip)
      : AccessPolicy.canned(Array(url.utf8), expires: end)
    let algorithm: SignatureHash = hash == .sha1 ? .sha1 : .sha256
    guard let signature = signer.signature(of: policy, algorithm) else {
      throw ValidationError("\(key): this kind of key cannot sign; expected RSA or ECDSA.")
    }
    var parts = [
      isCustom ? ("Policy", Self.text(policy)) : ("Expires", "\(end)"), ("Signature", Self.text(signature)),
      ("Key-Pair-Id", keyPairID),
    ]
    // Left out where it is what is assumed: older readers do not know the parameter.
    if algorithm != .sha1 { parts.append(("Hash-Algorithm", algorithm.rawValue)) }
    if cookies {
      for (name, value) in parts { print("CloudFront-\(name)=\(value)") }
    } else {
      print(url + (url.contains("?") ? "&" : "?") + parts.map { "\($0)=\($1)" }.joined(separator: "&"))
    }
  }

  private static func text(_ octets: [UInt8]) -> String {
    String(decoding: URLSafeBase64.encode(octets), as: UTF8.self)
  }

  private static func seconds(_ text: String, _ option: String) throws -> Int64 {
    if let seconds = Int64(text), seconds >= 0 { return seconds }
    guard let duration = Duration(text: text) else {
      throw ValidationError("\(option) is seconds since 1970, or a time from now as 90m or 12h.")
    }
    return Int64(time(nil)) + duration.components.seconds
  }
}
