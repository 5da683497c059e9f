"""Encryption of secrets that the database stores and that must be read again.

A secret that is only compared is stored as a digest instead. One of the lowest rooms of the
newsroom: it imports no other room.
"""

from newsroom.encryption.ciphers import UnreadableSecretError, decrypt, encrypt, is_current

__all__ = ["UnreadableSecretError", "decrypt", "encrypt", "is_current"]
