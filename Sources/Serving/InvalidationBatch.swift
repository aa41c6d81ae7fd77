import EdgeCache
import FoundationEssentials
import Primitives

/// `InvalidationBatch` of the CloudFront API, as JSON has it.
package struct InvalidationBatch: Codable, Sendable {
  package struct Paths: Codable, Sendable {
    package var quantity: Int
    package var items: [String]

    enum CodingKeys: String, CodingKey {
      case quantity = "Quantity"
      case items = "Items"
    }
  }

  package var pathList: Paths
  package var callerReference: String

  enum CodingKeys: String, CodingKey {
    case pathList = "Paths"
    case callerReference = "CallerReference"
  }

  package init(_ items: [String], callerReference: String) {
    (pathList, self.callerReference) = (Paths(quantity: items.count, items: items), callerReference)
  }

  /// Why it is not taken, with the status of HTTP that says so.
  package struct Refused: Error, Sendable {
    package let status: UInt16
    package let text: String

    init(status: UInt16, _ text: String) { (self.status, self.text) = (status, text) }

    init(_ refused: InvalidationLedger.Refused) {
      switch refused {
      case .invalidationBatchAlreadyExists: self.init(status: 409, "\(refused)")
      case .batchTooLarge: self.init(status: 413, "\(refused)")
      case .tooManyInvalidationsInProgress: self.init(status: 400, "\(refused)")
      }
    }
  }

  init(json: [UInt8]) throws(Refused) {
    do { self = try JSONDecoder().decode(Self.self, from: Data(json)) } catch {
      throw Refused(
        status: 400,
        "MalformedInput: expected {\"Paths\": {\"Quantity\": 1, \"Items\": [\"/a/*\"]}, \"CallerReference\": \"...\"}"
      )
    }
  }

  func paths() throws(Refused) -> [InvalidationPath] {
    guard pathList.quantity == pathList.items.count else {
      throw Refused(
        status: 400,
        "InconsistentQuantities: Quantity is \(pathList.quantity), and there are \(pathList.items.count) Items"
      )
    }
    guard !callerReference.isEmpty, !pathList.items.isEmpty else {
      throw Refused(status: 400, "MissingArgument: expected a CallerReference and at least one path or #tag")
    }
    var paths: [InvalidationPath] = []
    for item in pathList.items {
      do throws(InvalidationPath.Refused) { paths.append(try InvalidationPath(parsing: item)) } catch {
        throw Refused(status: 400, "InvalidArgument: \(error)")
      }
    }
    return paths
  }
}

/// `Invalidation` of the CloudFront API.
package struct InvalidationStatus: Codable, Sendable {
  package var id: String
  /// Ours: the list is of all distributions.
  package var distributionID: String
  /// `InProgress`, `Completed`
  package var status: String
  package var createTime: String
  package var batch: InvalidationBatch

  enum CodingKeys: String, CodingKey {
    case id = "Id"
    case distributionID = "DistributionId"
    case status = "Status"
    case createTime = "CreateTime"
    case batch = "InvalidationBatch"
  }

  init(_ invalidation: Invalidation) {
    (id, distributionID) = (invalidation.id, invalidation.distributionID)
    (status, createTime) = (invalidation.status.rawValue, invalidation.createTime.iso8601)
    batch = InvalidationBatch(
      invalidation.paths.map(\.text), callerReference: invalidation.callerReference)
  }
}
