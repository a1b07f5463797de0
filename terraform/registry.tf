# The specification says GCR. Google shut it down on 18 March 2025; Artifact Registry is its successor.
resource "google_artifact_registry_repository" "chat" {
  repository_id          = "chat"
  description            = "Images of the chat"
  location               = var.region
  format                 = "DOCKER"
  cleanup_policy_dry_run = false
  depends_on             = [google_project_service.api]

  # Half a GB is free. What is kept wins over what is deleted.
  cleanup_policies {
    id     = "keep-newest"
    action = "KEEP"
    most_recent_versions {
      keep_count = 10
    }
  }

  # The one that runs has this tag, however many were pushed since (.github/workflows/image.yml).
  cleanup_policies {
    id     = "keep-released"
    action = "KEEP"
    condition {
      tag_state    = "TAGGED"
      tag_prefixes = ["released"]
    }
  }

  cleanup_policies {
    id     = "delete-others"
    action = "DELETE"
    condition {
      older_than = "604800s"
    }
  }
}

# What the database's machine, which has no way to the internet, fetches from Docker Hub.
resource "google_artifact_registry_repository" "docker_hub" {
  repository_id          = "docker-hub"
  description            = "What was fetched from Docker Hub"
  location               = var.region
  format                 = "DOCKER"
  mode                   = "REMOTE_REPOSITORY"
  cleanup_policy_dry_run = false
  depends_on             = [google_project_service.api]

  remote_repository_config {
    docker_repository {
      public_repository = "DOCKER_HUB"
    }
  }

  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"
    condition {
      older_than = "2592000s"
    }
  }
}

locals {
  registry = "${var.region}-docker.pkg.dev"
  image    = "${local.registry}/${var.project}/${google_artifact_registry_repository.chat.repository_id}/realtime-chat"
}
