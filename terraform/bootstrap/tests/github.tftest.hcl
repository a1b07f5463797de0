mock_provider "google" {}

variables {
  project              = "some-project"
  github_repository    = "somebody/some-chat"
  github_repository_id = "123"
}

run "only_this_repository" {
  command = plan

  assert {
    condition     = google_iam_workload_identity_pool_provider.github.attribute_condition == "assertion.repository_id == '123'"
    error_message = "Without the condition every repository of GitHub could come in."
  }

  assert {
    condition     = google_storage_bucket.state.versioning[0].enabled && google_storage_bucket.state.public_access_prevention == "enforced"
    error_message = "The state can be brought back, and is not public."
  }

  assert {
    condition     = join(" ", keys(google_service_account.github)) == "image plan" && !strcontains(jsonencode(local.accounts), "owner") && !strcontains(jsonencode(local.accounts), "editor")
    error_message = "No workflow owns the project."
  }
}

run "who_may_publish" {
  command = plan

  assert {
    condition     = local.accounts.image.attribute == "attribute.run/push:somebody/some-chat/.github/workflows/image.yml@refs/heads/main"
    error_message = "Only image.yml of main publishes, and only upon a push."
  }

  assert {
    condition     = google_iam_workload_identity_pool_provider.github.attribute_mapping["attribute.run"] == "assertion.event_name + ':' + assertion.workflow_ref"
    error_message = "A run is known by its event and its file."
  }
}

run "a_repository_by_address" {
  command = plan
  variables { github_repository = "https://github.com/me/realtime-chat" }
  expect_failures = [var.github_repository]
}

run "a_repository_by_name" {
  command = plan
  variables { github_repository_id = "me/realtime-chat" }
  expect_failures = [var.github_repository_id]
}
