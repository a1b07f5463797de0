# Run once, by a person, before everything else: the bucket of Terraform's state, and the identities by which
# GitHub's workflows come in without any key. Its own state stays on that person's machine, and holds no secret.
terraform {
  required_version = ">= 1.9"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50.0, < 7.0.0" # the checks know the schema of 6 (checks/provider-schema.mjs)
    }
  }
}

provider "google" {
  project = var.project
  region  = var.region
}

resource "google_project_service" "api" {
  for_each = toset([
    "cloudresourcemanager.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "serviceusage.googleapis.com",
    "storage.googleapis.com",
    "sts.googleapis.com",
  ])

  service            = each.value
  disable_on_destroy = false
}

resource "google_storage_bucket" "state" {
  name                        = "${var.project}-terraform"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  depends_on                  = [google_project_service.api]

  versioning {
    enabled = true
  }

  lifecycle_rule {
    condition {
      num_newer_versions = 20
    }
    action {
      type = "Delete"
    }
  }

  lifecycle {
    prevent_destroy = true
  }
}

# GitHub vouches for its workflows by tokens of one issuer for everybody, so the repository is asked for by its
# number, which nobody can take over by a name that became free.
resource "google_iam_workload_identity_pool" "github" {
  workload_identity_pool_id = "github"
  depends_on                = [google_project_service.api]
}

resource "google_iam_workload_identity_pool_provider" "github" {
  workload_identity_pool_id          = google_iam_workload_identity_pool.github.workload_identity_pool_id
  workload_identity_pool_provider_id = "realtime-chat"
  attribute_condition                = "assertion.repository_id == '${var.github_repository_id}'"

  attribute_mapping = {
    "google.subject"       = "assertion.sub"
    "attribute.event_name" = "assertion.event_name"
    # Which file of which branch runs, and upon what: "ref" alone would also let in a pull_request_target's workflow.
    "attribute.run" = "assertion.event_name + ':' + assertion.workflow_ref"
  }

  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

locals {
  github = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.github.name}"

  # Who may become whom: image.yml of main, upon a push, may publish images; pull requests may look at what would change.
  accounts = {
    image = {
      attribute = "attribute.run/push:${var.github_repository}/.github/workflows/image.yml@refs/heads/main"
      roles     = ["roles/artifactregistry.writer"]
    }
    plan = {
      attribute = "attribute.event_name/pull_request"
      # The last one: the plan asks Google's services on the project's quota (terraform/versions.tf).
      roles = ["roles/viewer", "roles/iam.securityReviewer", "roles/serviceusage.serviceUsageConsumer"]
    }
  }
}

resource "google_service_account" "github" {
  for_each = local.accounts

  account_id   = "github-${each.key}"
  display_name = "GitHub workflow: ${each.key}"
  depends_on   = [google_project_service.api]
}

resource "google_service_account_iam_member" "github" {
  for_each = local.accounts

  service_account_id = google_service_account.github[each.key].name
  role               = "roles/iam.workloadIdentityUser"
  member             = "${local.github}/${each.value.attribute}"
}

resource "google_project_iam_member" "github" {
  for_each = merge([
    for name, account in local.accounts : { for role in account.roles : "${name} ${role}" => { name = name, role = role } }
  ]...)

  project = var.project
  role    = each.value.role
  member  = google_service_account.github[each.value.name].member
}

# The plan reads the state and writes nothing, not even a lock: the workflow says -lock=false.
resource "google_storage_bucket_iam_member" "plan" {
  bucket = google_storage_bucket.state.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.github["plan"].member
}
