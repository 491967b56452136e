package import Kernel

/// What a browser calls itself, in words that somebody recognises it by: 「Windows の Chrome」.
package enum DeviceName {
  package static func of(_ userAgent: String) -> Label {
    let browser = first(browsers, in: userAgent)
    let system = first(systems, in: userAgent)
    switch (browser, system) {
    case (let browser?, let system?): return Label("\(system) の \(browser)", "\(browser) on \(system)")
    case (let browser?, nil): return Label(browser, browser)
    case (nil, let system?): return Label(system, system)
    case (nil, nil): return Label("不明な端末", "Unknown device")
    }
  }

  /// The more special first: Edge says Chrome, too, and Chrome says Safari.
  private static let browsers = [
    ("Edg/", "Edge"), ("EdgA/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
  ]
  private static let systems = [
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
  ]

  private static func first(_ known: [(sign: String, name: String)], in text: String) -> String? {
    known.first { text.contains($0.sign) }?.name
  }
}
