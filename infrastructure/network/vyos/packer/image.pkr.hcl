# Builds the gateway: boots the ISO of VyOS, installs it to a disk, configures it, and leaves output/vyos-lab.raw.

packer {
  required_version = ">= 1.11.0"

  required_plugins {
    qemu = {
      source  = "github.com/hashicorp/qemu"
      version = ">= 1.0.9, < 2.0.0"
    }
  }
}

locals {
  output   = "${path.root}/output"
  key_file = "${path.root}/output/vyos-lab.key"

  boot_wait = "<wait${var.boot_seconds}s>"
  login     = "vyos<enter><wait3>"
}

source "qemu" "vyos" {
  iso_url      = var.vyos_iso_url
  iso_checksum = var.vyos_iso_checksum

  output_directory = local.output
  vm_name          = "vyos-lab.raw"
  format           = "raw"
  disk_size        = var.disk_size
  disk_interface   = "virtio"

  accelerator = "kvm"
  headless    = true
  cpus        = 2
  memory      = 2048
  net_device  = "virtio-net"

  # Two cards, as the gateway has: eth0 is the one that Packer connects through, eth1 leads nowhere. The forwarded
  # port is bound to this machine, since the password of the fresh installation may be the vendor's.
  qemuargs = [
    ["-netdev", "user,id=user.0,hostfwd=tcp:127.0.0.1:{{ .SSHHostPort }}-:22"],
    ["-device", "virtio-net,netdev=user.0"],
    ["-netdev", "user,id=lan,net=10.0.3.0/24,restrict=on"],
    ["-device", "virtio-net,netdev=lan"],
  ]

  boot_wait = "5s"
  boot_command = concat(
    [
      # The menu of the ISO, then its live system.
      "<enter>${local.boot_wait}",
      local.login,
      "vyos<enter><wait5>",

      "install image<enter><wait5>",
      # Would you like to continue? [y/N]
      "y<enter><wait3>",
      # What would you like to name this image? (Default: the version)
      "<enter><wait3>",
      # Please enter a password for the "vyos" user, and confirm it
      "${var.password}<enter><wait3>",
      "${var.password}<enter><wait3>",
      # What console should be used by default? (K: KVM, S: Serial)
      "K<enter><wait5>",
      # Which one should be used for installation? (Default: the only disk)
      "<enter><wait3>",
      # Installation will delete all data on the drive. Continue? [y/N]
      "y<enter><wait5>",
      # Would you like to use all the free space on the drive? [Y/n]
      "y<enter><wait10>",
      # Which file would you like as boot config? 2 is the vendor's default, free of what the live system has added.
      "2<enter><wait60>",

      # The CD is booted from once only, so this starts the installation.
      "reboot<enter><wait3>",
      "y<enter>${local.boot_wait}<wait15>",
    ],
    [
      local.login,
      "${var.password}<enter><wait5>",

      # Just enough for Packer to connect; scripts/configure-gateway.sh does the rest.
      "configure<enter><wait3>",
      "set interfaces ethernet eth0 address dhcp<enter><wait>",
      "set service ssh<enter><wait>",
      "commit<enter><wait10>",
      "save<enter><wait5>",
      "exit<enter><wait>",
    ],
  )

  communicator = "ssh"
  ssh_username = "vyos"
  ssh_password = var.password
  ssh_timeout  = "10m"

  shutdown_command = "sudo poweroff"
  shutdown_timeout = "5m"
}

build {
  sources = ["source.qemu.vyos"]

  # A key for this build alone, beside the image and as little kept in Git. Packer makes temporary keys of its own, but
  # the QEMU plugin cannot hand their public half to a system that is installed by typing; until the key is in place,
  # Packer connects with the password, through a port that only this machine reaches.
  provisioner "shell-local" {
    inline = [
      "rm -f '${local.key_file}' '${local.key_file}.pub'",
      "ssh-keygen -q -t ed25519 -N '' -C vyos-lab -f '${local.key_file}'",
    ]
  }

  provisioner "file" {
    source      = "${local.key_file}.pub"
    destination = "/tmp/build.pub"
    generated   = true
  }

  provisioner "shell" {
    script = "${path.root}/scripts/configure-gateway.sh"
    environment_vars = [
      "GATEWAY_HOSTNAME=${var.hostname}",
      "GATEWAY_LAN_ADDRESS=${var.lan_address}",
      "GATEWAY_LAN_NETWORK=${cidrsubnet(var.lan_address, 0, 0)}",
      "GATEWAY_SSH_PUBLIC_KEY=${trimspace(var.ssh_public_key)}",
    ]
    # The configuration belongs to this group, and is spoilt by whoever commits without it.
    execute_command = "{{ .Vars }} sg vyattacfg -c '/bin/vbash {{ .Path }}'"
  }
}
