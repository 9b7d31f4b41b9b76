output "url" {
  description = "Where people reach the application."
  value       = "https://${var.domain}"
}

output "images" {
  description = "What runs."
  value       = var.images
}
