"""Phone numbers as people write them, and the address that a request comes from."""

import pytest
from django.test import RequestFactory

from comments.contact import address_of, masked, normalised_phone
from portal.settings import networks


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0912345678", "+84912345678"),
        ("0912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("(0912) 345-678", "+84912345678"),
        ("0912\u00a0345\u00a0678", "+84912345678"),
        ("+84912345678", "+84912345678"),
        ("+84 (0)912 345 678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("0084 912 345 678", "+84912345678"),
        ("0846123456", "+84846123456"),
        ("01201234567", "+84701234567"),
        ("01231234567", "+84831234567"),
        ("0168 123 4567", "+84381234567"),
        ("+84 168 123 4567", "+84381234567"),
        ("01991234567", "+84591234567"),
        ("024 3825 1234", "+842438251234"),
        ("0203 3825 123", "+842033825123"),
        ("028 38 251 234", "+842838251234"),
        ("+33 1 23 45 67 89", "+33123456789"),
        ("0033 1 23 45 67 89", "+33123456789"),
        ("", ""),
        ("113", ""),
        ("không có", ""),
        ("0912 345 67a", ""),
        ("912345678", ""),
        ("09123456789012345", ""),
        ("+", ""),
        ("٠٩١٢٣٤٥٦٧٨", ""),
    ],
)
def test_phone_numbers_are_read_leniently(typed, stored):
    assert normalised_phone(typed) == stored


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("+84912345123", "09xx xxx 123"), ("+842438251234", "02xx xxx 234"), ("", "")],
)
def test_a_masked_number_keeps_its_ends(phone, shown):
    assert masked(phone) == shown


PROXY, INNER = "10.0.0.1", "10.0.0.2"


@pytest.mark.parametrize(
    ("remote", "forwarded", "sender"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        (PROXY, "198.51.100.1", "198.51.100.1"),
        (PROXY, "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        (PROXY, f"192.0.2.66, 198.51.100.1, {INNER}", "198.51.100.1"),
        (PROXY, "", PROXY),
        (PROXY, "not an address", PROXY),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.7", "", "203.0.113.7"),
        ("64:ff9b::203.0.113.7", "", "203.0.113.7"),
        ("", "", "unknown"),
        ("", "192.0.2.66, 198.51.100.1", "198.51.100.1"),  # a proxy on a Unix socket
        ("::ffff:10.0.0.1", "192.0.2.66, 198.51.100.1", "198.51.100.1"),
        (PROXY, "192.0.2.66, 198.51.100.1:5678", "198.51.100.1"),
        (PROXY, "192.0.2.66, [2001:db8:1:2::1]:443", "2001:db8:1:2::/64"),
        (PROXY, "192.0.2.66, unknown", PROXY),
    ],
)
def test_the_sender_is_the_first_address_that_no_trusted_proxy_has(settings, monkeypatch, remote, forwarded, sender):
    monkeypatch.setenv("TRUSTED_PROXIES", "10.0.0.0/24")
    settings.TRUSTED_PROXIES = networks("TRUSTED_PROXIES", default="")

    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded})

    assert address_of(request) == sender
