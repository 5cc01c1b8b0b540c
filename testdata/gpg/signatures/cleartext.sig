-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA512

{"critical":{"identity":{"docker-reference":"registry.example.com/acme/app:1.0"},"image":{"docker-manifest-digest":"sha256:79aa65a0e8b3c3614b07c35a27b941173b2af51209522f38420a9fbee8884866"},"type":"atomic container signature"},"optional":{"creator":"fixture","timestamp":1700000000}}
-----BEGIN PGP SIGNATURE-----

iQHEBAEBCgAuFiEExI2clVn6S0YTgQH9HX9/Bxcrps0FAmg8QMAQHHJzYUBleGFt
cGxlLmNvbQAKCRAdf38HFyumzRp9DACF1nfohsayPdXnCi4dOzHPg15UYOJgN9iU
+9Z0uc6dKxpNLnwwpoNhb6dzIAS9QcqWFntAn/1bnHAaZ0A1wJnpMbD1+1B6/3bX
PDzAKTPtsl/4BOXriBE1d5G+qSCFu89wd7PE5B8vpZTPBW39OsJaurLwjE+s4VzY
GFztbmMHsdIiG/f7gZ0gWkfm2nHGRofmhAkMiwJUg2HT9aSQjIVjMXlTUx/vqd/S
M3tWX7MBDSld969CqiPDRE4bDwMLMOPp0v0R3KTYHRG1E5vvkuNJs9FrFhPs8BuQ
UiOaPGWBEodvy9ljmwAHzZCvsGrhyhExXEFCNXS5i7/tWo+o265036Gk+v6dPrO+
NX0RYqZvLDAbIb+FniAF5QvaztGPxd+BpanUNtYirhaOm1D7KeB+8UCLd0KGAF7+
7SiP5EA+4zGN11bt9BAZjcr5l1UWidlyazUgu07fpcN4ONJIR34Ae781Sa5I6P9l
jTWzAma/P7QDxSSQkeOukxRrZQ10my8=
=RG+P
-----END PGP SIGNATURE-----
