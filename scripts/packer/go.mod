// Builds the Packer that the tests run. Packer replaces a module in its own go.mod, which `go install …@version`
// refuses; here the same replacement can be made.
module labctl.test/packer

go 1.24.12

require github.com/hashicorp/packer v1.15.0

replace github.com/zclconf/go-cty => github.com/nywilken/go-cty v1.13.3
