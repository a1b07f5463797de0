# Who comes in, and who may do what.

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

run "edge_on_the_node" {
  command = plan

  assert {
    condition     = google_compute_firewall.edge[0].allow == toset([{ protocol = "tcp", ports = tolist(["80", "443"]) }])
    error_message = "The internet reaches ports 80 and 443, and no other."
  }

  assert {
    condition = alltrue([
      for rule in [google_compute_firewall.database, google_compute_firewall.operator] :
      !contains(rule.source_ranges, "0.0.0.0/0")
    ])
    error_message = "The database and SSH are not for the internet."
  }

  assert {
    condition     = google_compute_firewall.database.source_ranges == toset(["10.20.0.0/16", "10.10.0.0/24"])
    error_message = "PostgreSQL is for the cluster's pods and nodes."
  }

  assert {
    condition     = length(google_compute_instance.database.network_interface[0].access_config) == 0
    error_message = "The database's machine has no address on the internet."
  }

  assert {
    condition     = google_compute_instance.database.network_interface[0].network_ip == "10.10.0.10"
    error_message = "manifests/site knows the database by this address."
  }

  assert {
    condition     = google_container_cluster.chat.datapath_provider == "ADVANCED_DATAPATH"
    error_message = "Without Dataplane V2 nobody keeps the NetworkPolicies."
  }

  assert {
    condition     = google_container_cluster.chat.workload_identity_config[0].workload_pool == "some-project.svc.id.goog"
    error_message = "Pods need an identity of their own."
  }

  assert {
    condition     = google_container_node_pool.chat.node_config[0].workload_metadata_config[0].mode == "GKE_METADATA"
    error_message = "Pods must not come by the node's identity."
  }

  assert {
    condition     = google_container_cluster.chat.secret_manager_config[0].enabled && google_container_cluster.chat.deletion_protection
    error_message = "Secrets come by the add-on, and the cluster is not deleted by accident."
  }

  assert {
    condition = {
      for name, access in google_secret_manager_secret_iam_member.chat : name => access.member
      } == {
      for name in ["chat-secret", "chat-database-password", "chat-operator-key"] :
      name => "principal://iam.googleapis.com/projects/123456789012/locations/global/workloadIdentityPools/some-project.svc.id.goog/subject/ns/chat/sa/chat"
    }
    error_message = "The chat's own service account reads its three secrets."
  }

  assert {
    condition     = google_storage_bucket_iam_member.database.role == "roles/storage.objectCreator"
    error_message = "The database's machine adds dumps; it neither reads nor removes any."
  }

  assert {
    condition     = google_storage_bucket.backup.public_access_prevention == "enforced" && google_storage_bucket.backup.uniform_bucket_level_access
    error_message = "Dumps are not for the public."
  }

  assert {
    condition = [
      for rule in google_storage_bucket.backup.lifecycle_rule : one(rule.condition).age if one(rule.action).type == "Delete"
    ] == [30] && google_storage_bucket.backup.retention_policy[0].retention_period == 604800
    error_message = "Dumps go by their age, and nobody takes one away within a week."
  }

  assert {
    condition     = length(google_dns_managed_zone_iam_member.external_dns) == 1 && length(google_dns_record_set.edge) == 0
    error_message = "ExternalDNS keeps the node's record."
  }
}

run "a_closed_master" {
  command = plan
  variables { operator_networks = ["198.51.100.7/32"] }

  assert {
    condition     = [for each in google_container_cluster.chat.master_authorized_networks_config[0].cidr_blocks : each.cidr_block] == ["198.51.100.7/32"]
    error_message = "The cluster's API is for the operator's networks."
  }
}

run "a_network_that_is_none" {
  command = plan
  variables { operator_networks = ["198.51.100.7"] }
  expect_failures = [var.operator_networks]
}

run "the_image_that_runs_stays" {
  command = plan

  assert {
    condition = length([
      for policy in google_artifact_registry_repository.chat.cleanup_policies : policy
      if policy.action == "KEEP" && try(contains(policy.condition[0].tag_prefixes, "released"), false)
    ]) == 1
    error_message = "The manifests name it by its digest for as long as nothing newer is released."
  }
}

run "an_alarm_from_outside" {
  command = plan

  assert {
    condition     = google_monitoring_uptime_check_config.chat.monitored_resource[0].labels.host == "chat.example.org" && google_monitoring_uptime_check_config.chat.http_check[0].validate_ssl
    error_message = "The chat is asked as its readers ask it."
  }

  assert {
    condition     = google_monitoring_alert_policy.no_backup.conditions[0].condition_absent[0].duration == "84600s" && strcontains(google_monitoring_alert_policy.no_backup.conditions[0].condition_absent[0].filter, "\"some-project-chat-backup\"")
    error_message = "Silence of the bucket is noticed; Google watches for 23.5 hours at most."
  }
}

run "a_disk_that_fills" {
  command = plan
  variables {
    database_disk_gb = 10
    paid_disk_gb     = 3
  }

  assert {
    condition     = google_compute_instance.database.metadata["google-monitoring-enabled"] == "true"
    error_message = "The machine tells how full its disks are."
  }

  assert {
    condition = alltrue([
      for threshold in google_monitoring_alert_policy.disk_fills.conditions[0].condition_threshold :
      threshold.threshold_value == 8589934592 && threshold.comparison == "COMPARISON_GT"
    ])
    error_message = "Four fifths of the data's disk, however large it is."
  }
}

run "edge_by_load_balancer" {
  command = plan
  variables {
    edge       = "load-balancer"
    node_count = 2
  }

  assert {
    condition     = length(google_compute_firewall.edge) == 0 && google_container_cluster.chat.private_cluster_config[0].enable_private_nodes
    error_message = "Behind the load balancer nothing of a node is open to the internet."
  }

  assert {
    condition     = google_compute_firewall.load_balancer[0].source_ranges == toset(["35.191.0.0/16", "130.211.0.0/22"])
    error_message = "Pods hear Google's front ends alone."
  }

  assert {
    condition     = google_container_cluster.chat.gateway_api_config[0].channel == "CHANNEL_STANDARD" && !google_container_cluster.chat.addons_config[0].http_load_balancing[0].disabled
    error_message = "The Gateway needs its controller."
  }

  assert {
    condition     = google_compute_project_default_network_tier.this.network_tier == "PREMIUM"
    error_message = "A global load balancer needs the premium tier."
  }

  assert {
    condition     = google_compute_global_address.edge[0].name == "chat" && google_certificate_manager_certificate_map.edge[0].name == "chat"
    error_message = "manifests/components/google-lb names both."
  }

  assert {
    condition     = length(google_dns_record_set.edge) == 1 && length(google_dns_managed_zone_iam_member.external_dns) == 0
    error_message = "The address is known, and nobody else writes the record."
  }
}

run "dns_kept_elsewhere" {
  command = plan
  variables { manage_dns = false }

  assert {
    condition     = length(google_dns_managed_zone.host) == 0 && output.name_servers == null
    error_message = "No zone."
  }
}

run "the_site_s_values_are_told" {
  command = plan

  assert {
    condition     = output.site == { edge_address = "unset", host = "chat.example.org", project = "some-project", database = "10.10.0.10", image = "us-west1-docker.pkg.dev/some-project/chat/realtime-chat" }
    error_message = "manifests/site is filled from this output."
  }
}
