import HTTPTypes
import Kernel
import Metadata
import Notices
import RecordPages
import Records
package import WebKernel

/// `GET /api/v1/notifications` and marking them as read: what programs and the mobile home screen of somebody need.
package struct NotificationAPIRoutes: Sendable {
  let door: RecordDoor

  package init(door: RecordDoor) { self.door = door }

  package var routes: [Route] {
    [
      Route(
        .get, "/api/v1/notifications", name: "listNotifications", .scope(.read), Label("自分へのお知らせの一覧", "List one's own notifications"),
        documentation: Self.listDocumentation, list),
      Route(
        .post, "/api/v1/notifications/{id}/read", name: "readNotification", .scope(.write), Label("お知らせを既読にする", "Mark a notification as read"),
        documentation: RouteDocumentation(
          parameters: [RouteDocumentation.path("id", "13 characters of base32", Self.identifier)],
          answers: [.init(200, "The notification", Self.schema)], problems: [404]), read),
      Route(
        .post, "/api/v1/notifications/read-all", name: "readAllNotifications", .scope(.write),
        Label("お知らせをすべて既読にする", "Mark all notifications as read"),
        documentation: RouteDocumentation(
          answers: [
            .init(200, "How many were marked", ["type": "object", "required": ["read"], "properties": ["read": ["type": "integer", "minimum": 0]]])
          ]), readAll),
    ]
  }

  private func list(_ request: AppRequest) async throws -> Answer {
    var reader = ParameterReader(request.query)
    let isUnread = reader.flag("unread")
    let limit = reader.integer("limit", in: 1...200, default: 50)
    let cursor = reader.text("cursor")
    let after = cursor.flatMap(NotificationBox.Cursor.init(text:))
    if cursor != nil, after == nil {
      reader.refuse("cursor", "cursor", ja: "cursor には前の答えの next をそのまま渡してください。", en: "Pass `next` of the previous answer as cursor.")
    }
    try reader.finish()
    return try await door.read(request) { tx in
      let box = try NotificationBox(tx)
      let page = try box.page(isUnread ? .unread : .all, limit: limit, after: after)
      let unread = try box.unread()
      return .json([
        "data": .array(try Self.json(page.rows, request, tx)), "next": page.next.map { .string($0) } ?? .null,
        "unread": [
          "value": .integer(Int64(min(unread.count, NotificationBox.Unread.most))), "exact": .boolean(unread.count <= NotificationBox.Unread.most),
        ],
      ])
    }
  }

  private func read(_ request: AppRequest) async throws -> Answer {
    var reader = ParameterReader(request.query)
    try reader.finish()
    let id = try request.id("id", Notification.self)
    return try await door.write(request, "notification.read", []) { tx in
      .json(try Self.json([try NotificationBox(tx).read(id)], request, tx)[0])
    }
  }

  private func readAll(_ request: AppRequest) async throws -> Answer {
    var reader = ParameterReader(request.query)
    try reader.finish()
    return try await door.write(request, "notification.read", []) { tx in
      .json(["read": .integer(Int64(try NotificationBox(tx).readAll()))])
    }
  }

  // MARK: JSON

  private static func json(_ rows: [Notification], _ request: AppRequest, _ tx: RecordTransaction) throws -> [JSON] {
    let words = try NotificationWords(rows, language: request.language, in: tx)
    return rows.map { one in
      let line = words.line(one)
      return [
        "id": .string(one.id.text), "at": .string(one.at.text), "kind": .string(one.kind.rawValue), "text": .string(line.text),
        "reason": .string(line.reason), "object": one.object.map { .string($0) } ?? .null, "record_id": one.record.map { .string($0.text) } ?? .null,
        "count": .integer(Int64(one.count)), "actor_id": one.actor.map { .string($0.text) } ?? .null,
        "link": line.action.map { .string($0.link) } ?? .null, "read_at": one.readAt.map { .string($0.text) } ?? .null,
      ]
    }
  }

  private static let identifier: JSON = ["type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{12}$"]
  private static let optionalText: JSON = ["type": ["string", "null"]]

  private static let schema: JSON = [
    "type": "object",
    "required": ["id", "at", "kind", "text", "reason", "object", "record_id", "count", "actor_id", "link", "read_at"],
    "properties": [
      "id": identifier, "at": ["type": "string", "format": "date-time"],
      "kind": ["type": "string", "enum": .array(Notification.Kind.allCases.map { .string($0.rawValue) })], "text": ["type": "string"],
      "reason": ["type": "string"], "object": optionalText, "record_id": optionalText, "count": ["type": "integer", "minimum": 1],
      "actor_id": optionalText, "link": optionalText, "read_at": ["type": ["string", "null"], "format": "date-time"],
    ],
  ]

  private static let listDocumentation = RouteDocumentation(
    parameters: [
      RouteDocumentation.query("unread", "Only those not read yet", ["type": "string", "enum": ["1", "true", "0", "false"]]),
      RouteDocumentation.query("limit", "How many at most", ["type": "integer", "minimum": 1, "maximum": 200, "default": 50]),
      RouteDocumentation.query("cursor", "`next` of the page before, unchanged", ["type": "string", "minLength": 1]),
    ],
    answers: [
      .init(
        200, "A page of one's own notifications, newest first",
        [
          "type": "object", "required": ["data", "next", "unread"],
          "properties": [
            "data": ["type": "array", "items": schema], "next": optionalText,
            "unread": [
              "type": "object", "required": ["value", "exact"],
              "properties": ["value": ["type": "integer", "minimum": 0], "exact": ["type": "boolean"]],
            ],
          ],
        ])
    ])
}
