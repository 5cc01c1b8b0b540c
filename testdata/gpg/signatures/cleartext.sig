-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA512

{"critical":{"identity":{"docker-reference":"registry.example.com/acme/app:1.0"},"image":{"docker-manifest-digest":"sha256:79aa65a0e8b3c3614b07c35a27b941173b2af51209522f38420a9fbee8884866"},"type":"atomic container signature"},"optional":{"creator":"fixture","timestamp":1700000000}}
-----BEGIN PGP SIGNATURE-----

iQHEBAEBCgAuFiEELAFUjutjnRMDb0QmbZcj7B0ONJUFAmsBSP4QHHJzYUBleGFt
cGxlLmNvbQAKCRBtlyPsHQ40lSevDACJ/pM3l6DkgiORJTeMLbMQ58TBHA3pfxoU
4HVFQgQgtQbeoqH40WJRPvMSMpPGdPwU9tXgBL0973l3l283rpOGbAZjkZQMetSW
/dWSXzvzk8YfmTqQFdIY62SDt/NtV3P7jPPLzBy9cGwWGKr27nuzdA1j3HtlR+97
Xd9uVPbzv7/ODO5CSXMZ3lx25iFTmqpYysb42Rp65Bz+r0HGfRvjoxh7NXQe/inv
2ugQ5P/XUlEV4z6aN2+N7KZku2TS2SY7xQU2Kkjhs/iWBM19znIcN971C42eS2iv
Fe1bJgbSLbOyBnQdnPPNPcJU82aBQ495Bwu8tph7uxs3yJ0UjFQJNMdNUfoU98JE
bdkz5VmCSCBvEl8SBqIHk4LDDk+o55YNq0LMmy/rq1LzLOJ8TpiYTrB6GlcheRCY
XVbgY6vJyOUHX11uLIDT5RNSXuX9T7tyxyzBujpP3LMrhtQ+rcJegO+iodt1j6Sp
gO23+gnncw68hzNGCv3JRx3HhzosNnA=
=+m4F
-----END PGP SIGNATURE-----
