variable "project" {
  description = "The project's id."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "project must be the id of a Google Cloud project: 6 to 30 lower-case letters, digits and hyphens."
  }
}

variable "region" {
  description = "Where the state lies; 5 GB are free in these three."
  type        = string
  default     = "us-west1"
  validation {
    condition     = contains(["us-west1", "us-central1", "us-east1"], var.region)
    error_message = "region must be us-west1, us-central1 or us-east1: storage is free in these only."
  }
}

variable "github_repository" {
  description = "The repository as GitHub spells it, OWNER/NAME: gh repo view --json nameWithOwner --jq .nameWithOwner"
  type        = string
  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "github_repository must be OWNER/NAME, without https://github.com/."
  }
}

variable "github_repository_id" {
  description = "The repository's number: gh api repos/OWNER/NAME --jq .id"
  type        = string
  validation {
    condition     = can(regex("^[0-9]+$", var.github_repository_id))
    error_message = "github_repository_id must be the repository's number, not its name: gh api repos/OWNER/NAME --jq .id"
  }
}
