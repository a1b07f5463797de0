# For the overlay gke-lb alone: the address and the certificate of Google's load balancer, which the Gateway makes.
locals {
  balanced = var.edge == "load-balancer" ? 1 : 0
}

resource "google_compute_global_address" "edge" {
  count = local.balanced

  name       = "chat"
  depends_on = [google_project_service.api]
}

resource "google_certificate_manager_dns_authorization" "edge" {
  count = local.balanced

  name       = "chat"
  domain     = var.host
  depends_on = [google_project_service.api]
}

resource "google_certificate_manager_certificate" "edge" {
  count = local.balanced

  name = "chat"
  managed {
    domains            = [var.host]
    dns_authorizations = [google_certificate_manager_dns_authorization.edge[0].id]
  }
}

resource "google_certificate_manager_certificate_map" "edge" {
  count = local.balanced

  name = "chat"
}

resource "google_certificate_manager_certificate_map_entry" "edge" {
  count = local.balanced

  name         = "chat"
  map          = google_certificate_manager_certificate_map.edge[0].name
  hostname     = var.host
  certificates = [google_certificate_manager_certificate.edge[0].id]
}
