# The production compose file on a host that is there already: its files are copied, images are pulled by
# digest, and compose brings up what changed. Secrets stay on the host and are in no state file.

locals {
  deployment = "${path.module}/.."
  nginx      = replace(file("${local.deployment}/nginx-ssl.conf"), "app.example.org", var.domain)
  images     = join("", [for name in sort(keys(var.images)) : "${name}=${var.images[name]}\n"])
  compose    = file("${local.deployment}/production/docker-compose.production.yml")
  monitoring = sort(fileset("${local.deployment}/monitoring", "**"))
}

resource "terraform_data" "files" {
  triggers_replace = sha256(join("", concat(
    [local.nginx, local.images, local.compose],
    [for name in local.monitoring : filesha256("${local.deployment}/monitoring/${name}")],
  )))

  connection {
    type        = "ssh"
    host        = var.host
    user        = var.ssh_user
    private_key = var.ssh_private_key == "" ? null : var.ssh_private_key
    agent       = var.ssh_private_key == ""
    host_key    = var.ssh_host_key
    timeout     = "1m"
  }

  provisioner "remote-exec" {
    inline = [
      "set -eu",
      "mkdir -p ${var.directory}/production",
      # Whoever forgot the secrets learns it here, and not from a container that does not start.
      "test -s ${var.directory}/production/plinth.env",
      "test -s ${var.directory}/production/secrets/postgres-password",
    ]
  }
  provisioner "file" {
    source      = "${local.deployment}/monitoring"
    destination = var.directory
  }
  provisioner "file" {
    content     = local.compose
    destination = "${var.directory}/production/docker-compose.production.yml"
  }
  provisioner "file" {
    content     = local.nginx
    destination = "${var.directory}/production/nginx.conf"
  }
  provisioner "file" {
    content     = local.images
    destination = "${var.directory}/production/images.env"
  }
}

resource "terraform_data" "running" {
  triggers_replace = terraform_data.files.id

  connection {
    type        = "ssh"
    host        = var.host
    user        = var.ssh_user
    private_key = var.ssh_private_key == "" ? null : var.ssh_private_key
    agent       = var.ssh_private_key == ""
    host_key    = var.ssh_host_key
    timeout     = "1m"
  }

  provisioner "remote-exec" {
    inline = [
      "set -eu",
      "cd ${var.directory}/production",
      "docker compose --env-file images.env -f docker-compose.production.yml pull --quiet",
      # --wait: fails unless every service that has a health check is healthy.
      "docker compose --env-file images.env -f docker-compose.production.yml up --detach --wait --wait-timeout 300",
    ]
  }
}
