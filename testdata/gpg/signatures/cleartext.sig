-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA512

{"critical":{"identity":{"docker-reference":"registry.example.com/acme/app:1.0"},"image":{"docker-manifest-digest":"sha256:79aa65a0e8b3c3614b07c35a27b941173b2af51209522f38420a9fbee8884866"},"type":"atomic container signature"},"optional":{"creator":"fixture","timestamp":1700000000}}
-----BEGIN PGP SIGNATURE-----

iQHEBAEBCgAuFiEEZ5D8Jz/CSts1JahWjpDilk6OTjQFAmsBT6kQHHJzYUBleGFt
cGxlLmNvbQAKCRCOkOKWTo5ONNPUC/9VOwr2NxZ9K96avhlNhYKH6sN//f9ETQVY
z9O69/Kv81wj5axsSsqqQfLpTQb/A6g+cayyqyaH7q9VrzN2KB4fZ5leMGou9C9q
z8OO+diIwPzUljavIpxtbacGxyC5pcOwcBI3fbrMg5Dcrp0+yRmA/EqjdLdN1smH
9JwqJAdYqDi+9cPYUhFJ/+42Cv8fwhWBTFpdSYkaN6zwayVY9aYj1WZaVN+UyVV/
cYvgqJBa2Kq/4sPC/2mTID/TPe6ojoQthJYwYVkxBsn1ws2QFgz28wAxUZpReNRu
2DHlEm3wmVZwgZr3aGwnDKZEHliJa6CWGVi35JP6CHGVnoY1WYNQ8zGb/GC8vpJE
yDbwYp0Ge8i2boOJYRq1rPcnQJNUc0B/UfM1ccrL1n+WiQ7a4/Fnlm6SKgzMsPZS
1N3WuHQV/7PegalAb1ykLV4EuqcX4u1S9PXteXbFGBq7WfOkUTV6WypJeKg78R6z
L6SEjRw4fszFFFMnzvKz1lUaN5/3YoU=
=ndxd
-----END PGP SIGNATURE-----
