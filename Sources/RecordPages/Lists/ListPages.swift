import Jobs
import Kernel
import Metadata
import Records
package import WebKernel

/// 一覧: one list for every kind of record, standard or made by an administrator: `/leads`, `/deals`, `/{objects}`.
package struct ListPages: Sendable {
  private let door: WebDoor
  private let features: [WebFeature]
  private let queue: JobQueue

  /// - Parameter features: their list actions stand in the bar of what is selected.
  package init(door: WebDoor, features: [WebFeature]) {
    self.door = door
    self.features = features
    queue = JobQueue(ids: door.store.ids, now: door.store.now)
  }

  package var routes: [Route] {
    [Route.page("/{objects}", "list", Label("一覧", "List"), .page, show)]
      + SavedViewRoutes(door: door).routes + ListQueries(door: door).routes + ListExport(door: door, queue: queue).routes
  }

  private func show(_ request: AppRequest) async throws -> Answer {
    let features = features
    return try await door.page(request) { tx, ui in
      let screen = try ListScreen(request, in: tx, ui)
      let place = screen.place
      let names: Set = [place.object.name, "\(place.object.name).\(place.recordType?.name ?? "")"]
      let actions = features.flatMap(\.listActions).filter { action in
        !action.objects.isDisjoint(with: names) && tx.actor.rights.scope(action.needs.act, on: action.needs.object) > .none
      }
      let importing = screen.rights.imports && screen.rights.create ? features.flatMap(\.menu).first { $0.name == "import" } : nil
      return ListHTML(
        screen: screen, actions: actions, importing: importing.map { "\($0.link)?objects=\(place.collection)" }, ui: ui
      ).page
    }
  }
}
