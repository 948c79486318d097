variable "vyos_iso_url" {
  type        = string
  description = "The ISO to install from. Set in source.auto.pkrvars.hcl."
}

variable "vyos_iso_checksum" {
  type        = string
  description = "Its checksum, sha256:<64 hex>. Set in source.auto.pkrvars.hcl."

  validation {
    condition     = can(regex("^sha(256|512):[0-9a-f]{64,128}$", var.vyos_iso_checksum))
    error_message = "The checksum must be written sha256:<64 hex> or sha512:<128 hex>."
  }
}

variable "ssh_public_key" {
  type        = string
  default     = ""
  description = "A further public key, of whoever runs the gateway. The key of the build is always let in."

  validation {
    condition     = var.ssh_public_key == "" || can(regex("^(ssh|ecdsa|sk)-[0-9a-z@.-]+ [0-9A-Za-z+/]+=*( [^\\n]*)?\\n?$", var.ssh_public_key))
    error_message = "The public key must be one line as in a file id_ed25519.pub."
  }
}

variable "password" {
  type        = string
  default     = "vyos"
  sensitive   = true
  description = "Password of the user vyos on the console of the gateway. Over SSH only keys are let in."

  validation {
    # It is typed on the keyboard of the machine, where < and { have a meaning for Packer.
    condition     = can(regex("^[0-9A-Za-z._-]+$", var.password))
    error_message = "The password must consist of letters, digits, dots, dashes and underscores."
  }
}

variable "hostname" {
  type    = string
  default = "gateway"
}

variable "lan_address" {
  type        = string
  default     = "192.168.10.1/24"
  description = "Address of eth1, in the network that the gateway serves. eth0 asks for its own by DHCP."

  validation {
    condition     = can(cidrnetmask(var.lan_address))
    error_message = "The address must be written with its prefix, for example 192.168.10.1/24."
  }
}

variable "disk_size" {
  type        = string
  default     = "4096M"
  description = "Size of the image. VyOS wants 2 GB at least."
}

variable "boot_seconds" {
  type        = number
  default     = 90
  description = "How long VyOS may take from GRUB to its login prompt."
}
