"""Prints one Django's password hashes as JSON; see README.md in this folder. The project's tests read only the result."""

import json
import os
import sys

import argon2
import django
from django.conf import settings

hashers = [
    "PBKDF2PasswordHasher",
    "PBKDF2SHA1PasswordHasher",
    "Argon2PasswordHasher",
    "BCryptSHA256PasswordHasher",
    "BCryptPasswordHasher",
    "ScryptPasswordHasher",
    "SHA1PasswordHasher",
    "UnsaltedSHA1PasswordHasher",
    "MD5PasswordHasher",
]

import django.contrib.auth.hashers as offered

offered_hashers = [name for name in hashers if hasattr(offered, name)]
settings.configure(
    PASSWORD_HASHERS=[f"django.contrib.auth.hashers.{name}" for name in offered_hashers]
)
django.setup()

passwords = ["123456", " 密码 pässwörd 😀 "]
# Django's own bcrypt (without SHA-256) cuts at 72 bytes; bcrypt 5 refuses longer ones altogether.
longer = {"BCryptPasswordHasher": ["x" * 80]} if sys.argv[1:] == ["--longer"] else {}

vectors = []
for name in offered_hashers:
    hasher = getattr(offered, name)()
    for password in passwords + longer.get(name, []):
        encoded = hasher.encode(password, hasher.salt())
        assert offered.check_password(password, encoded)
        vectors.append(
            {
                "django": django.get_version(),
                "algorithm": hasher.algorithm,
                "password": password,
                "encoded": encoded,
            }
        )
# Django 1.10 to 3.1 made argon2i; no Django that still runs here does, yet every one checks it.
for password in passwords:
    raw = argon2.low_level.hash_secret(
        password.encode(), os.urandom(16), 2, 512, 2, 16, argon2.low_level.Type.I
    )
    encoded = "argon2" + raw.decode()
    assert offered.check_password(password, encoded)
    vectors.append(
        {"django": django.get_version(), "algorithm": "argon2", "password": password, "encoded": encoded}
    )
json.dump(vectors, sys.stdout, indent=2, ensure_ascii=False)
