output "site" {
  description = "What manifests/site and manifests/release must say."
  value = {
    host     = var.host
    project  = var.project
    database = local.database_ip
    image    = local.image

    # The load balancer's; with the edge on the node there is none.
    edge_address = var.edge == "load-balancer" ? google_compute_global_address.edge[0].address : "unset"
  }
}

output "name_servers" {
  description = "Where the blog's DNS delegates the host to (NS records)."
  value       = one(google_dns_managed_zone.host[*].name_servers)
}

output "connect" {
  description = "Lets kubectl speak to the cluster."
  value       = "gcloud container clusters get-credentials ${google_container_cluster.chat.name} --location ${var.zone} --project ${var.project}"
}

output "backup_bucket" {
  value = google_storage_bucket.backup.url
}
