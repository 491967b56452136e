/// The kinds of database column there are: what metadata asks for and each engine spells its own way.
package enum ColumnKind: Sendable, Hashable {
  case integer, double, text, boolean, blob, instant, day
}
