// Builds the s5cmd that the benchmark runs, from sums that are pinned too.
module labctl.test/s5cmd

go 1.24.12

require github.com/peak/s5cmd/v2 v2.3.0
