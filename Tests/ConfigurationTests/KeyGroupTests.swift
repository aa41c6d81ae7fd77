import Configuration
import EdgeCache
import Testing

@Suite("Public keys and key groups")
struct KeyGroupTests {
  /// Made with `openssl ecparam -name prime256v1 -genkey` and `openssl genrsa 2048`.
  private static let p256 = """
    -----BEGIN PUBLIC KEY-----
    MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEEtVaAXYGyHee4zZUvj6clrVYRWVp
    0yDWC6kkDAMaujjlMt+bhORVEhnwPopTFgm9iwu/TDdCMoIWWlISbK+URQ==
    -----END PUBLIC KEY-----
    """
  private static let rsa = """
    -----BEGIN PUBLIC KEY-----
    MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAzCG8xiN4QRtD8RL4+wHT
    bjbc/QaVTeO0PQXAagk72Qbctexh97ZN7yelLGb9wSPsZ/EiXxBlDvs24esz6twh
    tmVYy6wv7wfxWjYe7mxdT1wTulq4qQKMNy71Uh/LhQl4Ffw9o/PWqiKzELDHhN5x
    hSqLgKAYqv7YgrZemZL9RzS/KM9W6No1LSMlUsutQ0DUQ6lTxvrCptVmhhMvbSn7
    p8uDiSwFLOmRk19JsL4rh593Pv0cQdB89qWq5obaVsK/UEnoSG9Cm9J1AzlvMXZu
    j8P6CLkaNXa/fcUrTxzmltxQsEoOX1YMbCGy+WNzi9CyY1dgV83iW6YFzxxwx4OW
    bQIDAQAB
    -----END PUBLIC KEY-----
    """

  private func load(
    key: String, group: String = "Name: g\nItems: [K1]\n", trusted: String = "g"
  ) throws -> (groups: [KeyGroup]?, messages: [String]) {
    let indented = key.split(separator: "\n").map { "  \($0)\n" }.joined()
    let (configuration, messages) = try Lab([
      "pops.yaml": Lab.pops,
      "public-keys/k.yaml": "Id: K1\nName: k\nCallerReference: x\nEncodedKey: |\n\(indented)",
      "key-groups/g.yaml": group,
      "distributions/d.yaml": Lab.distribution(
        behavior:
          "CachePolicyId: CachingDisabled, TrustedKeyGroups: {Enabled: true, Quantity: 1, Items: [\(trusted)]}"
      ),
    ]).load()
    return (
      configuration?.distributions.first?.defaultCacheBehavior.trustedKeyGroups,
      messages.filter { !$0.contains("warning: signatures") }
    )
  }

  @Test("RSA of 2048 bits and ECDSA on P-256")
  func keys() throws {
    let (groups, messages) = try load(key: Self.p256)
    #expect(messages == [])
    #expect(groups?.map(\.id) == ["g"])
    #expect(groups?.first?.keys.map(\.id) == ["K1"])
    #expect(groups?.first?.keys.first?.algorithm == .ecdsaP256)
    #expect(groups?.first?.keys.first?.der.count == 91)
    #expect(try load(key: Self.rsa).groups?.first?.keys.first?.algorithm == .rsa2048)
  }

  @Test("refused")
  func refused() throws {
    let torn = Self.p256.replacing("MFkw", with: "MFkx")
    #expect(try load(key: torn).messages.contains { $0.hasPrefix("public-keys/k.yaml:4:13: EncodedKey is") })
    #expect(
      try load(key: Self.p256, group: "Name: g\nItems: [K2]\n").messages.first?.hasPrefix(
        "key-groups/g.yaml:2:9: InvalidArgument: The public key does not exist: 'K2'") == true)
    #expect(
      try load(key: Self.p256, group: "Name: g\nItems: [K1,K1,K1,K1,K1,K1]\n").messages.first?.contains(
        "TooManyPublicKeysInKeyGroup: 6") == true)
    #expect(
      try load(key: Self.p256, trusted: "h").messages.first?.contains("TrustedKeyGroupDoesNotExist: ") == true
    )
  }
}
