locals {
  node_range    = "10.10.0.0/24"
  pod_range     = "10.20.0.0/16" # CHAT_TRUSTED_PROXIES in manifests/components/traefik
  service_range = "10.30.0.0/20"
  database_ip   = "10.10.0.10" # manifests/site

  # Nodes need an address of their own only where they are the edge.
  private_nodes = var.edge == "load-balancer"
}

resource "google_compute_network" "chat" {
  name                    = "chat"
  auto_create_subnetworks = false
  depends_on              = [google_project_service.api]
}

resource "google_compute_subnetwork" "chat" {
  name          = "chat"
  network       = google_compute_network.chat.id
  region        = var.region
  ip_cidr_range = local.node_range

  # The database has no way to the internet: it reaches Google's own services, and through them its image.
  private_ip_google_access = true

  secondary_ip_range {
    range_name    = "pods"
    ip_cidr_range = local.pod_range
  }

  secondary_ip_range {
    range_name    = "services"
    ip_cidr_range = local.service_range
  }
}

# Standard tier: 200 GiB a month to the readers are free, instead of 1. The global load balancer needs the other.
resource "google_compute_project_default_network_tier" "this" {
  network_tier = var.edge == "node" ? "STANDARD" : "PREMIUM"
  depends_on   = [google_project_service.api]
}

# Private nodes fetch images from elsewhere through NAT; each costs about a dollar a month, and each GiB 0.045 $.
resource "google_compute_router" "chat" {
  count = local.private_nodes ? 1 : 0

  name    = "chat"
  network = google_compute_network.chat.id
  region  = var.region
}

resource "google_compute_router_nat" "chat" {
  count = local.private_nodes ? 1 : 0

  name                               = "chat"
  router                             = google_compute_router.chat[0].name
  region                             = var.region
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"
}
