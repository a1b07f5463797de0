# A zone for the host alone: the blog's own DNS stays where it is and delegates this one name.
resource "google_dns_managed_zone" "host" {
  count = var.manage_dns ? 1 : 0

  name        = "chat"
  dns_name    = "${var.host}."
  description = "The chat's host"
  depends_on  = [google_project_service.api]
}

# With a load balancer the address is known …
resource "google_dns_record_set" "edge" {
  count = var.manage_dns && var.edge == "load-balancer" ? 1 : 0

  managed_zone = google_dns_managed_zone.host[0].name
  name         = google_dns_managed_zone.host[0].dns_name
  type         = "A"
  ttl          = 300
  rrdatas      = [google_compute_global_address.edge[0].address]
}

resource "google_dns_record_set" "certificate" {
  count = var.manage_dns && var.edge == "load-balancer" ? 1 : 0

  managed_zone = google_dns_managed_zone.host[0].name
  name         = google_certificate_manager_dns_authorization.edge[0].dns_resource_record[0].name
  type         = google_certificate_manager_dns_authorization.edge[0].dns_resource_record[0].type
  ttl          = 300
  rrdatas      = [google_certificate_manager_dns_authorization.edge[0].dns_resource_record[0].data]
}

# … and without one it is the node's, which ExternalDNS in the cluster writes into this zone, and no other.
resource "google_dns_managed_zone_iam_member" "external_dns" {
  count = var.manage_dns && var.edge == "node" ? 1 : 0

  managed_zone = google_dns_managed_zone.host[0].name
  role         = "roles/dns.admin"
  member       = "${local.workload}/external-dns/sa/external-dns"
  depends_on   = [google_container_cluster.chat]
}

resource "google_project_iam_member" "external_dns" {
  count = var.manage_dns && var.edge == "node" ? 1 : 0

  project    = var.project
  role       = "roles/dns.reader"
  member     = "${local.workload}/external-dns/sa/external-dns"
  depends_on = [google_container_cluster.chat]
}
