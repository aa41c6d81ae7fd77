/// What the seed of a run is split by: live and on the virtual clock alike, so that both begin with checkers and places at
/// the same points of their rounds.
package enum RunSeed {
  /// Health checkers.
  package static func health(_ seed: UInt64) -> UInt64 { seed ^ 0x6865_616C_7468 }
  /// Who asks in a drill.
  package static func drill(_ seed: UInt64) -> UInt64 { seed ^ 0x6472_696C_6C }
}
