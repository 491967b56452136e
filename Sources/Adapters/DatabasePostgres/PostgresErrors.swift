import CPostgres
import Database

/// What the server's answer means to the house. `sql` is the statement without its values.
func databaseError(_ result: OpaquePointer?, _ connection: OpaquePointer?, sql: String) -> DatabaseError {
  func field(_ code: Character) -> String? {
    guard let result, let ascii = code.asciiValue, let text = PQresultErrorField(result, Int32(ascii)) else { return nil }
    return String(cString: text)
  }
  let said = PQerrorMessage(connection).map { String(cString: $0) } ?? ""
  let message = field("M") ?? said
  guard PQstatus(connection) == CONNECTION_OK else { return .unavailable(message) }
  let state = field("C") ?? ""
  switch state {
  case "23505": return .unique(constraint: field("n") ?? message)
  case "23503": return .foreignKey(constraint: field("n") ?? message)
  case "23502": return .notNull(column: field("c") ?? message)
  case "53100": return .full
  case "55P03": return .busy
  case "53300", "57P01", "57P02", "57P03", "58030": return .unavailable(message)
  default: return state.hasPrefix("08") ? .unavailable(message) : .engine(code: state, message: message, sql: sql)
  }
}
