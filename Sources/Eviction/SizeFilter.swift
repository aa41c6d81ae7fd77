/// Objects up to a size.
struct SizeFilter: AdmissionFilter {
  let largest: Int

  func admits(_ request: CacheRequest, victim: UInt64?) -> Bool { request.size <= largest }
}
