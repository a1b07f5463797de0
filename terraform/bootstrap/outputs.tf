output "state_bucket" {
  description = "For terraform init -backend-config=bucket=…"
  value       = google_storage_bucket.state.name
}

output "github_variables" {
  description = "The repository's variables for the workflows; none of them is a secret."
  value = {
    GCP_PROJECT           = var.project
    GCP_REGION            = var.region
    GCP_IDENTITY_PROVIDER = google_iam_workload_identity_pool_provider.github.name
    GCP_IMAGE_ACCOUNT     = google_service_account.github["image"].email
    GCP_PLAN_ACCOUNT      = google_service_account.github["plan"].email
    GCP_STATE_BUCKET      = google_storage_bucket.state.name
  }
}
