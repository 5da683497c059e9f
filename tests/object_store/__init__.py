"""An S3-compatible server for tests: S3Proxy, assembled from Maven Central without Docker."""
