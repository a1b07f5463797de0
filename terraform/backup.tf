resource "google_storage_bucket" "backup" {
  name                        = "${var.project}-chat-backup"
  location                    = var.region
  storage_class               = "STANDARD" # 5 GB of it are free in this region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false
  depends_on                  = [google_project_service.api]

  # Whoever takes over the database's machine may add dumps, but within a week take none away.
  retention_policy {
    retention_period = 7 * 24 * 60 * 60
  }

  lifecycle_rule {
    condition {
      age = var.backup_days
    }
    action {
      type = "Delete"
    }
  }

  lifecycle_rule {
    condition {
      age = 1
    }
    action {
      type = "AbortIncompleteMultipartUpload"
    }
  }
}

resource "google_storage_bucket_iam_member" "database" {
  bucket = google_storage_bucket.backup.name
  role   = "roles/storage.objectCreator"
  member = google_service_account.database.member
}
