/// What happens to one client of a drill's population, told as it happens, a line an event: the seconds of the drill, the client, the
/// event, and what there is to know of it as `name=value`.
package struct ClientTrace: Sendable {
  /// From 0.
  package let client: Int
  package let tell: @Sendable (String) -> Void

  package init(client: Int, tell: @escaping @Sendable (String) -> Void) {
    (self.client, self.tell) = (client, tell)
  }
}
