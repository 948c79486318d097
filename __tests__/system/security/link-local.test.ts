import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isLinkLocal } from '../../../src/base/link-local.ts';

const METADATA = {
  'AWS, Google, Azure, OpenStack': '169.254.169.254',
  'AWS, for containers': '169.254.170.2',
  Scaleway: '169.254.42.42',
  Alibaba: '100.100.100.200',
  "Azure's WireServer": '168.63.129.16',
  'Oracle, as it was': '192.0.0.192',
};

/** `a.b.c.d` as two groups of hex digits. */
function hex(address: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}

/** How an IPv6 address can hold an IPv4 address. */
const FORMS: Record<string, (address: string) => string> = {
  itself: (address) => address,
  'IPv4-mapped': (address) => `::ffff:${address}`,
  'IPv4-mapped, in hex': (address) => `::ffff:${hex(address)}`,
  'IPv4-mapped, written out': (address) => `0:0:0:0:0:ffff:${hex(address)}`,
  'IPv4-compatible': (address) => `::${address}`,
  'IPv4-translated': (address) => `::ffff:0:${address}`,
  NAT64: (address) => `64:ff9b::${address}`,
  'NAT64 of one’s own, /96': (address) => `64:ff9b:1:abcd:ef:1234:${hex(address)}`,
  'NAT64 of one’s own, /48': (address) => {
    const [ab = '', cd = ''] = hex(address)
      .split(':')
      .map((word) => word.padStart(4, '0'));
    return `64:ff9b:1:${ab}:00${cd.slice(0, 2)}:${cd.slice(2)}00::`;
  },
  'NAT64 of one’s own, /56': (address) => {
    const [ab = '', cd = ''] = hex(address)
      .split(':')
      .map((word) => word.padStart(4, '0'));
    return `64:ff9b:1:77${ab.slice(0, 2)}:00${ab.slice(2)}:${cd}::`;
  },
  'NAT64 of one’s own, /64': (address) => {
    const [ab = '', cd = ''] = hex(address)
      .split(':')
      .map((word) => word.padStart(4, '0'));
    return `64:ff9b:1:7777:00${ab.slice(0, 2)}:${ab.slice(2)}${cd.slice(0, 2)}:${cd.slice(2)}00::`;
  },
  '6to4': (address) => `2002:${hex(address)}::1`,
  'ISATAP, below a prefix of its own': (address) => `2001:db8:1:2:0:5efe:${hex(address)}`,
  'ISATAP, with a global address': (address) => `2001:db8:1:2:200:5efe:${hex(address)}`,
  'Teredo, its server': (address) => `2001:0:${hex(address)}::1`,
  'Teredo, its client': (address) => {
    const turned = address.split('.').map((byte) => 255 - Number(byte));
    return `2001:0:1234:5678:0:1:${hex(turned.join('.'))}`;
  },
};

describe('an address at which a cloud hands out credentials', () => {
  for (const [cloud, address] of Object.entries(METADATA)) {
    for (const [form, write] of Object.entries(FORMS)) {
      it(`is known: ${cloud} as ${form}`, () => {
        const written = write(address);
        assert.equal(isLinkLocal(written), true, written);
        const url = new URL(`https://${written.includes(':') ? `[${written}]` : written}/`);
        assert.equal(isLinkLocal(url.hostname), true, url.hostname);
      });
    }
  }

  for (const [cloud, address] of Object.entries({
    'link-local': 'fe80::1',
    'link-local, with its zone': 'fe80::a9fe:a9fe%eth0',
    'the end of link-local': 'febf:ffff::1',
    AWS: 'fd00:ec2::254',
    'AWS, for pods': 'fd00:ec2::23',
    Google: 'fd20:ce::254',
    Oracle: 'fd00:c1::a9fe:a9fe',
    Scaleway: 'fd00:42::42',
    Akamai: 'fd00:a9fe:a9fe::1',
  })) {
    it(`is known: ${cloud}, of IPv6`, () => assert.equal(isLinkLocal(address), true));
  }

  for (const [form, host] of Object.entries({
    'one number': '2852039166',
    hex: '0xa9fea9fe',
    octal: '0251.0376.0251.0376',
    'few parts': '169.16689662',
    'a dot at the end': '169.254.169.254.',
    'wide digits': '１６９.254.169.254',
  })) {
    it(`is known in a URL as ${form}`, () => {
      assert.equal(isLinkLocal(new URL(`https://${host}/`).hostname), true);
    });
  }
});

describe('an address of a lab or of the internet', () => {
  const others = [
    ...[
      '10.0.0.1',
      '192.168.1.1',
      '172.16.0.1',
      '127.0.0.1',
      '8.8.8.8',
      '169.253.255.255',
      '169.255.0.0',
    ],
    ...['100.100.100.100', '100.100.100.201', '168.63.129.15', '192.0.0.1', '0.0.0.0'],
    ...['::1', '::', 'fd00::1', 'fd12:3456:789a::254', 'fd20:ce::253', 'fec0::1', '2001:db8::1'],
    ...['2606:4700::1111', '2001:4860:4860::8888', '2002:808:808::1', '64:ff9b::8.8.8.8'],
    ...['64:ff9b:1::8.8.8.8', '::ffff:10.0.0.1', '2001:0:808:808::1', '2001:db8::1:5efe:a9fe:a9fe'],
    ...['localhost', 'example.org', '169.254.169.254.example.org', 'a9fe:a9fe', ''],
  ];
  for (const host of others) {
    it(`is not taken for one: ${host || '(none)'}`, () => assert.equal(isLinkLocal(host), false));
  }
});
