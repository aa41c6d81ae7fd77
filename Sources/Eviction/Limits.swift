/// The limits of the policies.
public enum Limits {
  /// Octets or objects. A node of a queue has 48 bits for a size: 256 TiB less one octet, more than a machine stores.
  public static let largestCapacity = 1 << 48 - 1
}
