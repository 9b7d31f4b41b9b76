# terraform test: nothing is applied, no host is called.

variables {
  host         = "203.0.113.7"
  ssh_host_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGp0ZXN0"
  domain       = "app.example.org"
  images = {
    PLINTH_IMAGE       = "registry.example.org/plinth@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    NGINX_IMAGE        = "nginx@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    POSTGRES_IMAGE     = "postgres@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    REDIS_IMAGE        = "redis@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    PROMETHEUS_IMAGE   = "prom/prometheus@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    ALERTMANAGER_IMAGE = "prom/alertmanager@sha256:0000000000000000000000000000000000000000000000000000000000000000"
    GRAFANA_IMAGE      = "grafana/grafana@sha256:0000000000000000000000000000000000000000000000000000000000000000"
  }
}

run "plans" {
  command = plan
  assert {
    condition     = output.url == "https://app.example.org"
    error_message = "the address is made of the domain"
  }
  assert {
    condition     = !strcontains(local.nginx, "example.com") && strcontains(local.nginx, "server_name app.example.org")
    error_message = "nginx serves the domain"
  }
}

run "another_domain_reaches_nginx" {
  command = plan
  variables {
    domain = "meals.example.net"
  }
  assert {
    condition     = strcontains(local.nginx, "/live/meals.example.net/") && !strcontains(local.nginx, "app.example.org")
    error_message = "every place of the name is replaced"
  }
}

run "a_tag_is_refused" {
  command = plan
  variables {
    images = { PLINTH_IMAGE = "plinth:latest" }
  }
  expect_failures = [var.images]
}

run "a_command_in_a_path_is_refused" {
  command = plan
  variables {
    directory = "/srv/x; rm -rf /"
  }
  expect_failures = [var.directory]
}
