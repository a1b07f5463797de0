# What a node may do: write its logs and figures, and fetch images. The default account may nearly everything.
resource "google_service_account" "node" {
  account_id   = "chat-node"
  display_name = "Nodes of the chat's cluster"
}

resource "google_project_iam_member" "node" {
  project = var.project
  role    = "roles/container.defaultNodeServiceAccount"
  member  = google_service_account.node.member
}

resource "google_artifact_registry_repository_iam_member" "node" {
  repository = google_artifact_registry_repository.chat.name
  location   = var.region
  role       = "roles/artifactregistry.reader"
  member     = google_service_account.node.member
}

resource "google_container_cluster" "chat" {
  name     = "chat"
  location = var.zone # zonal: its management is what the monthly credit pays
  network  = google_compute_network.chat.id

  subnetwork               = google_compute_subnetwork.chat.id
  remove_default_node_pool = true
  initial_node_count       = 1
  deletion_protection      = true
  depends_on               = [google_project_service.api]

  ip_allocation_policy {
    cluster_secondary_range_name  = "pods"
    services_secondary_range_name = "services"
  }

  # NetworkPolicy is kept without a further program.
  datapath_provider = "ADVANCED_DATAPATH"

  workload_identity_config {
    workload_pool = "${var.project}.svc.id.goog"
  }

  # The add-on that mounts secrets as files.
  secret_manager_config {
    enabled = true
  }

  private_cluster_config {
    enable_private_nodes = local.private_nodes
  }

  # Without a range the API server answers the whole internet, and lets in only whom Google knows.
  dynamic "master_authorized_networks_config" {
    for_each = length(var.operator_networks) > 0 ? [1] : []
    content {
      dynamic "cidr_blocks" {
        for_each = var.operator_networks
        content {
          cidr_block = cidr_blocks.value
        }
      }
    }
  }

  gateway_api_config {
    channel = var.edge == "load-balancer" ? "CHANNEL_STANDARD" : "CHANNEL_DISABLED"
  }

  addons_config {
    http_load_balancing {
      disabled = var.edge != "load-balancer"
    }
    horizontal_pod_autoscaling {
      disabled = true
    }
  }

  release_channel {
    channel = "REGULAR"
  }

  # Four in the night in Korea, where the readers are.
  maintenance_policy {
    daily_maintenance_window {
      start_time = "19:00"
    }
  }

  logging_config {
    enable_components = ["SYSTEM_COMPONENTS", "WORKLOADS"]
  }

  # Google's own collectors would take memory that the node has not.
  monitoring_config {
    enable_components = ["SYSTEM_COMPONENTS"]
    managed_prometheus {
      enabled = false
    }
  }

  # The pool below replaces the first one, whose settings these only are until it is gone.
  node_config {
    service_account = google_service_account.node.email
    disk_size_gb    = var.node_disk_gb
    disk_type       = "pd-standard"
    machine_type    = var.node_machine_type
  }

  lifecycle {
    ignore_changes = [node_config]
  }
}

resource "google_container_node_pool" "chat" {
  name       = "chat"
  cluster    = google_container_cluster.chat.id
  node_count = var.node_count

  management {
    auto_repair  = true
    auto_upgrade = true
  }

  # The old node goes first: two at once would exceed the free disk, and fight for the edge's ports.
  upgrade_settings {
    max_surge       = 0
    max_unavailable = 1
  }

  node_config {
    machine_type    = var.node_machine_type
    spot            = var.spot
    disk_size_gb    = var.node_disk_gb
    disk_type       = "pd-standard"
    image_type      = "COS_CONTAINERD"
    service_account = google_service_account.node.email
    oauth_scopes    = ["https://www.googleapis.com/auth/cloud-platform"]
    tags            = ["chat-node"]

    metadata = {
      disable-legacy-endpoints = "true"
    }

    workload_metadata_config {
      mode = "GKE_METADATA"
    }

    shielded_instance_config {
      enable_secure_boot          = true
      enable_integrity_monitoring = true
    }
  }
}
