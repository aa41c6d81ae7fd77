import Traces

/// All requests of a trace given whole, or the fault.
func read(_ bytes: [UInt8], _ format: TraceFormat, unsorted: Bool = false, piece: Int = .max) -> Result<
  [Request], TraceFault
> {
  var decoder = TraceDecoder(format, allowsUnsorted: unsorted)
  var requests: [Request] = []
  var batch: [Request] = []
  var pending: [UInt8] = []
  var offset = 0
  do throws(TraceFault) {
    repeat {
      let end = min(bytes.count, piece == .max ? .max : offset + piece)
      pending += bytes[offset..<end]
      offset = end
      var used = 0
      repeat {
        let whole = pending
        used = try decoder.decode(whole.span, isLast: offset == bytes.count, into: &batch)
        pending.removeFirst(used)
        requests += batch
        batch.removeAll()
      } while used > 0
    } while offset < bytes.count
  } catch {
    return .failure(error)
  }
  return .success(requests)
}

func read(_ text: String, _ format: TraceFormat, unsorted: Bool = false) -> Result<[Request], TraceFault> {
  read(Array(text.utf8), format, unsorted: unsorted)
}

/// Little-endian numbers, packed: what binary traces are made of.
struct Packed {
  var bytes: [UInt8] = []

  func u16(_ number: UInt16) -> Packed { adding(number) }
  func u32(_ number: UInt32) -> Packed { adding(number) }
  func u64(_ number: UInt64) -> Packed { adding(number) }
  func i32(_ number: Int32) -> Packed { adding(number) }
  func i64(_ number: Int64) -> Packed { adding(number) }
  func zeros(_ count: Int) -> Packed { Packed(bytes: bytes + [UInt8](repeating: 0, count: count)) }

  private func adding(_ number: some FixedWidthInteger) -> Packed {
    Packed(bytes: bytes + (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
  }

  static func oracle(time: UInt32 = 0, _ id: UInt64, size: UInt32 = 1, next: Int64 = -1) -> [UInt8] {
    Packed().u32(time).u64(id).u32(size).i64(next).bytes
  }
}
