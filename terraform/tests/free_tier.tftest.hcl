# What Google's free tier covers stays inside it, and what leaves it is refused by a sentence.

mock_provider "google" {
  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }
}

variables {
  project         = "some-project"
  host            = "chat.example.org"
  billing_account = "012345-6789AB-CDEF01"
  alert_email     = "operator@example.org"
}

run "defaults_are_within_the_free_tier" {
  command = plan

  assert {
    condition     = google_compute_instance.database.machine_type == "e2-micro"
    error_message = "Only an e2-micro is free."
  }

  assert {
    condition     = contains(["us-west1", "us-central1", "us-east1"], replace(google_compute_instance.database.zone, "/-[a-z]$/", ""))
    error_message = "The e2-micro is free in three regions only."
  }

  assert {
    condition = sum([
      google_compute_instance.database.boot_disk[0].initialize_params[0].size,
      google_compute_disk.database.size,
      google_container_node_pool.chat.node_config[0].disk_size_gb * google_container_node_pool.chat.node_count,
      1, # Traefik's certificates
    ]) <= 30
    error_message = "30 GB of disks are free, all together."
  }

  assert {
    condition = alltrue([
      google_compute_instance.database.boot_disk[0].initialize_params[0].type == "pd-standard",
      google_compute_disk.database.type == "pd-standard",
      google_container_node_pool.chat.node_config[0].disk_type == "pd-standard",
    ])
    error_message = "Only standard disks are free."
  }

  assert {
    condition     = google_container_cluster.chat.location == google_compute_instance.database.zone
    error_message = "The credit pays the management of a zonal cluster, not of a regional one."
  }

  assert {
    condition     = google_compute_project_default_network_tier.this.network_tier == "STANDARD"
    error_message = "Premium traffic is free for 1 GiB a month, standard for 200."
  }

  assert {
    condition     = length(google_compute_global_address.edge) == 0 && length(google_compute_router_nat.chat) == 0
    error_message = "With the edge on the node there is no load balancer and no NAT to pay."
  }

  assert {
    condition     = google_container_cluster.chat.monitoring_config[0].managed_prometheus[0].enabled == false
    error_message = "Managed Prometheus is billed by the sample."
  }

  assert {
    condition     = google_storage_bucket.backup.location == var.region && google_storage_bucket.backup.storage_class == "STANDARD"
    error_message = "5 GB of standard storage are free in the three regions."
  }

  assert {
    condition     = google_container_node_pool.chat.upgrade_settings[0].max_surge == 0
    error_message = "A second node during an upgrade would exceed the free disk."
  }

  assert {
    condition     = length(google_billing_budget.chat.threshold_rules) == 3 && google_billing_budget.chat.amount[0].specified_amount[0].units == "20"
    error_message = "The budget is told of at a half, at all of it and by forecast."
  }
}

run "a_region_that_is_not_free" {
  command = plan
  variables {
    region = "asia-northeast3"
    zone   = "asia-northeast3-a"
  }
  expect_failures = [var.region]
}

run "a_zone_of_another_region" {
  command = plan
  variables { zone = "us-east1-b" }
  expect_failures = [var.zone]
}

run "disks_that_exceed_the_pool" {
  command = plan
  variables { database_disk_gb = 8 }
  expect_failures = [var.database_disk_gb]
}

run "a_disk_that_is_paid_for" {
  command = plan
  variables {
    database_disk_gb = 12
    paid_disk_gb     = 5
  }

  assert {
    condition     = google_compute_disk.database.size == 12
    error_message = "A database may grow for money, when somebody says so."
  }
}

run "a_disk_beyond_what_is_paid_for" {
  command = plan
  variables {
    database_disk_gb = 13
    paid_disk_gb     = 5
  }
  expect_failures = [var.database_disk_gb]
}

run "a_paid_disk_below_nothing" {
  command = plan
  variables { paid_disk_gb = -1 }
  expect_failures = [var.paid_disk_gb]
}

run "a_machine_that_is_too_large" {
  command = plan
  variables { node_machine_type = "n2-standard-8" }
  expect_failures = [var.node_machine_type]
}

run "two_nodes_with_one_edge" {
  command = plan
  variables { node_count = 2 }
  expect_failures = [var.node_count]
}

run "a_host_with_a_scheme" {
  command = plan
  variables { host = "https://chat.example.org" }
  expect_failures = [var.host]
}

run "an_unknown_edge" {
  command = plan
  variables { edge = "nginx" }
  expect_failures = [var.edge]
}

run "another_major_version_of_postgresql" {
  command = plan
  variables { postgres_image = "library/postgres:17" }
  expect_failures = [var.postgres_image]
}

run "postgresql_by_its_digest" {
  command = plan
  variables { postgres_image = "library/postgres:18-trixie@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef" }
}

run "a_billing_account_by_name" {
  command = plan
  variables { billing_account = "My account" }
  expect_failures = [var.billing_account]
}

run "no_address_for_alerts" {
  command = plan
  variables { alert_email = "me" }
  expect_failures = [var.alert_email]
}
