# A network of Google lets nothing in unless a rule says so. GKE adds its own between master, nodes and pods.

resource "google_compute_firewall" "edge" {
  count = var.edge == "node" ? 1 : 0

  name          = "chat-edge"
  description   = "Readers to Traefik on the node"
  network       = google_compute_network.chat.id
  direction     = "INGRESS"
  source_ranges = ["0.0.0.0/0"]
  target_tags   = ["chat-node"]

  allow {
    protocol = "tcp"
    ports    = ["80", "443"]
  }
}

resource "google_compute_firewall" "database" {
  name          = "chat-database"
  description   = "Pods and nodes to PostgreSQL"
  network       = google_compute_network.chat.id
  direction     = "INGRESS"
  source_ranges = [local.pod_range, local.node_range]
  target_tags   = ["chat-database"]

  allow {
    protocol = "tcp"
    ports    = ["5432"]
  }
}

resource "google_compute_firewall" "operator" {
  name          = "chat-operator"
  description   = "The operator's SSH, which Google's Identity-Aware Proxy has let through"
  network       = google_compute_network.chat.id
  direction     = "INGRESS"
  source_ranges = ["35.235.240.0/20"]
  target_tags   = ["chat-database", "chat-node"]

  allow {
    protocol = "tcp"
    ports    = ["22"]
  }
}

resource "google_compute_firewall" "load_balancer" {
  count = var.edge == "load-balancer" ? 1 : 0

  name          = "chat-load-balancer"
  description   = "Google's front ends and health checks to the chat's pods"
  network       = google_compute_network.chat.id
  direction     = "INGRESS"
  source_ranges = ["35.191.0.0/16", "130.211.0.0/22"]
  target_tags   = ["chat-node"]

  allow {
    protocol = "tcp"
    ports    = ["9080", "9081"]
  }
}
