final class StoredResponse { var body: Body { fatalError() } }
