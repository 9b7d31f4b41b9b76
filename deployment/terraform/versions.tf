terraform {
  required_version = ">= 1.7"
  # Only what is built into Terraform is used: nothing has to be downloaded, or trusted.
}
