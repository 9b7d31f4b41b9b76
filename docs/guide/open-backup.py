#!/usr/bin/env python3
"""Opens one object of a Plinth backup without Plinth.

    BACKUP_KEY=... python3 open-backup.py DIRECTORY g.../full-....plb > plinth.db.zst
    zstd -d plinth.db.zst && sqlite3 plinth.db 'PRAGMA integrity_check'

Where BACKUP_KEY was never set, give the value of SECRET_KEY instead. Needs the package cryptography.
"""
import base64
import hashlib
import json
import os
import pathlib
import sys

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHUNK = 65_536 + 16


def main() -> None:
    directory, name = sys.argv[1], sys.argv[2]
    secret = os.environ["BACKUP_KEY"].encode()
    key = HKDF(hashes.SHA256(), 32, b"plinth keyring 1", b"backups").derive(secret)
    data = pathlib.Path(directory, name).read_bytes()
    if data[:9] != b"PLINTHBK\x01":
        sys.exit("this is no backup of Plinth")
    length = int.from_bytes(data[9:13], "big")
    start = 13 + length
    header = json.loads(data[13:start])
    wrapped = header["wrapped"]
    sealed = base64.urlsafe_b64decode(wrapped + "=" * (-len(wrapped) % 4))
    context = f"plinth backup key 1\n{header['name']}".encode()
    own = AESGCM(AESGCM(key).decrypt(sealed[:12], sealed[12:], context))
    bound = hashlib.sha256(data[:start]).digest()
    body = data[start:]
    # At least one chunk, the last of which says in its nonce that it is the last.
    count = max(1, -(-len(body) // CHUNK))
    for number in range(count):
        nonce = number.to_bytes(11, "big") + bytes([1 if number == count - 1 else 0])
        piece = body[number * CHUNK : (number + 1) * CHUNK]
        sys.stdout.buffer.write(own.decrypt(nonce, piece, bound))


main()
