import Database
import Kernel
import TestSupport
import Testing
import WebTestSupport

@Suite struct PostalCodeRoutesTests {
  @Test func `a postal code names its places, and what is none says so`() async throws {
    try await withAPI(.sqlite) { house in
      for code in ["100-0001", "1000001"] {
        let answer = try await house.client.get("/api/v1/postal-codes/\(code)", as: house.suzuki)
        #expect(answer["code"] == "100-0001")
        let place = answer["data"].array?.first
        #expect(place?["prefecture"] == "東京都" && place?["city"] == "千代田区" && place?["town"] == "千代田" && place?["office"] == .null)
      }
      let office = try await house.client.get("/api/v1/postal-codes/100-8111", as: house.suzuki)["data"].array?.first
      #expect(office?["office"] == "宮内庁" && office?["block"] == "1-1")
      #expect(try await house.client.get("/api/v1/postal-codes/999-9999", as: house.suzuki)["data"] == [])
      #expect(try await house.client.get("/api/v1/postal-codes/10", as: house.suzuki).status == 422)
      #expect(try await house.client.get("/api/v1/postal-codes/100-0001").status == 401)
    }
  }
}
