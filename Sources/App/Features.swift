import Admin
import AdminWeb
import CaptureWeb
import HomeWeb
import Notices
import NoticesWeb
import People
import PeopleWeb
import RecordPages
package import Records
import Sales
import SalesWeb

/// Every feature of the product. Adding one is a folder and a line in each list.
package enum Features {
  package static let all: [Feature] = [.organisation, .lists, .people, .sales, .admin, .notices]

  /// The pages of every feature.
  static func web(_ services: Services, admin: AdminServices) -> [WebFeature] {
    let rooms: [WebFeature] = [
      .people(queue: services.queue), .capture(queue: services.queue, workbook: Services.readWorkbook), .sales,
      .notices(NotificationFeed(database: services.database)),
    ]
    return [.home(cards: rooms.flatMap(\.todayCards), steps: rooms.flatMap(\.firstSteps))] + rooms
      + [.admin(admin, cards: rooms.flatMap(\.myCards))]
  }
}
