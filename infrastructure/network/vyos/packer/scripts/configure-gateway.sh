#!/bin/vbash
# Configures the installed VyOS as the gateway. Packer runs it in the machine, with GATEWAY_* and /tmp/build.pub.

source /opt/vyatta/etc/functions/script-template

# From here on `set`, `delete` and `exit` are commands of VyOS.

fail() {
  echo "configure-gateway: $1" >&2
  builtin exit 1
}

# authorize NAME 'TYPE KEY [COMMENT]'
authorize() {
  local type key rest
  read -r type key rest <<<"$2"
  set system login user vyos authentication public-keys "$1" type "$type" || fail "type of the key $1"
  set system login user vyos authentication public-keys "$1" key "$key" || fail "the key $1"
  authorized+=("$key")
}

authorized=()
build_key=$(cat /tmp/build.pub) || fail 'no public key of the build'

configure

set system host-name "$GATEWAY_HOSTNAME" || fail 'host name'

set interfaces ethernet eth0 description WAN || fail 'eth0'
set interfaces ethernet eth1 description LAN || fail 'eth1'
set interfaces ethernet eth1 address "$GATEWAY_LAN_ADDRESS" || fail 'address of eth1'
# The cards of the machine that boots this image are others than the ones of the build.
delete interfaces ethernet eth0 hw-id
delete interfaces ethernet eth1 hw-id

set nat source rule 100 outbound-interface name eth0 || fail 'nat'
set nat source rule 100 source address "$GATEWAY_LAN_NETWORK" || fail 'nat'
set nat source rule 100 translation address masquerade || fail 'nat'

authorize build "$build_key"
if [ -n "$GATEWAY_SSH_PUBLIC_KEY" ]; then authorize operator "$GATEWAY_SSH_PUBLIC_KEY"; fi
set service ssh port 22 || fail 'ssh'
set service ssh disable-password-authentication || fail 'ssh'

commit || fail 'commit'
save || fail 'save'

# What boots is the saved file: an image without a key would lock everybody out.
for wanted in "$GATEWAY_HOSTNAME" "$GATEWAY_LAN_ADDRESS" disable-password-authentication "${authorized[@]}"; do
  grep -qF -- "$wanted" /config/config.boot || fail "not in the saved configuration: $wanted"
done

# VyOS makes new ones at its first boot. Whoever can read the image must not be able to pose as the gateway.
sudo rm -f /etc/ssh/ssh_host_* /tmp/build.pub
sync
builtin exit 0
