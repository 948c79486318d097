# Kept in step with images/images.yaml by labctl (updateFile of vyos-stream): change the version there.
# The blank line stays: without it `packer fmt` would align the two, and labctl writes them unaligned.
vyos_iso_url = "https://community-downloads.vyos.dev/stream/2025.11/vyos-2025.11-generic-amd64.iso"

vyos_iso_checksum = "sha256:f60a2d7dd3bdf2e370a45c04ed4fc3b195691694ca3b8546adf4c5983e70d96e"
