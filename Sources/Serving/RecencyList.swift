/// Members in the order of their last use; every operation takes the same time however many there are.
struct RecencyList<Member> {
  private struct Entry {
    var member: Member?
    var older: Int
    var newer: Int
  }

  /// Entry 0 is the ring's anchor: `newer` of it is the oldest member, `older` the newest.
  private var entries = [Entry(member: nil, older: 0, newer: 0)]
  private var free: [Int] = []
  private(set) var count = 0

  /// The member that has not been used for the longest time.
  var oldest: Member? { entries[entries[0].newer].member }

  /// Adds a member as the one used last; the number returned stands for it until it is removed.
  mutating func insert(_ member: Member) -> Int {
    let index: Int
    if let reused = free.popLast() {
      index = reused
      entries[index].member = member
    } else {
      index = entries.count
      entries.append(Entry(member: member, older: 0, newer: 0))
    }
    count += 1
    link(index)
    return index
  }

  mutating func use(_ index: Int) {
    guard entries[index].newer != 0 else { return }
    unlink(index)
    link(index)
  }

  mutating func remove(_ index: Int) {
    unlink(index)
    entries[index].member = nil
    free.append(index)
    count -= 1
  }

  private mutating func link(_ index: Int) {
    let newest = entries[0].older
    (entries[index].older, entries[index].newer) = (newest, 0)
    entries[newest].newer = index
    entries[0].older = index
  }

  private mutating func unlink(_ index: Int) {
    let (older, newer) = (entries[index].older, entries[index].newer)
    entries[older].newer = newer
    entries[newer].older = older
  }
}
