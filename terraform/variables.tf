# Whatever Google's free tier covers stays inside it: a value that leaves it is refused at plan, with a sentence.
# What it does not cover (docs/deploy.md) are the node and its address.

variable "project" {
  description = "The project's id."
  type        = string
  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project))
    error_message = "project must be the id of a Google Cloud project: 6 to 30 lower-case letters, digits and hyphens."
  }
}

variable "region" {
  description = "Where everything is. The free tier has an e2-micro in three regions only; us-west1 is the nearest to Korea."
  type        = string
  default     = "us-west1"
  validation {
    condition     = contains(["us-west1", "us-central1", "us-east1"], var.region)
    error_message = "region must be us-west1, us-central1 or us-east1: nowhere else is an e2-micro free."
  }
}

variable "zone" {
  description = "Where the cluster and the database are. One zone: the credit for the cluster's management covers no regional one."
  type        = string
  default     = "us-west1-b"
  validation {
    condition     = startswith(var.zone, "${var.region}-")
    error_message = "zone must lie in the region."
  }
}

variable "edge" {
  description = "How readers come in: \"node\" (Traefik on the node, overlay gke) or \"load-balancer\" (Google's, overlay gke-lb, about 18 $ a month more)."
  type        = string
  default     = "node"
  validation {
    condition     = contains(["node", "load-balancer"], var.edge)
    error_message = "edge must be \"node\" or \"load-balancer\"."
  }
}

variable "host" {
  description = "Under which name readers reach the chat; the same as in manifests/site."
  type        = string
  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.host))
    error_message = "host must be a name such as chat.example.org, without https:// and without a path."
  }
}

variable "manage_dns" {
  description = "Whether Cloud DNS serves the host's own zone (0.20 $ a month). The blog's DNS then delegates to it; without it the record is kept elsewhere, by hand."
  type        = bool
  default     = true
}

variable "node_machine_type" {
  description = "e2-small holds the chat and Traefik. Argo CD beside them, or a second replica one day, needs e2-medium. Neither is free."
  type        = string
  default     = "e2-small"
  validation {
    condition     = contains(["e2-small", "e2-medium", "e2-standard-2"], var.node_machine_type)
    error_message = "node_machine_type must be e2-small, e2-medium or e2-standard-2: a smaller one cannot hold a node's own programs, a larger one costs more than a chat needs."
  }
}

variable "node_count" {
  description = "Nodes. With the edge on the node there must be one: its ports and its address are the way in."
  type        = number
  default     = 1
  validation {
    condition     = var.node_count == 1 || (var.edge == "load-balancer" && var.node_count == 2)
    error_message = "node_count must be 1, or 2 with edge = \"load-balancer\"."
  }
}

variable "spot" {
  description = "Nodes at about a third of the price, which Google may take away at any time: some minutes without a chat, and a new address."
  type        = bool
  default     = false
}

variable "node_disk_gb" {
  description = "GB of a node's disk (pd-standard)."
  type        = number
  default     = 12
  validation {
    condition     = var.node_disk_gb >= 12 && floor(var.node_disk_gb) == var.node_disk_gb
    error_message = "node_disk_gb must be a whole number, at least 12: the node's system and images need as much."
  }
}

variable "operator_networks" {
  description = "From which networks (CIDR) kubectl may reach the cluster. Empty: from anywhere, by Google's own login alone, which is what an operator without an address of his own needs. Argo CD is inside and needs none."
  type        = set(string)
  default     = []
  validation {
    condition     = alltrue([for range in var.operator_networks : can(cidrnetmask(range))])
    error_message = "operator_networks must be IPv4 ranges such as 198.51.100.7/32."
  }
}

variable "database_disk_gb" {
  description = "GB of the database's disk (pd-standard)."
  type        = number
  default     = 7
  validation {
    condition     = var.database_disk_gb >= 1 && floor(var.database_disk_gb) == var.database_disk_gb
    error_message = "database_disk_gb must be a whole number of at least 1."
  }
  # 10 for the database's system, 1 for Traefik's certificate: both have a fixed size.
  validation {
    condition     = var.database_disk_gb + 10 + 1 + var.node_count * var.node_disk_gb <= 30 + var.paid_disk_gb || var.node_count > 1
    error_message = "All disks together must not exceed the 30 GB that are free: database_disk_gb + node_disk_gb + 11. Say with paid_disk_gb how many you pay for beyond them."
  }
}

variable "paid_disk_gb" {
  description = "GB of disks beyond the 30 that are free, at 0.04 $ a month each: a database that grows wants them one day."
  type        = number
  default     = 0
  validation {
    condition     = var.paid_disk_gb >= 0 && floor(var.paid_disk_gb) == var.paid_disk_gb
    error_message = "paid_disk_gb must be a whole number, 0 or more."
  }
}

variable "postgres_image" {
  description = "PostgreSQL's image on Docker Hub. Another major version needs the steps of docs/operations.md."
  type        = string
  default     = "library/postgres:18-trixie"
  validation {
    condition     = can(regex("^library/postgres:18($|[.-])", var.postgres_image))
    error_message = "postgres_image must be library/postgres:18…: another major version keeps its data elsewhere, and would begin with an empty database."
  }
}

variable "backup_days" {
  description = "For how many days a dump is kept; two are made a day."
  type        = number
  default     = 30
  validation {
    condition     = var.backup_days >= 7 && var.backup_days <= 365
    error_message = "backup_days must be from 7 to 365."
  }
}

variable "billing_account" {
  description = "The account that pays, for the budget: gcloud billing accounts list."
  type        = string
  validation {
    condition     = can(regex("^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$", var.billing_account))
    error_message = "billing_account must be of the form 012345-6789AB-CDEF01."
  }
}

variable "budget" {
  description = "Whole units of the billing account's currency a month, of which half, all, and a month's forecast are told by mail."
  type        = number
  default     = 20
  validation {
    condition     = var.budget >= 1 && floor(var.budget) == var.budget
    error_message = "budget must be a whole number of at least 1."
  }
}

variable "alert_email" {
  description = "Who hears of the budget, and of a chat that does not answer."
  type        = string
  validation {
    condition     = can(regex("^[^@ ]+@[^@ ]+\\.[^@ ]+$", var.alert_email))
    error_message = "alert_email must be an address of mail."
  }
}
