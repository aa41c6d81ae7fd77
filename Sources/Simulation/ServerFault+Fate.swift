import Primitives

extension ServerFault {
  /// What becomes of a request that has come to the server.
  package enum Fate: Hashable, Sendable {
    /// Its connection is reset.
    case reset
    /// No answer, however long one waits.
    case silence
    /// It is answered so much later than usual, with this status and no content for the fault's sake; nil: as usual.
    case answer(after: Duration, status: UInt16?)
  }

  /// The fate of one request, where it is of a share drawn from `draws`.
  package func fate(_ draws: inout RandomStream) -> Fate {
    if dropShare > 0, draws.uniform() < dropShare { return .reset }
    if hangs { return .silence }
    let isStruck = statusShare == 1 || draws.uniform() < statusShare
    return .answer(after: delay, status: isStruck ? status : nil)
  }
}
