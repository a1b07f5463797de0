# PostgreSQL in Docker on the one machine that is always free. Its disk outlives it: the machine may be made anew
# at any time, and finds its data again.
locals {
  database_files = "${path.module}/database"

  cloud_init = templatefile("${local.database_files}/cloud-init.yaml.tftpl", {
    project  = var.project
    registry = local.registry
    image    = "${local.registry}/${var.project}/${google_artifact_registry_repository.docker_hub.repository_id}/${var.postgres_image}"
    bucket   = google_storage_bucket.backup.name
    scripts = {
      mount-data     = file("${local.database_files}/mount-data")
      fetch-password = file("${local.database_files}/fetch-password")
      set-password   = file("${local.database_files}/set-password")
      backup         = file("${path.module}/../database/backup")
      restore        = file("${path.module}/../database/restore")
    }
    units = {
      for name in ["database.service", "database-backup.service", "database-backup.timer"] :
      name => file("${local.database_files}/${name}")
    }
  })
}

resource "google_service_account" "database" {
  account_id   = "chat-database"
  display_name = "The database's machine"
}

resource "google_project_iam_member" "database" {
  for_each = toset(["roles/logging.logWriter", "roles/monitoring.metricWriter"])

  project = var.project
  role    = each.value
  member  = google_service_account.database.member
}

resource "google_artifact_registry_repository_iam_member" "database" {
  repository = google_artifact_registry_repository.docker_hub.name
  location   = var.region
  role       = "roles/artifactregistry.reader"
  member     = google_service_account.database.member
}

resource "google_compute_address" "database" {
  name         = "chat-database"
  address_type = "INTERNAL"
  subnetwork   = google_compute_subnetwork.chat.id
  address      = local.database_ip
  region       = var.region
}

resource "google_compute_disk" "database" {
  name = "chat-database"
  type = "pd-standard"
  size = var.database_disk_gb
  zone = var.zone

  lifecycle {
    prevent_destroy = true
  }
}

data "google_compute_image" "cos" {
  project = "cos-cloud"
  family  = "cos-stable"
}

resource "google_compute_instance" "database" {
  name         = "chat-database"
  machine_type = "e2-micro" # always free, one in the three regions
  zone         = var.zone
  tags         = ["chat-database"]

  allow_stopping_for_update = true

  boot_disk {
    initialize_params {
      image = data.google_compute_image.cos.self_link
      type  = "pd-standard"
      size  = 10
    }
  }

  attached_disk {
    source      = google_compute_disk.database.id
    device_name = "data"
  }

  # No address outside, and no way there.
  network_interface {
    subnetwork = google_compute_subnetwork.chat.id
    network_ip = google_compute_address.database.address
  }

  service_account {
    email  = google_service_account.database.email
    scopes = ["cloud-platform"]
  }

  shielded_instance_config {
    enable_secure_boot          = true
    enable_vtpm                 = true
    enable_integrity_monitoring = true
  }

  metadata = {
    enable-oslogin            = "TRUE"
    google-logging-enabled    = "true"
    google-monitoring-enabled = "true" # how full its disks are; for nothing
    user-data                 = local.cloud_init
  }

  # A newer system is taken when somebody wants it (terraform apply -replace), not with the next plan.
  lifecycle {
    ignore_changes = [boot_disk[0].initialize_params[0].image]
  }

  depends_on = [
    google_artifact_registry_repository_iam_member.database,
    google_secret_manager_secret_iam_member.database,
    google_storage_bucket_iam_member.database,
  ]
}
