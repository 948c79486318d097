// Builds the QEMU plugin of Packer that the tests validate templates with. Of the later versions the module proxy has
// none, and it lists none, which `go install …@version` wants to see; a go.mod that names the version needs no list.
module labctl.test/packer-plugin-qemu

go 1.24.12

require github.com/hashicorp/packer-plugin-qemu v1.0.9
