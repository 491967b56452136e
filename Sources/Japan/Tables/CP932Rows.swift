extension CP932 {
  /// The double-byte characters of code page 932, both ways.
  enum Table {
    static func isLead(_ byte: UInt8) -> Bool {
      (0x81...0x9F).contains(byte) || (0xE0...0xFC).contains(byte)
    }

    /// The character of a double-byte code, 0 when there is none.
    @inline(__always)
    static func unit(_ lead: UInt8, _ trail: UInt8, _ cells: UnsafeBufferPointer<UInt16>) -> UInt16 {
      guard trail >= 0x40, trail != 0x7F, trail <= 0xFC else { return 0 }
      let column = Int(trail) - (trail > 0x7F ? 0x41 : 0x40)
      switch lead {
      case 0x81...0x9F: return cells[(Int(lead) - 0x81) * columns + column]
      case 0xE0...0xEF: return cells[(Int(lead) - 0xE0 + 31) * columns + column]
      case 0xF0...0xF9: return UInt16(0xE000 + (Int(lead) - 0xF0) * columns + column)
      case 0xFA...0xFC: return cells[(Int(lead) - 0xFA + 47) * columns + column]
      default: return 0
      }
    }

    /// The code of a character: one byte when below 0x100.
    static func code(_ unit: UInt16) -> UInt16? {
      let code = codes[Int(unit)]
      return code == 0 ? nil : code
    }

    static let columns = 188

    static let cells: [UInt16] = {
      let bytes = Base64Table.bytes(CP932Table.base64, count: CP932Table.byteCount)
      return stride(from: 0, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 }
    }()

    /// Several codes have the same character. Microsoft writes JIS X 0208 before NEC row 13 before the IBM rows FA–FC before
    /// NEC's selection of them (ED, EE): later leads of this order overwrite earlier ones.
    private static let codes: [UInt16] = {
      var codes = [UInt16](repeating: 0, count: 0x10000)
      let order: [UInt8] =
        [0xED, 0xEE] + Array(0xF0...0xFC) + [0x87] + Array(0x81...0x86) + Array(0x88...0x9F) + Array(0xE0...0xEC)
      cells.withUnsafeBufferPointer { cells in
        for lead in order {
          for trail in UInt8(0x40)...0xFC {
            let unit = Self.unit(lead, trail, cells)
            if unit != 0 { codes[Int(unit)] = UInt16(lead) << 8 | UInt16(trail) }
          }
        }
      }
      for byte in 0xA1...0xDF { codes[0xFF61 + byte - 0xA1] = UInt16(byte) }
      return codes
    }()
  }
}
