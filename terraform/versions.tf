terraform {
  required_version = ">= 1.9"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50.0, < 7.0.0" # the checks know the schema of 6 (checks/provider-schema.mjs)
    }
  }

  # The bucket that bootstrap/ makes: terraform init -backend-config=bucket=<project>-terraform
  backend "gcs" {
    prefix = "realtime-chat"
  }
}

provider "google" {
  project = var.project
  region  = var.region
  zone    = var.zone

  # The budget belongs to no project; under a person's own credentials Google asks which one's quota it is.
  user_project_override = true
  billing_project       = var.project

  default_labels = {
    app = "realtime-chat"
  }
}
