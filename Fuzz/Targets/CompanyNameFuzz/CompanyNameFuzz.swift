import Fuzzing
import Japan

/// What may stand where a company's name belongs.
@main
enum CompanyNameFuzz {
  static func main() {
    fuzz { input in
      let typed = String(decoding: input, as: UTF8.self)
      let name = CompanyName(typed)
      hold(name.typed == typed, "the name stays as typed")
      hold(name.key == CompanyName.key(typed), "both ways to a key lead to the same")
      hold(CompanyName("株式会社" + typed + "東").key == CompanyName.key("株式会社" + typed + "東"), "also with a legal form before it")
      _ = (name.looseKey, name.confusableKey)
    }
  }
}
