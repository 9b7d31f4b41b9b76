variable "host" {
  description = "Address of a Debian host that is reached by SSH and runs Docker with its compose plugin."
  type        = string
  validation {
    condition     = can(regex("^[A-Za-z0-9.:-]+$", var.host))
    error_message = "A host name or address without a user and without a port."
  }
}

variable "ssh_user" {
  description = "Who signs in there; may run docker."
  type        = string
  default     = "deploy"
}

variable "ssh_private_key" {
  description = "The key to sign in with, as text; an agent is asked where it is empty."
  type        = string
  default     = ""
  sensitive   = true
}

variable "ssh_host_key" {
  description = "Public key of the host; without it anybody could stand in for it."
  type        = string
  validation {
    condition     = can(regex("^(ssh-ed25519|ecdsa-sha2-nistp256|ssh-rsa) [A-Za-z0-9+/=]+$", var.ssh_host_key))
    error_message = "Of the form 'ssh-ed25519 AAAA...', as ssh-keyscan prints it."
  }
}

variable "domain" {
  description = "The name that people use, such as app.example.org."
  type        = string
  validation {
    condition     = can(regex("^([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}$", var.domain))
    error_message = "A domain name in lower case, without https:// and without a path."
  }
}

variable "images" {
  description = "Every image with its digest, by the names of deployment/production/images.env.example."
  type        = map(string)
  validation {
    condition     = alltrue([for image in values(var.images) : can(regex("^[^\\s@]+@sha256:[0-9a-f]{64}$", image))])
    error_message = "Each image is name@sha256: and 64 hexadecimal digits: a tag can be moved."
  }
  validation {
    condition = toset(keys(var.images)) == toset([
      "PLINTH_IMAGE", "NGINX_IMAGE", "POSTGRES_IMAGE", "REDIS_IMAGE",
      "PROMETHEUS_IMAGE", "ALERTMANAGER_IMAGE", "GRAFANA_IMAGE",
    ])
    error_message = "Name all seven images, and no other."
  }
}

variable "directory" {
  description = "Directory on the host; plinth.env, secrets/ and certificates/ are in its production/ already."
  type        = string
  default     = "/srv/plinth"
  validation {
    condition     = can(regex("^/[A-Za-z0-9/_-]+$", var.directory))
    error_message = "An absolute path of letters, digits, / _ and -."
  }
}
