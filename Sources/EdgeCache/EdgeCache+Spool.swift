import Primitives

// Bodies that memory has no room for. Where there is a cold store they go there as they come: what is in memory is what is
// still to be written, and viewers read the rest from there, each at its own pace.
//
//   head ──▶ room is reserved ──▶ piece by piece ──▶ whole: closed, and in the store
//                                      ╰──▶ failed, left by all, outdated: forgotten

extension EdgeCache {
  /// Has a body go to the cold store from its first octet on. False: its length is not known, or it is not one that may
  /// stand there, or there is no room.
  func spool(_ body: Body, _ fetch: Fetch) -> Bool {
    guard fetch.isStoring, body.keeping == .whole, body.count == 0, let count = body.expectedCount,
      let coldStore = store.coldStore,
      (coldStore.minimumObjectSize...coldStore.maximumObjectSize).contains(count),
      staticKeys[fetch.context.hash] != true, let response = fetch.response,
      let facts = coldFacts(of: packed(response, fetch)), let file = coldStore.reserve(count, facts: facts)
    else { return false }
    body.becomeSpooled(to: file)
    return true
  }

  /// Hands on what has come since; what comes while that is written goes with the next. Closes what is whole.
  func writeOn(_ body: Body, _ fetch: Fetch) {
    guard body.keeping == .spooled, !body.isBeingWritten, let file = body.file,
      let coldStore = store.coldStore
    else { return }
    let pieces = body.unwritten
    if pieces.isEmpty {
      guard body.isComplete else { return }
      file.memory = nil
      return coldStore.close(file)
    }
    body.isBeingWritten = true
    coldStore.append(pieces, to: file) { [unowned self] isWritten in
      body.isBeingWritten = false
      wrote(isWritten, body, file, fetch)
    }
  }

  private func wrote(_ isWritten: Bool, _ body: Body, _ file: ColdBody, _ fetch: Fetch) {
    guard body.keeping == .spooled else {
      store.coldStore?.close(file)
      return
    }
    guard isWritten else {
      loseRest(of: file)
      stopSpooling(fetch)
      // Those who read what is whole already have been let go, and are known no more.
      return fetch.isDiscarding ? () : fetch.readerAdvanced()
    }
    body.drop(before: file.writtenCount)
    writeOn(body, fetch)
    fetch.goOn()
  }

  /// An object that is in the store already cannot be written to its end: it goes, and so do those who read it from there.
  private func loseRest(of file: ColdBody) {
    guard file.isInCache else { return }
    (file.isLost, file.memory) = (true, nil)
    remove(file)
  }

  /// The body will not be stored: it goes on as a window, and what the cold store has of it is of no use but to those who
  /// are reading it.
  func stopSpooling(_ fetch: Fetch) {
    guard let body = fetch.body, body.keeping == .spooled, let file = body.file,
      let coldStore = store.coldStore
    else { return }
    fetch.isStoring = false
    release(fetch)
    body.becomeWindow()
    if !file.isLost { coldStore.forget(file) }
    if !body.isBeingWritten { coldStore.close(file) }
  }
}
