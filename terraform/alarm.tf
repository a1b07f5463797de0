# Somebody outside asks for a room every five minutes, and a mail tells if nobody answers. It needs no Prometheus.
resource "google_monitoring_notification_channel" "mail" {
  display_name = "The chat's operator"
  type         = "email"
  labels       = { email_address = var.alert_email }
  depends_on   = [google_project_service.api]
}

resource "google_monitoring_uptime_check_config" "chat" {
  display_name     = "chat"
  period           = "300s"
  timeout          = "10s"
  selected_regions = ["USA", "EUROPE", "ASIA_PACIFIC"]

  http_check {
    path         = "/room/uptime" # looking at a room writes nothing
    port         = 443
    use_ssl      = true
    validate_ssl = true
  }

  monitored_resource {
    type = "uptime_url"
    labels = {
      project_id = var.project
      host       = var.host
    }
  }
}

resource "google_monitoring_alert_policy" "down" {
  display_name          = "The chat does not answer"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.mail.id]

  conditions {
    display_name = "Two regions in a row get no answer"
    condition_threshold {
      filter          = "resource.type = \"uptime_url\" AND metric.type = \"monitoring.googleapis.com/uptime_check/check_passed\" AND metric.labels.check_id = \"${google_monitoring_uptime_check_config.chat.uptime_check_id}\""
      comparison      = "COMPARISON_GT"
      threshold_value = 1
      duration        = "300s"

      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_NEXT_OLDER"
        cross_series_reducer = "REDUCE_COUNT_FALSE"
        group_by_fields      = ["resource.label.host"]
      }

      trigger {
        count = 1
      }
    }
  }

  documentation {
    subject = "The chat does not answer at ${var.host}"
    content = "docs/operations.md, ChatDown: what to look at."
  }
}

# A dump is written every twelve hours; nobody writing anything into the bucket for 23.5 hours, which is as long as
# Google watches for silence, means that two in a row are missing. Also when the machine is gone, and tells nobody why.
resource "google_monitoring_alert_policy" "no_backup" {
  display_name          = "The chat's database is not backed up"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.mail.id]

  conditions {
    display_name = "No dump came into the bucket"
    condition_absent {
      filter   = "resource.type = \"gcs_bucket\" AND resource.labels.bucket_name = \"${google_storage_bucket.backup.name}\" AND metric.type = \"storage.googleapis.com/api/request_count\" AND metric.labels.method = \"WriteObject\" AND metric.labels.response_code = \"OK\""
      duration = "84600s"

      aggregations {
        alignment_period     = "3600s"
        per_series_aligner   = "ALIGN_DELTA"
        cross_series_reducer = "REDUCE_SUM"
      }

      trigger {
        count = 1
      }
    }
  }

  documentation {
    subject = "No dump of the chat's database for a day"
    content = "docs/operations.md, BackupTooOld: what to look at."
  }
}

# The machine tells itself how much of each of its disks is used (google-monitoring-enabled in database.tf), under the
# kernel's names of them, which are not promised. So whichever holds as much as four fifths of the data's disk: the other
# one, which has 10 GB, should not either.
resource "google_monitoring_alert_policy" "disk_fills" {
  display_name          = "The database's disk fills"
  combiner              = "OR"
  notification_channels = [google_monitoring_notification_channel.mail.id]

  conditions {
    display_name = "More than four fifths are used"
    condition_threshold {
      filter          = "resource.type = \"gce_instance\" AND resource.labels.instance_id = \"${google_compute_instance.database.instance_id}\" AND metric.type = \"compute.googleapis.com/guest/disk/bytes_used\" AND metric.labels.state = \"used\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0.8 * var.database_disk_gb * 1024 * 1024 * 1024
      duration        = "600s"

      aggregations {
        alignment_period   = "300s"
        per_series_aligner = "ALIGN_MEAN"
      }

      trigger {
        count = 1
      }
    }
  }

  documentation {
    subject = "The disk of the chat's database fills"
    content = "docs/operations.md, DatabaseDiskFills: what to look at."
  }
}
