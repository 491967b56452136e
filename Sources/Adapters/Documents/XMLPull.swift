import CXml
import Foundation
import Kernel

/// Walks through one XML part of a workbook without holding it in memory. No network, no DTD, no entities, no huge nodes.
final class XMLPull {
  enum Event { case start, end, text }

  private let reader: xmlTextReaderPtr
  private let part: ZipPart
  /// An element without content ends by itself: its `end` is still to be told.
  private var owesEnd = false

  init(_ part: ZipPart) throws {
    _ = Self.isReady
    let read: xmlInputReadCallback = { context, buffer, count in
      guard let context, let buffer else { return -1 }
      return Int32(Unmanaged<ZipPart>.fromOpaque(context).takeUnretainedValue().read(into: buffer, count: Int(count)))
    }
    let options = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
    let context = Unmanaged.passUnretained(part).toOpaque()
    guard let reader = xmlReaderForIO(read, nil, context, nil, nil, Int32(bitPattern: options)) else {
      throw part.failure ?? WorkbookFault.broken.problems
    }
    self.reader = reader
    self.part = part
  }

  deinit { xmlFreeTextReader(reader) }

  /// The next start, end or text; `nil` after the end of the part.
  func next() throws -> Event? {
    if owesEnd {
      owesEnd = false
      return .end
    }
    while true {
      let outcome = xmlTextReaderRead(reader)
      if let failure = part.failure { throw failure }
      if outcome == 0 { return nil }
      guard outcome == 1 else { throw WorkbookFault.broken.problems }
      switch xmlReaderTypes(UInt32(bitPattern: xmlTextReaderNodeType(reader))) {
      case XML_READER_TYPE_ELEMENT:
        owesEnd = xmlTextReaderIsEmptyElement(reader) == 1
        return .start
      case XML_READER_TYPE_END_ELEMENT: return .end
      case XML_READER_TYPE_TEXT, XML_READER_TYPE_CDATA, XML_READER_TYPE_SIGNIFICANT_WHITESPACE: return .text
      case XML_READER_TYPE_DOCUMENT_TYPE, XML_READER_TYPE_ENTITY_REFERENCE: throw WorkbookFault.entities.problems
      default: continue
      }
    }
  }

  /// Whether the present element has this name, whatever its prefix.
  func isAt(_ name: StaticString) -> Bool {
    guard let present = xmlTextReaderConstLocalName(reader) else { return false }
    return Self.equal(present, name)
  }

  /// The text of a `.text` event.
  var text: UnsafeBufferPointer<UInt8> {
    guard let value = xmlTextReaderConstValue(reader) else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(start: value, count: Int(xmlStrlen(value)))
  }

  /// Tells the attributes of the element that just started, one by one.
  func attributes(_ body: (XMLAttribute) -> Void) {
    guard xmlTextReaderMoveToFirstAttribute(reader) == 1 else { return }
    repeat {
      if let name = xmlTextReaderConstLocalName(reader), let value = xmlTextReaderConstValue(reader) {
        body(XMLAttribute(name: name, value: UnsafeBufferPointer(start: value, count: Int(xmlStrlen(value)))))
      }
    } while xmlTextReaderMoveToNextAttribute(reader) == 1
    xmlTextReaderMoveToElement(reader)
  }

  fileprivate static func equal(_ present: UnsafePointer<xmlChar>, _ name: StaticString) -> Bool {
    let count = name.utf8CodeUnitCount
    return strncmp(
      UnsafeRawPointer(present).assumingMemoryBound(to: CChar.self),
      UnsafeRawPointer(name.utf8Start)
        .assumingMemoryBound(to: CChar.self), count) == 0 && present[count] == 0
  }

  private static let isReady: Bool = {
    xmlInitParser()
    return true
  }()
}

/// One attribute of an element, valid while the element is present.
struct XMLAttribute {
  fileprivate let name: UnsafePointer<xmlChar>
  let value: UnsafeBufferPointer<UInt8>

  func isNamed(_ name: StaticString) -> Bool { XMLPull.equal(self.name, name) }
  var text: String { String(decoding: value, as: UTF8.self) }
  var number: Int? { Int(text) }
}
