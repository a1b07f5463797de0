# The secrets' places, and who may read them. What is in them, the operator puts there himself (docs/deploy.md):
# so it stands in no state of Terraform and in no plan.
locals {
  secrets = {
    "chat-secret"            = "What makes a returning reader the same person; for ever"
    "chat-database-password" = "The database user's password"
    "chat-operator-key"      = "What opens the operator's addresses: blocking"
  }

  # Workloads are themselves members, without a key and without an account in between.
  workload = "principal://iam.googleapis.com/projects/${data.google_project.this.number}/locations/global/workloadIdentityPools/${var.project}.svc.id.goog/subject/ns"
}

resource "google_secret_manager_secret" "chat" {
  for_each = local.secrets

  secret_id           = each.key
  annotations         = { description = each.value }
  deletion_protection = true
  depends_on          = [google_project_service.api]

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }
}

resource "google_secret_manager_secret_iam_member" "chat" {
  for_each = google_secret_manager_secret.chat

  secret_id = each.value.id
  role      = "roles/secretmanager.secretAccessor"
  member    = "${local.workload}/chat/sa/chat"

  # The pool of identities is there once a cluster uses it.
  depends_on = [google_container_cluster.chat]
}

resource "google_secret_manager_secret_iam_member" "database" {
  secret_id = google_secret_manager_secret.chat["chat-database-password"].id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.database.member
}
