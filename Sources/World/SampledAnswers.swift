/// What the authoritative servers say to users of a sample. Each is asked once, until what they answer from changes: at every
/// bin anew that would be most of the work of a run that lasts long.
struct SampledAnswers {
  private var answers: [VirtualUsers.Current] = []
  private var state = -1

  /// `state`: of the name server (`NameServer.state`).
  mutating func begin(_ state: Int) {
    guard state != self.state else { return }
    self.state = state
    answers.removeAll(keepingCapacity: true)
  }

  /// To the user with this number in the sample. Users come in the order of their numbers.
  mutating func answer(_ number: Int, ask: () -> VirtualUsers.Current) -> VirtualUsers.Current {
    if number < answers.count { return answers[number] }
    let answer = ask()
    answers.append(answer)
    return answer
  }
}
